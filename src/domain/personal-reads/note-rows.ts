import type { Row, RowSelection } from '../../database/relational.ts'
import { tableNamed } from '../../database/relations.ts'
import type { PersonalKind, PersonalReads } from '../service/personal-reads.ts'
import { personalKindOf } from './kinds.ts'

/** Of a selection: which personal fields it reads, of whom, and in which relations there are more. */
interface Watched {
  kinds: readonly PersonalKind[]
  /** The property with the customer's id. */
  customer: string
  /** Rows behind so many are not shown. */
  shown: number
  within: readonly (readonly [relation: string, watched: Watched])[]
}

/** The property of a table's rows that says whose they are. */
export const customerOf = (table: string) => (table === 'customers' ? 'id' : 'customerId')

/** What a property of a table, as relational queries name both, tells of a customer. */
export function kindOfProperty(table: string, property: string): PersonalKind | null {
  const { config } = tableNamed(table)
  const column = config.columns[property]
  return column ? personalKindOf(config.dbName, column.name) : null
}

function watchedIn({ table, columns, relations, page }: RowSelection): Watched | null {
  const kinds = new Set([...columns].flatMap(column => kindOfProperty(table, column) ?? []))
  const within = [...relations].flatMap(([relation, selection]) => {
    const watched = watchedIn(selection)
    return watched ? [[relation, watched] as const] : []
  })
  return kinds.size > 0 || within.length > 0
    ? {
        kinds: [...kinds],
        customer: customerOf(table),
        shown: page?.shown ?? Number.POSITIVE_INFINITY,
        within,
      }
    : null
}

/** Notes whose personal fields a selection has read. */
export function noteRows(reads: PersonalReads, selection: RowSelection, rows: readonly Row[]): void {
  const watched = watchedIn(selection)
  if (watched) note(reads, watched, rows)
}

function note(reads: PersonalReads, watched: Watched, rows: readonly unknown[]): void {
  const { kinds, customer, shown, within } = watched
  for (const row of rows.slice(0, shown)) {
    if (!isRow(row)) continue
    const id = row[customer]
    if (typeof id === 'number') reads.note(kinds, id)
    for (const [relation, inner] of within) note(reads, inner, [row[relation]].flat())
  }
}

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null
