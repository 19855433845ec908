import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { perHead, type Share, shareOf } from '../../lib/mathematics/share.ts'
import { monthOfDay } from '../../lib/months.ts'
import { type AsOf, provisional, readAsOf } from '../facts/as-of.ts'
import { monthText } from '../facts/months.ts'
import { parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'

export const cohortPeriods = ['MONTH', 'QUARTER'] as const

export type CohortPeriod = (typeof cohortPeriods)[number]

/** What one answer holds at most. */
export const cohortLimits = { cohorts: 36, months: 36 } as const

const monthsIn: Record<CohortPeriod, number> = { MONTH: 1, QUARTER: 3 }

const schema = z
  .strictObject({
    from: monthText,
    until: monthText,
    period: z.enum(cohortPeriods).nullish(),
    months: z.number().int().min(1).max(cohortLimits.months).nullish(),
  })
  .refine(({ from, until }) => from <= until, { path: ['until'], message: say('untilBeforeFrom') })
  .refine(
    ({ from, until, period }) => cohortsBetween(from, until, period ?? 'MONTH') <= cohortLimits.cohorts,
    {
      path: ['until'],
      message: say('moreCohorts', { max: cohortLimits.cohorts }),
    },
  )

const startOf = (month: number, width: number) => month - (month % width)

const cohortsBetween = (from: number, until: number, period: CohortPeriod) =>
  (startOf(until, monthsIn[period]) - startOf(from, monthsIn[period])) / monthsIn[period] + 1

/** Who of a cohort bought in the calendar month `offset` months after that of the first purchase. */
export interface CohortCell {
  offset: number
  active: number
  share: Share | null
  /** The month is not over for all of the cohort. */
  provisional: boolean
}

export interface CohortRow {
  /** The first month of the cohort. */
  month: number
  customers: number
  netSpend: bigint
  netSpendPerCustomer: bigint | null
  /** The cohort can still grow. */
  provisional: boolean
  cells: CohortCell[]
}

export interface CohortRetention {
  asOf: AsOf | null
  period: CohortPeriod
  rows: CohortRow[]
  /** All rows together, per offset: those whose month is over. */
  overall: (CohortCell & { customers: number })[]
}

const cohortRow = z.object({ month: z.int(), customers: z.int(), netSpend: z.string() })

const cellRow = z.object({ cohort: z.int(), month: z.int(), active: z.int() })

/**
 * How many of those who first bought in one calendar month (or quarter) bought again, by calendar months since the
 * first purchase. One round trip over at most 108 rows of `cohorts` and 36 of `cohort_months` for each.
 *
 * A quarter's cohort is the three months' cohorts added up, offset by offset, each customer counted from their own
 * first month. Quarters of activity are not offered: who bought in two months of a quarter would count twice.
 * @throws UserError `INVALID_INPUT` also for more than 36 cohorts
 */
export async function readCohortRetention(service: Service, input: unknown): Promise<CohortRetention> {
  requireScope(service.actor, 'reports:read')
  const { from, until, period: asked, months: length } = parse(schema, input)
  const period = asked ?? 'MONTH'
  const months = length ?? 12
  const width = monthsIn[period]
  const within = sql`c.customers > 0
    AND c.month BETWEEN ${startOf(from, width)} AND ${startOf(until, width) + width - 1}`
  const [asOf, cohorts, cells] = await Promise.all([
    readAsOf(service),
    checkedRows(
      service.db.orm,
      cohortRow,
      sql`
      SELECT c.month, c.customers, CAST(c.net_spend AS TEXT) AS netSpend FROM cohorts c
      WHERE ${within} ORDER BY c.month`,
    ),
    checkedRows(
      service.db.orm,
      cellRow,
      sql`
      SELECT m.cohort, m.month, m.active FROM cohorts c CROSS JOIN cohort_months m
        ON m.cohort = c.month AND m.month BETWEEN c.month AND c.month + ${months - 1}
      WHERE ${within}`,
    ),
  ])
  if (!asOf) return { asOf, period, rows: [], overall: [] }
  const activeOf = new Map(cells.map(({ cohort, month, active }) => [`${cohort}+${month - cohort}`, active]))
  const begun = monthOfDay(asOf.day)
  const groups = new Map<number, z.infer<typeof cohortRow>[]>()
  for (const cohort of cohorts) {
    if (cohort.month > begun) continue
    const first = startOf(cohort.month, width)
    groups.set(first, [...(groups.get(first) ?? []), cohort])
  }
  const rows = [...groups].map(([month, group]): CohortRow => {
    const customers = group.reduce((sum, cohort) => sum + cohort.customers, 0)
    const netSpend = group.reduce((sum, cohort) => sum + BigInt(cohort.netSpend), 0n)
    const last = month + width - 1
    const active = (offset: number) =>
      group.reduce((sum, cohort) => sum + (activeOf.get(`${cohort.month}+${offset}`) ?? 0), 0)
    // A cell waits until its month has begun for all of the cohort: they all are what it is a share of.
    const followed = Math.max(0, Math.min(months, begun - last + 1))
    return {
      month,
      customers,
      netSpend,
      netSpendPerCustomer: perHead(netSpend, customers),
      provisional: provisional(last, asOf),
      cells: Array.from({ length: followed }, (_, offset) => ({
        offset,
        active: active(offset),
        share: shareOf(active(offset), customers),
        provisional: provisional(last + offset, asOf),
      })),
    }
  })
  return { asOf, period, rows, overall: overall(rows, months) }
}

function overall(rows: readonly CohortRow[], months: number): CohortRetention['overall'] {
  return Array.from({ length: months }, (_, offset) => {
    let [active, customers] = [0, 0]
    for (const row of rows) {
      const cell = row.cells[offset]
      if (!cell || cell.provisional) continue
      active += cell.active
      customers += row.customers
    }
    return { offset, active, customers, share: shareOf(active, customers), provisional: false }
  }).filter(({ customers }) => customers > 0)
}
