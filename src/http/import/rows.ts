import { chunkRows, type ImportRow, shown } from '../../domain/import/rows.ts'
import { type CsvRecord, csvReader, tooLong } from './csv.ts'
import { lineReader } from './lines.ts'

export type Format = 'csv' | 'ndjson'

/** The file as a whole cannot be read on. */
export class BadFile extends Error {
  override readonly name = 'BadFile'
  constructor(
    readonly status: 400 | 413,
    readonly code: 'INVALID_INPUT' | 'TOO_LARGE',
    message: string,
  ) {
    super(message)
  }
}

/** Bytes that a file may have, unpacked. */
export const largestFile = 100_000_000

/** Characters that one chunk may have, so that what it binds stays below what the database takes. */
const chunkLength = 1_000_000

interface SizedRow {
  row: ImportRow
  length: number
}

/** Turns physical lines into the rows that they complete. */
interface RowReader {
  push(line: string | null): SizedRow[]
  end(): SizedRow[]
}

/**
 * Reads a file as chunks of rows while it arrives; what is held is a chunk and a block of the stream.
 * @throws BadFile where the header or the size is wrong, or the stream is damaged
 */
export async function* rowChunks(
  body: ReadableStream<Uint8Array>,
  format: Format,
  fields: { columns: ReadonlySet<string>; required: readonly string[] },
): AsyncGenerator<ImportRow[]> {
  const lines = lineReader()
  const reader = format === 'csv' ? csvRows(fields.columns, fields.required) : jsonRows()
  let chunk: ImportRow[] = []
  let length = 0
  const full = (found: SizedRow) =>
    chunk.length > 0 && (chunk.length >= chunkRows || length + found.length > chunkLength)

  for await (const block of blocks(body)) {
    const arrived = block === null ? lines.end() : lines.push(block)
    const rows = arrived.flatMap(line => reader.push(line))
    if (block === null) rows.push(...reader.end())
    for (const found of rows) {
      if (full(found)) {
        yield chunk
        chunk = []
        length = 0
      }
      chunk.push(found.row)
      length += found.length
    }
  }
  if (chunk.length > 0) yield chunk
}

/** The blocks of the stream, then null for its end. */
async function* blocks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array | null> {
  const reader = body.getReader()
  let bytes = 0
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw new BadFile(400, 'INVALID_INPUT', `The file breaks off: ${reasonOf(cause)}`)
      })
      if (done) break
      bytes += value.length
      if (bytes > largestFile) throw tooLargeFile()
      yield value
    }
    yield null
  } finally {
    // A stream that failed by itself can be neither read on nor cancelled.
    await readAway(reader, largestFile - bytes).catch(() => undefined)
  }
}

/**
 * Reads on what nobody wants any more, up to `most` bytes: a body that is dropped half read costs its connection,
 * and where others share it, as under `npm start`, the next request.
 */
async function readAway(reader: ReadableStreamDefaultReader<Uint8Array>, most: number): Promise<void> {
  for (let bytes = 0; bytes <= most; ) {
    const { done, value } = await reader.read()
    if (done) return
    bytes += value.length
  }
  await reader.cancel()
}

export const tooLargeFile = () =>
  new BadFile(413, 'TOO_LARGE', `A file may have ${largestFile} bytes: send it in parts.`)

const reasonOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause))

function jsonRows(): RowReader {
  let line = 0
  const refused = (reason: string): SizedRow[] => [{ row: { line, field: null, reason }, length: 0 }]
  return {
    push(text) {
      line += 1
      if (text === null) return refused(tooLong)
      if (text.trim() === '') return []
      let value: unknown
      try {
        value = JSON.parse(text)
      } catch {
        return refused('The line is not valid JSON.')
      }
      if (!isObject(value)) return refused('The line is not a JSON object.')
      return [{ row: { line, fields: value }, length: text.length }]
    },
    end: () => [],
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function csvRows(columns: ReadonlySet<string>, required: readonly string[]): RowReader {
  const reader = csvReader()
  let header: string[] | null = null

  const convert = (record: CsvRecord): SizedRow[] => {
    if (header === null) {
      header = readHeader(record, columns, required)
      return []
    }
    const { line, cells } = record
    if (cells === null) return [{ row: { line, field: null, reason: record.fault ?? '' }, length: 0 }]
    if (cells.length !== header.length) {
      const reason = `The row has ${cells.length} cells, the header has ${header.length}.`
      return [{ row: { line, field: null, reason }, length: 0 }]
    }
    const fields: Record<string, unknown> = {}
    for (const [at, name] of header.entries()) {
      const cell = cells[at]
      if (cell !== undefined && cell.trim() !== '') fields[name] = cell
    }
    return [{ row: { line, fields }, length: record.text.length }]
  }

  return {
    push: text => reader.push(text).flatMap(convert),
    end() {
      const rows = reader.end().flatMap(convert)
      if (header === null) throw badHeader('The file is empty: it needs a header row.')
      return rows
    },
  }
}

const badHeader = (message: string) => new BadFile(400, 'INVALID_INPUT', message)

function readHeader(record: CsvRecord, columns: ReadonlySet<string>, required: readonly string[]): string[] {
  if (record.cells === null) throw badHeader(`The header row is malformed: ${record.fault}`)
  const names = record.cells.map(cell => cell.trim())
  const seen = new Set<string>()
  for (const name of names) {
    if (!columns.has(name)) {
      throw badHeader(`"${shown(name)}" is not a column of this import; it knows ${[...columns].join(', ')}.`)
    }
    if (seen.has(name)) throw badHeader(`The column "${name}" stands twice in the header.`)
    seen.add(name)
  }
  for (const name of required) {
    if (!seen.has(name)) throw badHeader(`The column "${name}" is missing from the header.`)
  }
  return names
}
