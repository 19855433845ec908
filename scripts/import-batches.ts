import type { RowError } from '../src/domain/import/rows.ts'
import { type IssueSaying, say, write } from '../src/domain/wording/say.ts'
import { csvReader, tooLong } from '../src/http/import/csv.ts'
import { lineReader } from '../src/http/import/lines.ts'
import type { Format } from '../src/http/import/rows.ts'
import { Refusal } from '../src/http/refusal.ts'
import { Failure } from './failure.ts'

/** One request's worth of a file. */
export interface Batch {
  body: Uint8Array<ArrayBuffer>
  /** The line of the file where the row of a line of the body starts. */
  lineOf(line: number): number
  /** Rows that cannot be sent, with their lines in the file. */
  refused: RowError<string>[]
}

const batchRows = 10_000
const batchCharacters = 6_000_000
/** A dry run takes 20,000, and the last row may have many. */
const batchLines = 16_000

/** Rows at hand as batches of NDJSON; a row's line is its place, from 1. The first batch is empty. */
export function* rowBatches(rows: Iterable<object>, most = batchRows): Generator<Batch> {
  const builder = batchBuilder(null, most)
  yield builder.take()
  let line = 0
  for (const row of rows) {
    line += 1
    const full = builder.add(JSON.stringify(row), line)
    if (full) yield full
  }
  if (!builder.empty()) yield builder.take()
}

/**
 * Cuts a file into batches while it is read. Each batch of CSV repeats the header row. The first has no rows: its answer
 * tells what the server thinks of the file, and under which id it goes in, before anything is stored.
 * @throws Failure when the file is of another kind, or CSV without a readable header
 */
export async function* fileBatches(bytes: AsyncIterable<Uint8Array>, format: Format): AsyncGenerator<Batch> {
  try {
    yield* cutBatches(bytes, format)
  } catch (error) {
    if (error instanceof Refusal) throw new Failure(error.message, { cause: error })
    throw error
  }
}

async function* cutBatches(bytes: AsyncIterable<Uint8Array>, format: Format): AsyncGenerator<Batch> {
  const lines = lineReader()
  const records = format === 'csv' ? csvRecords() : jsonRecords()
  let builder = format === 'csv' ? null : batchBuilder(null)

  function* batchesOf(found: FileRecord[]): Generator<Batch> {
    for (const { text, line, fault } of found) {
      if (!builder) {
        if (fault !== null) throw new Failure(write(say('badHeader', { fault }), 'en'))
        builder = batchBuilder(text)
        yield builder.take()
        continue
      }
      const full =
        fault === null
          ? builder.add(text, line)
          : builder.refuse({ line, field: null, reason: write(fault, 'en') })
      if (full) yield full
    }
  }

  if (builder) yield builder.take()
  for await (const block of bytes) {
    for (const line of lines.push(block)) yield* batchesOf(records.push(line))
  }
  for (const line of lines.end()) yield* batchesOf(records.push(line))
  yield* batchesOf(records.end())
  if (!builder) throw new Failure(write(say('emptyFile'), 'en'))
  if (!builder.empty()) yield builder.take()
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
function batchBuilder(header: string | null, most = batchRows) {
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
      const full = places.length >= most || length >= batchCharacters || nextLine >= batchLines
      return full ? take() : null
    },
    refuse(error: RowError<string>): Batch | null {
      refused.push(error)
      return refused.length >= most ? take() : null
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
