import { type Column, getTableColumns, type SQL, sql } from 'drizzle-orm'
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { oncePer } from '../../lib/once-per.ts'
import type { Condition } from '../filters/condition.ts'
import type { Service } from '../service/service.ts'
import { type PageSource, rowsOf } from './page.ts'

/** How many rows there are, or at least. */
export interface Counted {
  rows: number
  exact: boolean
}

/** Rows that one count looks at: a quarter of a million takes SQLite some 30 ms. */
export const mostCounted = 250_000

/**
 * How many rows of a list there are under a condition, at an effort that has an end: of more than `mostCounted` rows
 * looked at, or found, it says at least how many. All rows of a table are counted whatever their number.
 */
export async function countRows(
  service: Service,
  source: PageSource,
  condition: Condition | undefined,
): Promise<Counted> {
  const columns = getTableColumns(source.table)
  const asked = rowsOf(service, source, columns, condition)
  const [counted] = await checkedRows(
    service.db.orm,
    countRow,
    asked
      ? bounded(source.table, asked, condition)
      : sql`SELECT count(*) AS rows, 0 AS seen FROM ${source.table}`,
  )
  if (!counted) throw new Error('A count without a row')
  const { rows, seen } = counted
  return asked === undefined
    ? { rows, exact: true }
    : { rows: Math.min(rows, mostCounted), exact: seen <= mostCounted && rows <= mostCounted }
}

const countRow = z.object({ rows: z.int(), seen: z.int() })

/** Where an index leads to the rows those that are found are bounded, else those that are looked at. */
function bounded(table: SQLiteTable, asked: SQL, condition: Condition | undefined): SQL {
  if (condition && isIndexed(table, condition))
    return sql`SELECT count(*) AS rows, count(*) AS seen FROM (
      SELECT 1 FROM ${table} WHERE ${asked} LIMIT ${mostCounted + 1})`
  return sql`SELECT count(*) FILTER (WHERE ${asked}) AS rows, count(*) AS seen FROM (
    SELECT * FROM ${table} LIMIT ${mostCounted + 1}) AS ${table}`
}

/** Whether one of the parts that must hold asks about a column that an index begins with. */
function isIndexed(table: SQLiteTable, condition: Condition): boolean {
  const parts = condition.kind === 'ALL' ? condition.of : [condition]
  return parts.some(
    part =>
      (part.kind === 'FIELD' && part.column !== undefined && leadingColumns(table).has(part.column)) ||
      (part.kind === 'ONE' &&
        part.relation.key !== undefined &&
        leadingColumns(table).has(part.relation.key)),
  )
}

/** The properties of a table's columns that an index of all rows, or its key, begins with. */
const leadingColumns = oncePer((table: SQLiteTable): ReadonlySet<string> => {
  const { indexes, primaryKeys } = getTableConfig(table)
  const first: unknown[] = [
    ...indexes.filter(({ config }) => config.where === undefined).map(({ config }) => config.columns[0]),
    ...primaryKeys.map(({ columns }) => columns[0]),
  ]
  const leads = ([, column]: [string, Column]) =>
    column.primary || first.some(one => one === column || nameOf(one) === column.name)
  return new Set(
    Object.entries(getTableColumns(table))
      .filter(leads)
      .map(([property]) => property),
  )
})

const nameOf = (column: unknown) =>
  typeof column === 'object' && column !== null && 'name' in column ? column.name : undefined
