import { and, type Column, getTableColumns, type SQL, sql } from 'drizzle-orm'
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import { oncePer } from '../../lib/once-per.ts'
import { holding } from '../filters/apply.ts'
import { type Condition, partsOf } from '../filters/condition.ts'
import type { Service } from '../service/service.ts'
import type { PageSource } from './page.ts'

/** Steps that one count may take, of about a fifth of a microsecond of the database each. */
const mostSteps = 1_000_000
/** What a request pays for a question that looks at other rows, for each step that it takes. */
const paidForAStep = 50

/** Of a row that an index finds and that is looked at itself: it may lie anywhere. */
const stepsToRow = 10

/** Rows that a count may look at in so many steps each. */
export const affordableRows = (steps: number): number => Math.floor(mostSteps / steps)

/** How far a count of the rows of a list goes. */
export interface Effort {
  /** So many rows are looked at at most: of a larger list it says "at least". */
  most: number
  /** Where the rows to look at come from, as a table of the list's name, and how that ends: SQL behind the condition. */
  from: SQL
  end: SQL
  /** The same rows, one more than `most` where there is, and nothing of them. */
  rows: SQL
  /** Whether each of them fits. */
  allFit: boolean
}

/**
 * How far a count goes in `steps` for each row, and those that its condition takes at other rows. Parts of the condition
 * to which an index leads find the rows that are looked at.
 */
export function effortOf(
  service: Service,
  { table, through, within }: PageSource,
  condition: Condition | undefined,
  steps: number,
): Effort {
  const columns = getTableColumns(table)
  const parts = condition === undefined ? [] : condition.kind === 'ALL' ? condition.of : [condition]
  const leading = through ? [] : parts.filter(part => isIndexed(table, part))
  const found = and(...leading.map(part => holding(service, part, columns))) ?? sql`1`
  const allFit = leading.length === parts.length && within(service, columns) === undefined
  const paid = parts.flatMap(part => [...partsOf(part)]).reduce((sum, part) => sum + costOf(part), 0)
  const away = leading.length > 0 && !allFit ? stepsToRow : 0
  const most = affordableRows(steps + away + (allFit ? 0 : paid / paidForAStep))
  const end = sql`LIMIT ${most + 1}`
  return {
    most,
    allFit,
    // Without a table of its own an index may say all that is asked of a row.
    ...(allFit
      ? { from: sql`${table}`, end }
      : { from: sql`(SELECT * FROM ${table} WHERE ${found} ${end}) AS ${table}`, end: sql`` }),
    rows: sql`(SELECT 1 FROM ${table} WHERE ${found} ${end})`,
  }
}

type Part = ReturnType<typeof partsOf> extends Generator<infer Of> ? Of : never

const costOf = (part: Part): number => (part.kind === 'FIELD' ? part.cost : part.relation.cost)

/** Whether a condition asks about a column that an index begins with. */
function isIndexed(table: SQLiteTable, condition: Condition): boolean {
  const leading = leadingColumns(table)
  if (condition.kind === 'FIELD') return condition.column !== undefined && leading.has(condition.column)
  // The other row's id is known from the own key, all else of it is not.
  return condition.kind === 'ONE' && asksOfId(condition.of) && leading.has(condition.relation.key ?? '')
}

const asksOfId = (condition: Condition): boolean =>
  condition.kind === 'ALL'
    ? condition.of.some(asksOfId)
    : condition.kind === 'FIELD' && condition.field === 'id'

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
