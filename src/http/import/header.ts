import { isWellFormedText } from '../../lib/text.ts'
import type { CsvRecord } from './csv.ts'
import { notUtf8 } from './encodings.ts'
import { invalidBytes } from './lines.ts'
import { badFile } from './refusal.ts'

/** What an import takes: the columns it knows, and those that a file must have. */
export interface Columns {
  columns: ReadonlySet<string>
  required: readonly string[]
}

const namedAtMost = 20

/**
 * The known names of a header's columns, in their order, without the empty ones at its end. Names are compared
 * without case, blanks, underscores and hyphens: `external_id` is `externalId`.
 * @param record null where the file ended before one came
 * @throws Refusal whose words for the log hold no cell: where the header is missing, they are a customer's
 */
export function readHeader(record: CsvRecord | null, { columns, required }: Columns): string[] {
  if (record === null) throw badFile('The file is empty: it needs a header row.')
  if (record.cells === null) throw badFile(`The header row is malformed: ${record.fault}`)
  if (record.text.includes(invalidBytes)) throw badFile(`The header row ${notUtf8}.`)
  const known = new Map([...columns].map(name => [plain(name), name]))
  const cells = withoutBlankEnd(record.cells, 0)
  const names = cells.map(cell => known.get(plain(cell)))
  const foreign = cells.filter((cell, at) => names[at] === undefined && cell.trim() !== '')
  if (foreign.length > 0) {
    const what = 'The header has columns that this import does not know'
    throw badFile(`${what}: ${listed(foreign)}. It knows ${[...columns].join(', ')}.`, `${what}.`)
  }
  const nameless = cells.findIndex(cell => cell.trim() === '')
  if (nameless >= 0) throw badFile(`Column ${nameless + 1} has no name in the header.`)
  const twice = [...columns].find(name => names.indexOf(name) !== names.lastIndexOf(name))
  if (twice !== undefined) {
    const spellings = listed(cells.filter((_, at) => names[at] === twice))
    const what = `The column "${twice}" stands twice in the header`
    throw badFile(`${what}: ${spellings}.`, `${what}.`)
  }
  const missing = required.filter(name => !names.includes(name))
  if (missing.length > 0) throw badFile(`The header lacks the required columns ${missing.join(', ')}.`)
  return names.filter(name => name !== undefined)
}

/** The cells up to the last one with content, but at least `atLeast`. */
export function withoutBlankEnd(cells: readonly string[], atLeast: number): readonly string[] {
  const end = cells.findLastIndex(cell => cell.trim() !== '') + 1
  return cells.slice(0, Math.max(end, atLeast))
}

const plain = (name: string) => name.toLowerCase().replace(/[\s_-]/g, '')

function listed(names: readonly string[]): string {
  const shown = names
    .slice(0, namedAtMost)
    .map(name => (isWellFormedText(name) ? `"${name.trim().slice(0, 100)}"` : '(unreadable)'))
  const others = names.length - shown.length
  return shown.join(', ') + (others > 0 ? ` and ${others} more` : '')
}
