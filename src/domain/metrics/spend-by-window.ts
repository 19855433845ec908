import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { largest } from '../../lib/mathematics/extremes.ts'
import { percentage } from '../../lib/mathematics/statistics.ts'
import { newestDay } from '../facts/as-of.ts'
import { isPurchase, isTrade, netAmount } from '../facts/purchases.ts'
import { clamped, readSum, wideSum } from '../facts/wide-sum.ts'
import { parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'

/** What one answer takes at most, and the lengths of windows in days where nobody says them. */
export const windowLimits = { windows: 6, days: 1_095 } as const
export const usualWindows: readonly number[] = [30, 90, 365]

/** From this change on, in per cent, spending rises or falls; the decline that makes a customer vulnerable. */
export const trendPercent = 20

const schema = z.strictObject({
  days: z.array(z.int().min(1).max(windowLimits.days)).min(1).max(windowLimits.windows).nullish(),
})

/** What was bought from `from` to `until`, both included; purchases minus refunds in minor units. */
export interface SpendPeriod {
  from: number
  until: number
  netSpend: bigint
  /** Days with a purchase of more than nothing. */
  purchaseDays: number
}

export type TrendDirection = 'RISING' | 'STEADY' | 'FALLING' | 'UNKNOWN'

export interface Trend {
  /** Of net spend, two decimals, halves rounded away from zero; null where there was nothing to change from. */
  changePercent: number | null
  direction: TrendDirection
}

/** The `days` up to the newest night's, and as many before them. */
export interface SpendWindow {
  days: number
  latest: SpendPeriod
  before: SpendPeriod
  trend: Trend
}

const sumsRow = z.object({
  asOf: z.int().nullable(),
  customerId: z.int(),
  window: z.int(),
  /** 0 for the latest days, 1 for those before. */
  back: z.int(),
  netSpend: z.string(),
  purchaseDays: z.int(),
})

type Sums = z.infer<typeof sumsRow>

/** Nobody bought anything: there is the day alone. */
const dayAlone = z.object({ asOf: z.int().nullable(), customerId: z.null() })

/**
 * Net spend of customers by window and its trend, for ids whose customers the caller was shown: added up from the
 * purchases themselves, as of the newest completed night's day. One statement, however many customers and windows.
 * It needs the scope of the timeline, because windows of neighbouring lengths tell what was bought on one day.
 * @param raw `{ days }`: the windows' lengths, answered in the order given
 * @returns null for everybody before the first night
 * @throws UserError `INVALID_INPUT`
 */
export async function readSpendByWindow(
  service: Service,
  customerIds: readonly number[],
  raw: unknown,
): Promise<Map<number, SpendWindow[] | null>> {
  requireScope(service.actor, 'interactions:read')
  const lengths = parse(schema, raw).days ?? usualWindows
  const rows = await selectSums(service, customerIds, lengths)
  const asOf = rows[0]?.asOf ?? null
  if (asOf === null) return new Map(customerIds.map(id => [id, null]))
  const sums = new Map<string, Sums>()
  for (const row of rows)
    if (row.customerId !== null) sums.set(keyOf(row.customerId, row.window, row.back), row)
  const windowOf = (id: number, days: number): SpendWindow => {
    const latest = periodOf(asOf, days, sums.get(keyOf(id, days, 0)))
    const before = periodOf(asOf - days, days, sums.get(keyOf(id, days, 1)))
    return { days, latest, before, trend: trendOf(latest.netSpend, before.netSpend) }
  }
  return new Map(customerIds.map(id => [id, lengths.map(days => windowOf(id, days))]))
}

const keyOf = (customerId: number, window: number, back: number) => `${customerId} ${window} ${back}`

const periodOf = (until: number, days: number, sums: Sums | undefined): SpendPeriod => ({
  from: until - days + 1,
  until,
  netSpend: sums ? BigInt(readSum(sums.netSpend)) : 0n,
  purchaseDays: sums?.purchaseDays ?? 0,
})

/** How net spend changed, compared in integers: ± `trendPercent` exactly is a rise or a fall already. */
export function trendOf(latest: bigint, before: bigint): Trend {
  if (before <= 0n) return { changePercent: null, direction: 'UNKNOWN' }
  const change = latest - before
  const threshold = BigInt(trendPercent) * before
  const direction = 100n * change >= threshold ? 'RISING' : 100n * change <= -threshold ? 'FALLING' : 'STEADY'
  return { changePercent: percentage(change, before), direction }
}

const sumOf = (value: SQL) => clamped(wideSum(value))

/**
 * A row for each customer, window and half with a purchase or refund, and at least one with the day. Facts are read
 * once and added up by day, so that windows do not multiply them.
 */
const selectSums = (service: Service, customerIds: readonly number[], lengths: readonly number[]) =>
  checkedRows(
    service.db.orm,
    z.union([sumsRow, dayAlone]),
    sql`
    WITH night AS MATERIALIZED (SELECT ${newestDay} AS day),
    days AS MATERIALIZED (
      SELECT i.customer_id, night.day - i.day AS age, max(${isPurchase}) AS bought,
        ${sumOf(netAmount)} AS net
      FROM night CROSS JOIN json_each(${JSON.stringify(customerIds)}) c
        CROSS JOIN interactions i INDEXED BY interactions_purchases
      WHERE i.customer_id = c.value AND i.day > night.day - ${2 * largest(lengths)} AND i.day <= night.day
        AND ${isTrade}
      GROUP BY i.customer_id, i.day),
    sums AS (
      SELECT d.customer_id AS customerId, w.value AS "window", d.age >= w.value AS back,
        CAST(${sumOf(sql.raw('d.net'))} AS TEXT) AS netSpend, sum(d.bought) AS purchaseDays
      FROM days d CROSS JOIN json_each(${JSON.stringify([...new Set(lengths)])}) w
      WHERE d.age < 2 * w.value
      GROUP BY d.customer_id, w.value, d.age >= w.value)
    SELECT night.day AS asOf, sums.* FROM night LEFT JOIN sums`,
  )
