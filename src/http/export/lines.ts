import type { Value } from '../../domain/export/column.ts'
import type { Export } from '../../domain/export/start-export.ts'
import { guarded, markedHeader } from '../formula.ts'

/** The last column: in the first row it has the mark of the export, in all others nothing. */
export const markColumn = 'export'

/**
 * The text of an export, page by page; the first part has the first page in it, so that what goes wrong up to there can
 * still be answered. It ends in an empty line: a runtime may end an answer that broke off as HTTP ends a whole one.
 */
export async function* textOf({ columns, mark, pages, format, whole }: Export): AsyncGenerator<string> {
  const line = format === 'csv' ? csvLine : jsonLine(columns)
  let rest: string | null = mark
  // Spreadsheets take CSV without a byte order mark for another encoding.
  let text =
    format === 'csv' && whole ? `\ufeff${[...markedHeader(columns), markColumn].map(quoted).join()}\r\n` : ''
  let first = true
  for await (const rows of pages) {
    for (const row of rows) {
      text += line(row, rest)
      rest = null
    }
    if (first || text !== '') yield text
    first = false
    text = ''
  }
  yield format === 'csv' ? '\r\n' : '\n'
}

const jsonLine = (columns: readonly string[]) => {
  const names = columns.map(name => JSON.stringify(name))
  return (row: readonly Value[], mark: string | null) => {
    const values = row.map((value, at) => `${names[at]}:${JSON.stringify(value)}`)
    if (mark !== null) values.push(`${JSON.stringify(markColumn)}:${JSON.stringify(mark)}`)
    return `{${values.join()}}\n`
  }
}

const csvLine = (row: readonly Value[], mark: string | null): string =>
  `${[...row, mark].map(cellOf).join()}\r\n`

const needsQuotes = /[",;|\t\r\n]/

const quoted = (text: string): string => (needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** Nothing for null: an empty cell says nothing. */
function cellOf(value: Value): string {
  if (value === null) return ''
  return quoted(typeof value === 'string' ? guarded(value) : JSON.stringify(value))
}
