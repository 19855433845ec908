import { getTableColumns, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import type { Condition } from '../filters/condition.ts'
import type { Service } from '../service/service.ts'
import { affordableRows, effortOf } from './effort.ts'
import { type PageSource, rowsOf } from './page.ts'

/** How many rows there are, or at least. */
export interface Counted {
  rows: number
  exact: boolean
}

/** Of one row. */
const steps = 4

/** Rows that one count looks at where its filter looks at no others: that takes SQLite some 30 ms. */
export const mostCounted = affordableRows(steps)

/**
 * How many rows of a list there are under a condition, at an effort that has an end: of more rows than that allows
 * to look at it says at least how many. All rows of a table are counted whatever their number.
 */
export async function countRows(
  service: Service,
  source: PageSource,
  condition: Condition | undefined,
): Promise<Counted> {
  const columns = getTableColumns(source.table)
  const asked = rowsOf(service, source, columns, condition)
  const { most, from, rows, allFit } = effortOf(service, source, condition, steps)
  const [counted] = await checkedRows(
    service.db.orm,
    countRow,
    !asked
      ? sql`SELECT count(*) AS rows, 0 AS seen FROM ${source.table}`
      : allFit
        ? sql`SELECT count(*) AS rows, count(*) AS seen FROM ${rows}`
        : sql`SELECT count(*) FILTER (WHERE ${asked}) AS rows, count(*) AS seen FROM ${from}`,
  )
  if (!counted) throw new Error('A count without a row')
  return asked
    ? { rows: Math.min(counted.rows, most), exact: counted.seen <= most }
    : { rows: counted.rows, exact: true }
}

const countRow = z.object({ rows: z.int(), seen: z.int() })
