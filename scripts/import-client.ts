import * as z from 'zod'
import { addTally, newTally, type RowError, type Tally as TallyOf } from '../src/domain/import/rows.ts'
import { type IssueSaying, say, write } from '../src/domain/wording/say.ts'
import { csvReader, tooLong } from '../src/http/import/csv.ts'
import { lineReader } from '../src/http/import/lines.ts'
import type { Format } from '../src/http/import/rows.ts'
import { Refusal } from '../src/http/refusal.ts'

/** What the server answers: its reasons are sentences. */
export type Tally = TallyOf<RowError<string>> & {
  /** The id of the import; null of a dry run. */
  import: string | null
}

/** Where the rows go. */
export interface Target {
  /** The server, such as `http://127.0.0.1:8787`. */
  url: string
  key: string
  noun: 'customers' | 'interactions'
  source: string
  createRegions: boolean
  /** Whether to ask only what would become of the rows. */
  dryRun?: boolean
  format: Format
}

/** One request's worth of a file. */
export interface Batch {
  body: Uint8Array<ArrayBuffer>
  /** The line of the file where the row of a line of the body starts. */
  lineOf(line: number): number
  /** Rows that cannot be sent, with their lines in the file. */
  refused: RowError<string>[]
}

/** The server does not take the import; the message is fit to be shown. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused'
}

const batchRows = 10_000
const batchCharacters = 6_000_000
const attempts = 3
const pause = 500
/** For one request of at most `batchRows`. */
const deadline = 300_000

/** What a server of ours answers; another one at the address may say 200 to anything. */
const answered: z.ZodType<Tally> = z.object({
  import: z.string().nullable(),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  rejected: z.int(),
  errors: z.array(z.object({ line: z.int(), field: z.string().nullable(), reason: z.string() })),
})

/**
 * Sends the batches in order, as one import, and adds up the answers. A request that the server does not answer is sent
 * again, which is harmless, because rows are upserted.
 * @param onBatch called after each answer with what became of all rows so far
 * @throws ImportRefused
 */
export async function importBatches(
  target: Target,
  batches: AsyncIterable<Batch> | Iterable<Batch>,
  onBatch: (soFar: Tally) => void = () => undefined,
): Promise<Tally> {
  const total: Tally = { ...newTally(), import: null }
  for await (const batch of batches) {
    const answer = await send(target, batch.body, total.import)
    total.import = answer.import
    const errors = [
      ...answer.errors.map(error => ({ ...error, line: batch.lineOf(error.line) })),
      ...batch.refused,
    ]
    errors.sort((a, b) => a.line - b.line)
    addTally(total, { ...answer, rejected: answer.rejected + batch.refused.length, errors })
    onBatch(total)
  }
  return total
}

async function send(target: Target, body: Uint8Array<ArrayBuffer>, begun: string | null): Promise<Tally> {
  const url = new URL(`/v1/import/${target.noun}`, target.url)
  url.searchParams.set('source', target.source)
  if (target.createRegions) url.searchParams.set('createRegions', 'true')
  if (target.dryRun) url.searchParams.set('dryRun', 'true')
  if (begun) url.searchParams.set('import', begun)
  const headers = {
    authorization: `Bearer ${target.key}`,
    'content-type': target.format === 'csv' ? 'text/csv' : 'application/x-ndjson',
  }
  for (let tried = 1; ; tried++) {
    const signal = AbortSignal.timeout(deadline)
    const answer = await fetch(url, { method: 'POST', headers, body, signal }).catch((cause: unknown) => {
      if (tried === attempts) {
        throw new ImportRefused(`There is no answer from ${target.url}: is the server running?`, { cause })
      }
      return null
    })
    if (answer?.ok) return readTally(target, await answer.text())
    if (answer && (answer.status < 500 || tried === attempts)) throw new ImportRefused(await sentence(answer))
    await new Promise(resolve => setTimeout(resolve, pause * tried))
  }
}

