import type { Counters } from '../counters.ts'
import { DatabaseError, type Refusal } from '../errors.ts'
import type { Address } from './address.ts'
import type { Batch, BatchResult } from './batch.ts'
import type { Next, Turn } from './streams.ts'

type StreamRequest = { type: 'batch'; batch: Batch } | { type: 'close' }

export interface Answer extends Next {
  results: readonly (
    | { type: 'ok'; response: { type: 'batch'; result: BatchResult } | { type: 'close' } }
    | { type: 'error'; error: Refusal }
  )[]
}

export interface Connection {
  address: Address
  fetch: typeof fetch
  counters: Counters
  /** Milliseconds for a request and its answer. */
  deadline: number
}

/** The server does not know the stream any more: it ran nothing. */
export class StreamGone extends DatabaseError {
  constructor(message: string) {
    super('not-applied', message)
  }
}

/** A stream that was idle for too long, a server that was started anew, a baton that was used before. */
const isGone = (status: number, text: string) =>
  (status === 400 || status === 404) && /\bbaton\b|\bstream (?:has expired|not found)/i.test(text)

/**
 * Sends a stream's requests (Hrana 3 over HTTP, in JSON) and has its answer read: one deadline over request and body,
 * uncompressed, since on a near link compressing costs more than the bytes.
 * @throws DatabaseError that tells failures apart by whether the server can have applied the pipeline
 */
export async function exchange<T>(
  { address, fetch, counters, deadline }: Connection,
  { base, baton }: Pick<Turn, 'base' | 'baton'>,
  requests: readonly StreamRequest[],
  read: (answer: Answer) => T,
): Promise<T> {
  counters.roundTrips += 1
  if (baton === null) counters.freshStreams += 1
  let response: Response
  let text: string
  try {
    response = await fetch(`${base}v3/pipeline`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'accept-encoding': 'identity',
        ...(address.token !== undefined && { authorization: `Bearer ${address.token}` }),
      },
      body: JSON.stringify({ baton, requests }),
      signal: AbortSignal.timeout(deadline),
    })
    text = await response.text()
  } catch (cause) {
    throw new DatabaseError('ambiguous', 'The database did not answer.', null, { cause })
  }
  if (!response.ok) {
    const message = `The database answered ${response.status}: ${text.slice(0, 200)}`
    if (baton !== null && isGone(response.status, text)) throw new StreamGone(message)
    if (response.status === 429 || response.status === 503) throw new DatabaseError('not-applied', message)
    throw new DatabaseError(response.status >= 500 ? 'ambiguous' : 'permanent', message)
  }
  try {
    return read(JSON.parse(text))
  } catch (cause) {
    if (cause instanceof DatabaseError) throw cause
    const message = `The database sent an answer that is none: ${text.slice(0, 200)}`
    throw new DatabaseError('ambiguous', message, null, { cause })
  }
}
