import { type SQL, sql } from 'drizzle-orm'
import { clamped, wideSum } from './wide-sum.ts'

/** The sum of a column of money over the rows of a statement, as text, because it may pass 2^53; `'0'` of none. */
export const sumOf = (column: SQL): SQL => sql`CAST(ifnull(${clamped(wideSum(column))}, 0) AS TEXT)`
