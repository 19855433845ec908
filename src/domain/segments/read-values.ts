import { count, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { segments } from '../../database/tables/care/segments.ts'
import { perHead } from '../../lib/mathematics/share.ts'
import { type Margin, marginOf } from '../facts/margin.ts'
import { readDefaultMargin } from '../relationships/market-segments.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { computedAt, newestRefresh } from './computed-at.ts'

/** Segments in one answer. */
export const mostValued = 200

/** What the members of one segment are worth, in minor units. */
export interface SegmentValue {
  segmentId: number
  name: string
  customers: number
  /** Members with a purchase day in the last 365 days. */
  buyersYear: number
  netSpend: bigint
  netSpendYear: bigint
  /** Net spend of all time by member, halves rounded away from zero; null without members. */
  netSpendPerCustomer: bigint | null
  netSpendYearPerCustomer: bigint | null
  margin: Margin
  /** Since when these figures are known to be right, in milliseconds. */
  computedAt: number
}

const valueRow = z.object({
  segmentId: z.int(),
  name: z.string(),
  computedAt: z.int(),
  customers: z.int(),
  buyersYear: z.int(),
  netSpend: z.string(),
  netSpendYear: z.string(),
  costedSpendYear: z.string(),
  costYear: z.string(),
})

/**
 * What each segment is worth, by name: the first 200 that were ever valued, and how many segments there are. One
 * round trip; the sums are those of the newest night, or of the segment's last change.
 */
export async function readValueBySegment(
  service: Service,
): Promise<{ segments: SegmentValue[]; total: number }> {
  requireScope(service.actor, 'reports:read')
  const { orm } = service.db
  const [rows, [counted], refresh, margin] = await Promise.all([
    checkedRows(
      orm,
      valueRow,
      sql`
      SELECT id AS segmentId, ifnull(name_given, name) AS name, computed_at AS computedAt, customers, buyers_year AS buyersYear,
        CAST(net_spend AS TEXT) AS netSpend, CAST(net_spend_year AS TEXT) AS netSpendYear,
        CAST(costed_spend_year AS TEXT) AS costedSpendYear, CAST(cost_year AS TEXT) AS costYear
      FROM segments INDEXED BY segments_sort CROSS JOIN segment_values ON segment_id = id
      ORDER BY sort_name, id LIMIT ${mostValued}`,
    ),
    orm.select({ total: count() }).from(segments),
    newestRefresh(service),
    readDefaultMargin(service),
  ])
  return {
    segments: rows.map(row => toValue(row, refresh, margin.percent)),
    total: counted?.total ?? 0,
  }
}

function toValue(
  row: z.infer<typeof valueRow>,
  refresh: number | null,
  defaultMarginPercent: number,
): SegmentValue {
  const { segmentId, name, customers, buyersYear } = row
  const [netSpend, netSpendYear] = [BigInt(row.netSpend), BigInt(row.netSpendYear)]
  const sums = { costedSpendYear: BigInt(row.costedSpendYear), costYear: BigInt(row.costYear) }
  return {
    segmentId,
    name,
    customers,
    buyersYear,
    netSpend,
    netSpendYear,
    netSpendPerCustomer: perHead(netSpend, customers),
    netSpendYearPerCustomer: perHead(netSpendYear, customers),
    margin: marginOf(sums, defaultMarginPercent),
    computedAt: computedAt(row, refresh),
  }
}
