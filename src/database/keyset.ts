import { and, type Column, getTableColumns, or, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'

/** One key of an ordering: SQLite counts NULL as the smallest value. The last term must be unique. */
export interface OrderTerm<Name extends string = string> {
  /** The column's property on its Drizzle table. */
  column: Name
  descending: boolean
  nullable: boolean
  /** Where the row only links to the one whose column it is. */
  through?: OrderLink
}

/** How a row leads to the one that it is ordered by. */
export interface OrderLink {
  /** The relation, where the row that was read has it. */
  relation: string
  /** The row's own column with the id of the other. */
  key: string
  table: SQLiteTable
}

export type KeyValue = string | number | bigint | null

type Columns = Record<string, Column>

function keyOf(columns: Columns, { column, through }: OrderTerm): SQLWrapper {
  const own = columns[through?.key ?? column]
  if (!own) throw new Error(`No column "${through?.key ?? column}" to order by`)
  if (!through) return own
  const other = getTableColumns(through.table)
  const [wanted, id] = [other[column], other.id]
  if (!wanted || !id) throw new Error(`No column "${column}" to order by`)
  const name = sql.identifier('ordered')
  return sql`(SELECT ${name}.${sql.identifier(wanted.name)} FROM ${through.table} AS ${name}
    WHERE ${name}.${sql.identifier(id.name)} = ${own})`
}

export const reversed = (terms: readonly OrderTerm[]): OrderTerm[] =>
  terms.map(term => ({ ...term, descending: !term.descending }))

export const orderBy = (columns: Columns, terms: readonly OrderTerm[]): SQL[] =>
  terms.map(term => {
    const value = keyOf(columns, term)
    return term.descending ? sql`${value} DESC` : sql`${value} ASC`
  })

/**
 * The rows strictly behind `key` in the ordering: term by term, ties go on to the next term.
 * The leading condition repeats the first term inclusively, so that an index on it narrows the search.
 */
export function behind(
  columns: Columns,
  terms: readonly OrderTerm[],
  key: readonly KeyValue[],
): SQL | undefined {
  const [first] = terms
  if (!first) return undefined
  const steps: (SQL | undefined)[] = terms.map((term, at) => {
    const ties = terms.slice(0, at).map((tie, i) => same(keyOf(columns, tie), key[i] ?? null))
    return and(...ties, past(keyOf(columns, term), term, key[at] ?? null))
  })
  const start = key[0] ?? null
  // Where nothing is missing before the key, all that is missing lies before it too.
  if (start === null || (first.nullable && first.descending)) return or(...steps)
  const value = keyOf(columns, first)
  return and(first.descending ? sql`${value} <= ${start}` : sql`${value} >= ${start}`, or(...steps))
}

const same = (column: SQLWrapper, value: KeyValue): SQL =>
  value === null ? sql`${column} IS NULL` : sql`${column} = ${value}`

function past(column: SQLWrapper, term: OrderTerm, value: KeyValue): SQL {
  if (term.descending) {
    if (value === null) return sql`0`
    return term.nullable ? sql`(${column} < ${value} OR ${column} IS NULL)` : sql`${column} < ${value}`
  }
  return value === null ? sql`${column} IS NOT NULL` : sql`${column} > ${value}`
}
