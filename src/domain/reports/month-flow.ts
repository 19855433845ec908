import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { sumOf } from '../facts/sum.ts'
import type { Service } from '../service/service.ts'

/** Who bought in a calendar month, and who of the month before did not, over all cohorts. */
const monthFlow = z.object({
  month: z.int(),
  active: z.int(),
  churned: z.int(),
  churnedSpend: z.string(),
  returned: z.int(),
  returnedSpend: z.string(),
})

export type MonthFlow = z.infer<typeof monthFlow>

/**
 * What the cohorts did in each month of a stretch; a month without anything has no row. Seeks the stretch in each
 * cohort, so the cost is that of the cohorts times the months asked for, whatever else is stored.
 * @param first,last month numbers, or SQL for them
 */
export const readMonthFlows = (service: Service, first: number | SQL, last: number | SQL) =>
  checkedRows(
    service.db.orm,
    monthFlow,
    sql`
    SELECT m.month, sum(m.active) AS active, sum(m.churned) AS churned,
      ${sumOf(sql`m.churned_spend`)} AS churnedSpend, sum(m.returned) AS returned,
      ${sumOf(sql`m.returned_spend`)} AS returnedSpend
    FROM cohorts c CROSS JOIN cohort_months m ON m.cohort = c.month AND m.month BETWEEN ${first} AND ${last}
    GROUP BY m.month`,
  )

/** A month in which nothing was stored. */
export const noFlow = (month: number): MonthFlow => ({
  month,
  active: 0,
  churned: 0,
  churnedSpend: '0',
  returned: 0,
  returnedSpend: '0',
})
