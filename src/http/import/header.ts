import type { Imported } from '../../domain/import/rows.ts'
import { say } from '../../domain/wording/say.ts'
import { comparable, isWellFormedText } from '../../lib/text.ts'
import { isMarked, unguarded } from '../formula.ts'
import { badFile } from '../refusal.ts'
import type { CsvRecord } from './csv.ts'
import { hasInvalidBytes } from './lines.ts'

/** What an import takes: the columns it knows, and those that a file must have. */
export type Columns = Pick<Imported, 'columns' | 'required' | 'family'>

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
export function readHeader(record: CsvRecord | null, { columns, required, family }: Columns): Header {
  if (record === null) throw badFile(say('emptyFile'))
  if (record.cells === null) throw badFile(say('badHeader', { fault: record.fault ?? say('notValid') }))
  if (hasInvalidBytes(record.text)) throw badFile(say('headerNotUtf8'))
  const known = new Map([...columns].map(name => [plain(name), name]))
  const given = withoutBlankEnd(record.cells, 0)
  const marked = isMarked(given)
  const cells = marked ? given.map(unguarded) : given
  const names = cells.map(cell => known.get(plain(cell)) ?? memberOf(family, cell))
  const foreign = cells.filter((cell, at) => names[at] === undefined && cell.trim() !== '')
  if (foreign.length > 0) {
    const taken = [...columns, ...(family ? [`${family}NAME`] : [])].join(', ')
    throw badFile(
      cells.length === 1
        ? say('oneColumn', { header: listed(foreign), known: taken })
        : say('foreignColumns', { foreign: listed(foreign), known: taken }),
    )
  }
  const nameless = cells.findIndex(cell => cell.trim() === '')
  if (nameless >= 0) throw badFile(say('namelessColumn', { column: nameless + 1 }))
  const twice = names.find((name, at) => names.indexOf(name) !== at)
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

/** A column whose name somebody gave: of that, case counts. */
function memberOf(family: string | undefined, cell: string): string | undefined {
  const name = comparable(cell)
  if (!family || !name.toLowerCase().startsWith(family) || name.length === family.length) return undefined
  return family + comparable(name.slice(family.length))
}

const plain = (name: string) => name.toLowerCase().replace(/[\s_-]/g, '')

function listed(names: readonly string[]): string {
  const shown = names
    .slice(0, namedAtMost)
    .map(name => (isWellFormedText(name) ? `"${name.trim().slice(0, 100)}"` : '(unreadable)'))
  const others = names.length - shown.length
  return shown.join(', ') + (others > 0 ? `, … +${others}` : '')
}
