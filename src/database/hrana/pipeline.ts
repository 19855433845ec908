import type { Counters } from '../counters.ts'
import { DatabaseError, type Refusal } from '../errors.ts'
import type { Address } from './address.ts'
import type { Batch, BatchResult } from './batch.ts'

type StreamRequest = { type: 'batch'; batch: Batch } | { type: 'close' }

/** What one `POST` asks of a stream: a new one where there is no baton. */
interface Pipeline {
  baton: string | null
  requests: readonly StreamRequest[]
}

interface Answer {
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

/**
 * Sends a pipeline (Hrana 3 over HTTP, in JSON) and has its answer read: one deadline over request and body,
 * uncompressed, since on a near link compressing costs more than the bytes.
 * @throws DatabaseError that tells failures apart by whether the server can have applied the pipeline
 */
export async function exchange<T>(
  { address, fetch, counters, deadline }: Connection,
  pipeline: Pipeline,
  read: (answer: Answer) => T,
): Promise<T> {
  counters.roundTrips += 1
  let response: Response
  let text: string
  try {
    response = await fetch(new URL('v3/pipeline', address.base), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'accept-encoding': 'identity',
        ...(address.token !== undefined && { authorization: `Bearer ${address.token}` }),
      },
      body: JSON.stringify(pipeline),
      signal: AbortSignal.timeout(deadline),
    })
    text = await response.text()
  } catch (cause) {
    throw new DatabaseError('ambiguous', 'The database did not answer.', null, { cause })
  }
  if (!response.ok) {
    const message = `The database answered ${response.status}: ${text.slice(0, 200)}`
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
