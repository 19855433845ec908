import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { perHead, type Share, shareOf } from '../../lib/mathematics/share.ts'
import { monthOfDay } from '../../lib/months.ts'
import { type AsOf, newestDayMonthOver, provisional, readAsOf } from '../facts/as-of.ts'
import { monthText, newestMonthOver } from '../facts/months.ts'
import { sumOf } from '../facts/sum.ts'
import { parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { churnOf } from './churn.ts'
import { noFlow, readMonthFlows } from './month-flow.ts'

const schema = z.strictObject({ month: monthText.nullish() })

/** How a month ended; every figure is null where nothing is known. */
export interface OverviewMonth {
  month: number
  provisional: boolean
  /** With a first purchase up to the month's end. */
  customers: number
  activeBefore: number
  active: number
  won: number
  kept: number
  wonBack: number
  lost: number
  loss: bigint
  regained: bigint
  net: bigint
  retention: Share | null
}

/** What customers are worth, as of the newest day. */
export interface CustomerValue {
  asOf: AsOf
  customers: number
  netSpend: bigint
  netSpendPerCustomer: bigint | null
  netSpendYear: bigint
}

export interface Overview {
  asOf: AsOf | null
  month: OverviewMonth | null
  value: CustomerValue | null
}

const sumsRow = z.object({
  customers: z.int(),
  customersThen: z.int(),
  won: z.int(),
  netSpend: z.string(),
  netSpendYear: z.string(),
})

/**
 * Kept, won, won back and lost in one month, and what customers are worth: one round trip over `cohorts` and two
 * months of each in `cohort_months`. Without a month, the last that is over at the end of the newest day.
 * @throws UserError `INVALID_INPUT`
 */
export async function readOverview(service: Service, input: unknown): Promise<Overview> {
  requireScope(service.actor, 'reports:read')
  const { month: named } = parse(schema, input)
  const wanted = named ?? newestDayMonthOver
  const [asOf, flows, [sums]] = await Promise.all([
    readAsOf(service),
    readMonthFlows(service, sql`${wanted} - 1`, sql`${wanted}`),
    checkedRows(
      service.db.orm,
      sumsRow,
      sql`
      SELECT ifnull(sum(customers), 0) AS customers,
        ifnull(sum(customers) FILTER (WHERE month <= ${wanted}), 0) AS customersThen,
        ifnull(sum(customers) FILTER (WHERE month = ${wanted}), 0) AS won,
        ${sumOf(sql`net_spend`)} AS netSpend,
        ${sumOf(sql`net_spend_year`)} AS netSpendYear
      FROM cohorts`,
    ),
  ])
  if (!asOf || !sums) return { asOf: null, month: null, value: null }
  const month = named ?? newestMonthOver(asOf.day)
  const flow = flows.find(one => one.month === month) ?? noFlow(month)
  const before = flows.find(one => one.month === month - 1) ?? noFlow(month - 1)
  const { churned: lost, returned: wonBack, churn: _, ...churn } = churnOf(flow, before)
  const kept = before.active - lost
  return {
    asOf,
    month:
      month > monthOfDay(asOf.day)
        ? null
        : {
            ...churn,
            provisional: provisional(month, asOf),
            customers: sums.customersThen,
            won: sums.won,
            kept,
            wonBack,
            lost,
            retention: shareOf(kept, before.active),
          },
    value: {
      asOf,
      customers: sums.customers,
      netSpend: BigInt(sums.netSpend),
      netSpendPerCustomer: perHead(BigInt(sums.netSpend), sums.customers),
      netSpendYear: BigInt(sums.netSpendYear),
    },
  }
}

const buyersRow = z.object({ buyers: z.int() })

/**
 * Customers with a purchase in the 365 days up to a day, the newest: a range of the index
 * `customers_last_purchase`, so it reads as many rows as it answers.
 */
export async function countBuyers(service: Service, { day }: AsOf): Promise<number> {
  requireScope(service.actor, 'reports:read')
  const [row] = await checkedRows(
    service.db.orm,
    buyersRow,
    sql`
    SELECT count(*) AS buyers FROM customers INDEXED BY customers_last_purchase
    WHERE last_purchase_on > ${day - 365}`,
  )
  return row?.buyers ?? 0
}

const overdueRow = z.object({ overdue: z.int() })

/** Open or claimed follow-ups whose due day is over and that nobody put off. The index tells the due days. */
export async function countOverdue(service: Service): Promise<number> {
  requireScope(service.actor, 'reports:read')
  const [row] = await checkedRows(
    service.db.orm,
    overdueRow,
    sql`
    SELECT count(*) AS overdue FROM follow_ups INDEXED BY follow_ups_queue
    WHERE state IN ('OPEN', 'CLAIMED') AND due_on < ${service.today}
      AND (snoozed_until IS NULL OR snoozed_until <= ${service.today})`,
  )
  return row?.overdue ?? 0
}
