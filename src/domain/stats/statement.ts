import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import { customers } from '../../database/tables/customers/customers.ts'
import type { Condition } from '../filters/condition.ts'
import { type Columns, columnOf } from '../filters/field.ts'
import { affordableRows, effortOf } from '../lists/effort.ts'
import { rowsOf } from '../lists/page.ts'
import type { Service } from '../service/service.ts'
import type { GroupKey } from './keys.ts'
import type { StatsTable } from './tables.ts'

/** Groups of one answer. */
export const mostGroups = 1_000

/** A key that was asked for. */
export interface AskedKey {
  name: string
  key: GroupKey
  /** Whether it looks at the customer of a row. */
  ofCustomer: boolean
  /** Of regions: the level of the tree. */
  level: number
}

export interface Question {
  condition: Condition | undefined
  keys: readonly AskedKey[]
  /** Names of the measures asked for. */
  measures: readonly string[]
}

/** Steps that a row takes a count: to be looked at, to be put into a group by a key, to be summed up. */
const steps = { row: 2, key: 3, measure: 3 } as const

/** Rows that a count of all looks at; of more it says "at least". */
export const mostRowsAtAll = affordableRows(steps.row)

/** How far an answer goes. */
const effort = (service: Service, { source }: StatsTable, { condition, keys, measures }: Question) =>
  effortOf(service, source, condition, steps.row + steps.key * keys.length + steps.measure * measures.length)

const customer: Columns = getTableColumns(alias(customers, 'of_customer'))

/**
 * Counts the rows of a list by keys, in one statement. Sums come in two halves that cannot overflow and rows as numbers
 * and texts: one row for each group, the largest first.
 */
export function groupsOf(service: Service, table: StatsTable, question: Question): SQL {
  const { condition, keys, measures } = question
  const { from, end } = effort(service, table, question)
  const columns = getTableColumns(table.source.table)
  const place = ({ ofCustomer }: AskedKey): Columns => (ofCustomer ? customer : columns)
  const id = columnOf(columns, table.customer)
  const joins = [
    ...(keys.some(({ ofCustomer }) => ofCustomer)
      ? [sql`JOIN customers AS of_customer ON of_customer.id = ${id}`]
      : []),
    ...keys.flatMap((asked, at) => asked.key.join?.(place(asked), at) ?? []),
  ]
  const tables = [
    sql`today(day) AS (SELECT ${service.today})`,
    ...keys.flatMap(({ key, level }, at) => key.with?.(at, level) ?? []),
  ]
  const named = (prefix: string, at: number) => sql.raw(`${prefix}${at}`)
  const values = measures.map(name => {
    const measure = table.measures[name]
    if (!measure) throw new Error(`No measure "${name}"`)
    return measure.of(columns)
  })
  const picked = [
    sql`${id} AS customer`,
    ...keys.map((asked, at) => sql`${asked.key.of(place(asked), at)} AS ${named('k', at)}`),
    ...values.map((value, at) => sql`${value} AS ${named('v', at)}`),
  ]
  const shown = [
    ...keys.map((_, at) => named('k', at)),
    sql`count(*) AS rows`,
    sql`count(DISTINCT customer) AS customers`,
    ...values.flatMap((_, at) => {
      const value = named('v', at)
      return [
        sql`count(${value}) AS ${named('n', at)}`,
        sql`CAST(ifnull(sum(${value} >> 32), 0) AS TEXT) AS ${named('h', at)}`,
        sql`CAST(ifnull(sum(${value} & 4294967295), 0) AS TEXT) AS ${named('l', at)}`,
        sql`CAST(min(${value}) AS TEXT) AS ${named('a', at)}`,
        sql`CAST(max(${value}) AS TEXT) AS ${named('z', at)}`,
      ]
    }),
  ]
  const by = keys.map((_, at) => named('k', at))
  return sql`WITH RECURSIVE ${list(tables)},
    picked AS (
      SELECT ${list(picked)} FROM ${from} ${sql.join(joins, sql` `)}
      WHERE ${rowsOf(service, table.source, columns, condition) ?? sql`1`} ${end}),
    grouped AS (
      SELECT ${list(shown)} FROM picked ${by.length > 0 ? sql`GROUP BY ${list(by)}` : sql``}
      ORDER BY ${list([sql`rows DESC`, ...by])} LIMIT ${mostGroups + 1})
    SELECT grouped.*${names(keys)} FROM grouped ${sql.join(
      keys.flatMap(({ key }, at) =>
        key.named
          ? [
              sql`LEFT JOIN (${key.named.names}) AS ${named('row', at)} ON ${named('row', at)}.id = ${named('k', at)}`,
            ]
          : [],
      ),
      sql` `,
    )}`
}

/** Whether there are more rows to look at than an answer does. */
export function goesOn(service: Service, table: StatsTable, question: Question): SQL {
  const { most, rows } = effort(service, table, question)
  return sql`SELECT count(*) > ${most} AS more FROM ${rows}`
}

const list = (parts: readonly SQL[]) => sql.join([...parts], sql`, `)

const names = (keys: readonly AskedKey[]): SQL =>
  sql.join(
    keys.map(({ key }, at) =>
      key.named ? sql.raw(`, row${at}.name AS label${at}`) : sql.raw(`, NULL AS label${at}`),
    ),
    sql``,
  )
