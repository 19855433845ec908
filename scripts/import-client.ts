import { createHash } from 'node:crypto'
import * as z from 'zod'
import { addTally, newTally, type RowError, type Tally as TallyOf } from '../src/domain/import/rows.ts'
import type { Format } from '../src/http/import/rows.ts'
import { Failure } from './failure.ts'
import type { Api } from './graphql.ts'
import type { Batch } from './import-batches.ts'
import { readJson } from './read-json.ts'
import { askedToWait, attempts, BrokenOff, pauseAfter } from './retries.ts'

/** What the server answers: its reasons are sentences. */
export type Tally = TallyOf<RowError<string>> & {
  /** The id of the import; null of a dry run. */
  import: string | null
}

export const importNouns = ['customers', 'interactions', 'exposures', 'consents', 'staff'] as const

/** Where the rows go. */
export interface Target extends Api {
  noun: (typeof importNouns)[number]
  source: string
  createRegions: boolean
  /** Of interactions: whether feedback that is overdue as it comes is opened. */
  oldFeedback?: string | undefined
  /** Whether to ask only what would become of the rows. */
  dryRun?: boolean
  format: Format
}

/** How many rows it counts. */
export const rowsOf = ({ created, updated, unchanged, rejected }: Tally): number =>
  created + updated + unchanged + rejected

/** How far a file went in. */
export interface Place {
  /** How many of its batches were answered. */
  batches: number
  /** What tells them from others. */
  digest: string
  /** What became of their rows. */
  tally: Tally
}

/** The server takes no such request; the message is fit to be shown. */
export class Refused extends Failure {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message)
  }
}

/** For one request. */
const deadline = 300_000

/** What a server of ours answers; another one at the address may say 200 to anything. */
export const tallySchema: z.ZodType<Tally> = z.object({
  import: z.string().nullable(),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  rejected: z.int(),
  errors: z.array(z.object({ line: z.int(), field: z.string().nullable(), reason: z.string() })),
})

const nowhere = (): Place => ({ batches: 0, digest: '', tally: { ...newTally(), import: null } })

/**
 * Sends the batches in order, as one import, and adds up the answers. A request that the server does not answer is sent
 * again, which is harmless, because rows are upserted.
 * @param onBatch called after each answer with how far it came
 * @param from what went in before the first of the batches
 * @throws Failure
 */
export async function importBatches(
  target: Target,
  batches: AsyncIterable<Batch> | Iterable<Batch>,
  onBatch: (place: Place) => unknown = () => undefined,
  from: Place = nowhere(),
): Promise<Tally> {
  const { tally } = from
  let { digest, batches: count } = from
  for await (const batch of batches) {
    const answer = await sendBatch(target, batch.body, tally.import, count > 0)
    tally.import = answer.import
    const errors = [
      ...answer.errors.map(error => ({ ...error, line: batch.lineOf(error.line) })),
      ...batch.refused,
    ]
    errors.sort((a, b) => a.line - b.line)
    addTally(tally, { ...answer, rejected: answer.rejected + batch.refused.length, errors })
    digest = chained(digest, batch)
    count += 1
    await onBatch({ batches: count, digest, tally })
  }
  return tally
}

/**
 * Takes the batches that went in before.
 * @returns whether they are the same still
 */
export async function passOver(batches: AsyncIterator<Batch>, place: Place): Promise<boolean> {
  let digest = ''
  for (let count = 0; count < place.batches; count++) {
    const { done, value } = await batches.next()
    if (done) return false
    digest = chained(digest, value)
  }
  return digest === place.digest
}

const chained = (digest: string, { body, refused }: Batch) =>
  createHash('sha256').update(digest).update(body).update(JSON.stringify(refused)).digest('hex')

/**
 * Asks whether an import takes more rows, by a file without any.
 * @returns why not
 * @throws Failure
 */
export async function whyEnded(target: Target, begun: string): Promise<string | null> {
  try {
    await sendBatch({ ...target, format: 'ndjson' }, new Uint8Array(), begun, false)
    return null
  } catch (error) {
    if (error instanceof Refused && (error.status === 400 || error.status === 404)) return error.message
    throw error
  }
}

function sendBatch(
  target: Target,
  body: Uint8Array<ArrayBuffer>,
  begun: string | null,
  known: boolean,
): Promise<Tally> {
  const { noun, source, createRegions, oldFeedback, dryRun, format } = target
  const parameters = new URLSearchParams({
    source,
    ...(createRegions && { createRegions: 'true' }),
    ...(oldFeedback !== undefined && { oldFeedback }),
    ...(dryRun && { dryRun: 'true' }),
    ...(begun !== null && { import: begun }),
  })
  const type = format === 'csv' ? 'text/csv' : 'application/x-ndjson'
  return post(target, `/v1/import/${noun}?${parameters}`, tallySchema, known, { body, type })
}

const undoSchema = z.object({
  state: z.enum(['UNDOING', 'UNDONE']),
  removed: z.int(),
  restored: z.int(),
  kept: z.int(),
  records: z.array(z.object({ id: z.string(), reason: z.string() })),
})

/** What the undo of an import came to. */
export type UndoReport = z.infer<typeof undoSchema>

/**
 * Takes back what an import wrote, part by part.
 * @param onPart called after each answer
 * @throws Failure
 */
export async function undoImport(
  api: Api,
  id: string,
  onPart: (report: UndoReport) => void = () => undefined,
): Promise<UndoReport> {
  for (let known = false; ; known = true) {
    const report = await post(api, `/v1/import/${encodeURIComponent(id)}/undo`, undoSchema, known)
    onPart(report)
    if (report.state === 'UNDONE') return report
  }
}

interface Content {
  body: Uint8Array<ArrayBuffer>
  type: string
}

/** @param known whether the server answered before: it may be away for minutes then */
async function post<Answer>(
  { url, key }: Api,
  path: string,
  schema: z.ZodType<Answer>,
  known: boolean,
  content?: Content,
): Promise<Answer> {
  const most = known ? attempts.known : attempts.stranger
  for (let tried = 1; ; tried++) {
    try {
      const text = await postOnce(new URL(path, url), key, content)
      const answer = readJson(schema, text)
      if (answer !== null) return answer
      throw new Failure(`What answers at ${url} is not this product: ${text.slice(0, 200)}`)
    } catch (error) {
      if (!(error instanceof BrokenOff) || tried >= most) throw error
      await pauseAfter(tried, error)
    }
  }
}

async function postOnce(address: URL, key: string, content: Content | undefined): Promise<string> {
  const authorization = `Bearer ${key}`
  const { answer, text } = await fetch(address, {
    method: 'POST',
    headers: { authorization, ...(content && { 'content-type': content.type }) },
    ...(content && { body: content.body }),
    signal: AbortSignal.timeout(deadline),
  })
    .then(async answer => ({ answer, text: await answer.text() }))
    .catch(cause => {
      throw new BrokenOff(`There is no answer from ${address.origin}: is the server running?`, 0, { cause })
    })
  if (answer.ok) return text
  const message = messageOf(answer.status, text)
  throw askedToWait(answer, message) ?? new Refused(message, answer.status)
}

const refusal = z.object({ errors: z.array(z.object({ message: z.string() })) })

function messageOf(status: number, text: string): string {
  const message = readJson(refusal, text)?.errors[0]?.message
  if (message) return `The server refused the import (${status}): ${message}`
  return `The server answered ${status}: ${text.slice(0, 200)}`
}
