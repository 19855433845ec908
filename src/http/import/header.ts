import { say } from '../../domain/wording/say.ts'
import { isWellFormedText } from '../../lib/text.ts'
import { isMarked, unguarded } from '../formula.ts'
import { badFile } from '../refusal.ts'
import type { CsvRecord } from './csv.ts'
import { invalidBytes } from './lines.ts'

/** What an import takes: the columns it knows, and those that a file must have. */
export interface Columns {
  columns: ReadonlySet<string>
  required: readonly string[]
}

const namedAtMost = 20

export interface Header {
  /** The known names of the columns, in their order, without the empty ones at the end. */
  names: string[]
  /** Whether the file is an export of ours, whose cells are guarded against formulas. */
  marked: boolean
}

/**
 * Names are compared without case, blanks, underscores and hyphens: `external_id` is `externalId`.
 * @param record null where the file ended before one came
 * @throws Refusal
 */
export function readHeader(record: CsvRecord | null, { columns, required }: Columns): Header {
  if (record === null) throw badFile(say('emptyFile'))
  if (record.cells === null) throw badFile(say('badHeader', { fault: record.fault ?? say('notValid') }))
  if (record.text.includes(invalidBytes)) throw badFile(say('headerNotUtf8'))
  const known = new Map([...columns].map(name => [plain(name), name]))
  const given = withoutBlankEnd(record.cells, 0)
  const marked = isMarked(given)
  const cells = marked ? given.map(unguarded) : given
  const names = cells.map(cell => known.get(plain(cell)))
  const foreign = cells.filter((cell, at) => names[at] === undefined && cell.trim() !== '')
  if (foreign.length > 0)
    throw badFile(say('foreignColumns', { foreign: listed(foreign), known: [...columns].join(', ') }))
  const nameless = cells.findIndex(cell => cell.trim() === '')
  if (nameless >= 0) throw badFile(say('namelessColumn', { column: nameless + 1 }))
  const twice = [...columns].find(name => names.indexOf(name) !== names.lastIndexOf(name))
  if (twice !== undefined) {
    const spellings = listed(cells.filter((_, at) => names[at] === twice))
    throw badFile(say('columnTwice', { column: twice, spellings }))
  }
  const missing = required.filter(name => !names.includes(name))
  if (missing.length > 0) throw badFile(say('missingColumns', { missing: missing.join(', ') }))
  return { names: names.filter(name => name !== undefined), marked }
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
  return shown.join(', ') + (others > 0 ? `, … +${others}` : '')
}
