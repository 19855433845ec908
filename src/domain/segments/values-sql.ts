import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { whole } from '../../database/whole.ts'
import { clamped, WideSum, wideSum } from '../facts/wide-sum.ts'
import { isStillRuled, type RuledSegment } from './rules/stored.ts'

/** Members with a purchase day among the last so many days up to the as-of day are the buyers of the year. */
const yearDays = 365

/** What members are worth together. Sums may pass 2^53, so they travel as decimal text. */
export const segmentSums = z.object({
  customers: z.int(),
  buyersYear: z.int(),
  netSpend: z.string(),
  netSpendYear: z.string(),
  costedSpendYear: z.string(),
  costYear: z.string(),
})

export type SegmentSums = z.infer<typeof segmentSums>

export const noSums: SegmentSums = {
  customers: 0,
  buyersYear: 0,
  netSpend: '0',
  netSpendYear: '0',
  costedSpendYear: '0',
  costYear: '0',
}

export const sumNames = [
  'customers',
  'buyersYear',
  'netSpend',
  'netSpendYear',
  'costedSpendYear',
  'costYear',
] as const satisfies readonly (keyof SegmentSums)[]

/** The columns of customers that the sums are made of. */
export const summedColumns = sql.raw(
  'last_purchase_on, net_spend, net_spend_year, costed_spend_year, cost_year',
)

/**
 * The `SegmentSums` of those rows of a select over `summedColumns` for which `member` is true, by name. A sum
 * beyond what a column holds counts as the limit.
 */
export function sumsOf(member: SQL, asOf: number): SQL {
  const total = (column: string) => {
    const sum = wideSum(sql`iif(${member}, ${sql.raw(column)}, 0)`)
    return sql`CAST(CAST(${clamped(sql`ifnull(${sum}, 0)`)} AS INTEGER) AS TEXT)`
  }
  return sql`count(*) FILTER (WHERE ${member}) AS customers,
    count(*) FILTER (WHERE ${member} AND last_purchase_on > ${whole(asOf - yearDays)}) AS buyersYear,
    ${total('net_spend')} AS netSpend, ${total('net_spend_year')} AS netSpendYear,
    ${total('costed_spend_year')} AS costedSpendYear, ${total('cost_year')} AS costYear`
}

export const addSums = (a: SegmentSums, b: SegmentSums): SegmentSums => ({
  customers: a.customers + b.customers,
  buyersYear: a.buyersYear + b.buyersYear,
  netSpend: plus(a.netSpend, b.netSpend),
  netSpendYear: plus(a.netSpendYear, b.netSpendYear),
  costedSpendYear: plus(a.costedSpendYear, b.costedSpendYear),
  costYear: plus(a.costYear, b.costYear),
})

function plus(a: string, b: string): string {
  const sum = new WideSum()
  sum.add(BigInt(a))
  sum.add(BigInt(b))
  return String(sum.value)
}

/** Stores the sums over a segment's stored members, with their metrics as they stand. */
export const storeMemberSums = (segmentId: number, asOf: number): SQL =>
  storeRow(
    segmentId,
    asOf,
    sql`
      SELECT ${sumsOf(sql`1`, asOf)}
      FROM segment_members AS m CROSS JOIN customers AS c ON c.id = m.customer_id
      WHERE m.segment_id = ${segmentId}`,
  )

/** Stores sums that a night found, unless the segment has another rule since. */
export const storeSums = (segment: RuledSegment, sums: SegmentSums, asOf: number): SQL =>
  storeRow(
    segment.id,
    asOf,
    sql`
      SELECT ${whole(sums.customers)} AS customers, ${whole(sums.buyersYear)} AS buyersYear,
        ${sums.netSpend} AS netSpend, ${sums.netSpendYear} AS netSpendYear,
        ${sums.costedSpendYear} AS costedSpendYear, ${sums.costYear} AS costYear
      WHERE ${isStillRuled(segment)}`,
  )

/** The row stays as it is, with its day, where no sum differs. */
const storeRow = (segmentId: number, asOf: number, sums: SQL) => sql`
  INSERT INTO segment_values (segment_id, customers, buyers_year, net_spend, net_spend_year, costed_spend_year,
    cost_year, computed_on)
  SELECT ${segmentId}, customers, buyersYear, CAST(netSpend AS INTEGER), CAST(netSpendYear AS INTEGER),
    CAST(costedSpendYear AS INTEGER), CAST(costYear AS INTEGER), ${asOf}
  FROM (${sums}) WHERE true
  ON CONFLICT (segment_id) DO UPDATE SET customers = excluded.customers, buyers_year = excluded.buyers_year,
    net_spend = excluded.net_spend, net_spend_year = excluded.net_spend_year,
    costed_spend_year = excluded.costed_spend_year, cost_year = excluded.cost_year, computed_on = excluded.computed_on
  WHERE (segment_values.customers, segment_values.buyers_year, segment_values.net_spend,
      segment_values.net_spend_year, segment_values.costed_spend_year, segment_values.cost_year)
    IS NOT (excluded.customers, excluded.buyers_year, excluded.net_spend, excluded.net_spend_year,
      excluded.costed_spend_year, excluded.cost_year)`
