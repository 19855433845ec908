import { chunkRows, type ImportRow } from '../../domain/import/rows.ts'
import { type IssueSaying, say } from '../../domain/wording/say.ts'
import { unguarded } from '../formula.ts'
import { tooLarge } from '../refusal.ts'
import { type CsvRecord, csvReader, tooLong } from './csv.ts'
import { type Columns, type Header, readHeader, withoutBlankEnd } from './header.ts'
import { hasInvalidBytes, lineReader } from './lines.ts'

export type Format = 'csv' | 'ndjson'

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
 * @param file blocks, then null for the end
 * @throws Refusal where the header or the size is wrong, or the file is damaged or of another kind
 */
export async function* rowChunks(
  file: AsyncIterable<Uint8Array | null>,
  format: Format,
  fields: Columns,
  mostLines: number,
): AsyncGenerator<ImportRow[]> {
  const lines = lineReader()
  const reader = format === 'csv' ? csvRows(fields) : jsonRows()
  let count = 0
  let chunk: ImportRow[] = []
  let length = 0
  const full = (found: SizedRow) =>
    chunk.length > 0 && (chunk.length >= chunkRows || length + found.length > chunkLength)

  for await (const block of file) {
    const arrived = block === null ? lines.end() : lines.push(block)
    count += arrived.length
    if (count > mostLines) throw tooLarge(say('mostLines', { max: mostLines }))
    const rows = arrived.map(line => reader.push(line))
    if (block === null) rows.push(reader.end())
    for (const found of rows.flat()) {
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

const refusedRow = (line: number, field: string | null, reason: IssueSaying): SizedRow[] => [
  { row: { line, field, reason }, length: 0 },
]

function jsonRows(): RowReader {
  let line = 0
  return {
    push(text) {
      line += 1
      if (text === null) return refusedRow(line, null, tooLong)
      if (text.trim() === '') return []
      let value: unknown
      try {
        value = JSON.parse(text)
      } catch {
        return refusedRow(line, null, say('lineNotJson'))
      }
      if (!isObject(value)) return refusedRow(line, null, say('lineNotObject'))
      return readable(line, value, text)
    },
    end: () => [],
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function csvRows(fields: Columns): RowReader {
  const reader = csvReader()
  let header: Header | null = null

  const convert = (record: CsvRecord): SizedRow[] => {
    if (header === null) {
      header = readHeader(record, fields)
      return []
    }
    const { line } = record
    const { names, marked } = header
    if (record.cells === null) return refusedRow(line, null, record.fault ?? say('notValid'))
    const cells = withoutBlankEnd(record.cells, names.length)
    if (cells.length !== names.length) {
      const counts = { cells: cells.length, columns: names.length }
      return refusedRow(line, null, say('cellCount', counts))
    }
    const byName: Record<string, unknown> = {}
    for (const [at, name] of names.entries()) {
      const cell = cells[at]
      if (cell !== undefined && cell.trim() !== '') byName[name] = marked ? unguarded(cell) : cell
    }
    return readable(line, byName, record.text)
  }

  return {
    push: text => reader.push(text).flatMap(convert),
    end() {
      const rows = reader.end().flatMap(convert)
      if (header === null) readHeader(null, fields)
      return rows
    },
  }
}

/** The row, unless bytes of it were no UTF-8: then a refusal that names the field, where one value holds them. */
function readable(line: number, fields: Record<string, unknown>, text: string): SizedRow[] {
  if (!hasInvalidBytes(text)) return [{ row: { line, fields }, length: text.length }]
  const [field] = Object.entries(fields).find(([, value]) => hasInvalidBytes(String(value))) ?? []
  return refusedRow(line, field ?? null, say('notUtf8'))
}
