import { and, type Column, eq, gt, isNotNull, isNull, lt, or, type SQL, sql } from 'drizzle-orm'

/** One key of an ordering: SQLite counts NULL as the smallest value. The last term must be unique. */
export interface OrderTerm<Name extends string = string> {
  /** The column's property on its Drizzle table. */
  column: Name
  descending: boolean
  nullable: boolean
}

export type KeyValue = string | number | bigint | null

type Columns = Record<string, Column>

const columnOf = (columns: Columns, term: OrderTerm): Column => {
  const column = columns[term.column]
  if (!column) throw new Error(`No column "${term.column}" to order by`)
  return column
}

export const reversed = (terms: readonly OrderTerm[]): OrderTerm[] =>
  terms.map(term => ({ ...term, descending: !term.descending }))

export const orderBy = (columns: Columns, terms: readonly OrderTerm[]): SQL[] =>
  terms.map(term => {
    const column = columnOf(columns, term)
    return term.descending ? sql`${column} DESC` : sql`${column} ASC`
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
    const ties = terms.slice(0, at).map((tie, i) => same(columnOf(columns, tie), key[i] ?? null))
    return and(...ties, past(columnOf(columns, term), term, key[at] ?? null))
  })
  const start = key[0] ?? null
  const column = columnOf(columns, first)
  const bound = first.descending || first.nullable || start === null ? undefined : sql`${column} >= ${start}`
  const descendingBound =
    first.descending && !first.nullable && start !== null ? sql`${column} <= ${start}` : undefined
  return and(bound ?? descendingBound, or(...steps))
}

const same = (column: Column, value: KeyValue): SQL => (value === null ? isNull(column) : eq(column, value))

function past(column: Column, term: OrderTerm, value: KeyValue): SQL {
  if (term.descending) {
    if (value === null) return sql`0`
    return (term.nullable ? or(lt(column, value), isNull(column)) : lt(column, value)) ?? sql`0`
  }
  return value === null ? isNotNull(column) : gt(column, value)
}