function readTally(target: Target, text: string): Tally {
  const parsed = answered.safeParse(parsedJson(text))
  if (parsed.success) return parsed.data
  throw new ImportRefused(`What answers at ${target.url} is not this product: ${text.slice(0, 200)}`)
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const refused = z.object({ errors: z.array(z.object({ message: z.string() })) })

async function sentence(answer: Response): Promise<string> {
  const text = await answer.text()
  const body = refused.safeParse(parsedJson(text)).data
  const message = body?.errors[0]?.message
  if (message) return `The server refused the import (${answer.status}): ${message}`
  return `The server answered ${answer.status}: ${text.slice(0, 200)}`
}

/** Rows at hand as batches of NDJSON; a row's line is its place, from 1. */
export function* rowBatches(rows: Iterable<object>): Generator<Batch> {
  const builder = batchBuilder(null)
  let line = 0
  for (const row of rows) {
    line += 1
    const full = builder.add(JSON.stringify(row), line)
    if (full) yield full
  }
  if (!builder.empty()) yield builder.take()
}

/**
 * Cuts a file into batches while it is read, at least one, so that the server always has its say. Each batch of CSV
 * repeats the header row.
 * @throws ImportRefused when the file is of another kind, or CSV without a readable header
 */
export async function* fileBatches(bytes: AsyncIterable<Uint8Array>, format: Format): AsyncGenerator<Batch> {
  try {
    yield* cutBatches(bytes, format)
  } catch (error) {
    if (error instanceof Refusal) throw new ImportRefused(error.message, { cause: error })
    throw error
  }
}

async function* cutBatches(bytes: AsyncIterable<Uint8Array>, format: Format): AsyncGenerator<Batch> {
  const lines = lineReader()
  const records = format === 'csv' ? csvRecords() : jsonRecords()
  let builder = format === 'csv' ? null : batchBuilder(null)
  let batches = 0

  function* batchesOf(found: FileRecord[]): Generator<Batch> {
    for (const { text, line, fault } of found) {
      if (!builder) {
        if (fault !== null) throw new ImportRefused(write(say('badHeader', { fault }), 'en'))
        builder = batchBuilder(text)
        continue
      }
      const full =
        fault === null
          ? builder.add(text, line)
          : builder.refuse({ line, field: null, reason: write(fault, 'en') })
      if (!full) continue
      batches += 1
      yield full
    }
  }

  for await (const block of bytes) {
    for (const line of lines.push(block)) yield* batchesOf(records.push(line))
  }
  for (const line of lines.end()) yield* batchesOf(records.push(line))
  yield* batchesOf(records.end())
  if (!builder) throw new ImportRefused(write(say('emptyFile'), 'en'))
  if (batches === 0 || !builder.empty()) yield builder.take()
}

interface FileRecord {
  text: string
  line: number
  fault: IssueSaying | null
}

interface RecordReader {
  push(line: string | null): FileRecord[]
  end(): FileRecord[]
}

const csvRecords = (): RecordReader => csvReader()

function jsonRecords(): RecordReader {
  let line = 0
  return {
    push(text) {
      line += 1
      if (text === null) return [{ text: '', line, fault: tooLong }]
      return text.trim() === '' ? [] : [{ text, line, fault: null }]
    },
    end: () => [],
  }
}

/** Collects records; `add` and `refuse` give a batch when it is full. */
function batchBuilder(header: string | null) {
  let texts: string[] = []
  let places: { inBody: number; inFile: number }[] = []
  let refused: RowError<string>[] = []
  let length = 0
  let nextLine = 0

  const restart = () => {
    texts = header === null ? [] : [header]
    places = []
    refused = []
    length = 0
    nextLine = 1 + (header === null ? 0 : linesOf(header))
  }
  restart()

  const take = (): Batch => {
    const found = places
    const batch = {
      body: encode(texts.map(text => `${text}\n`).join('')),
      lineOf: (line: number) => found.findLast(place => place.inBody <= line)?.inFile ?? line,
      refused,
    }
    restart()
    return batch
  }

  return {
    add(text: string, line: number): Batch | null {
      texts.push(text)
      places.push({ inBody: nextLine, inFile: line })
      nextLine += linesOf(text)
      length += text.length
      return places.length >= batchRows || length >= batchCharacters ? take() : null
    },
    refuse(error: RowError<string>): Batch | null {
      refused.push(error)
      return refused.length >= batchRows ? take() : null
    },
    /** Whether nothing was added since the last batch. */
    empty: () => places.length === 0 && refused.length === 0,
    take,
  }
}

const linesOf = (text: string) => (text.includes('\n') ? text.split('\n').length : 1)

/** UTF-8, but half characters, as which invalid bytes were read, become invalid bytes again. */
function encode(text: string): Uint8Array<ArrayBuffer> {
  const parts = text.split(/\p{Surrogate}/u).map(part => Buffer.from(part))
  return new Uint8Array(
    Buffer.concat(parts.flatMap((part, at) => (at === 0 ? [part] : [Buffer.of(0xff), part]))),
  )
}
