import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import * as z from 'zod'
import { customers } from '../../database/tables/customers/customers.ts'
import type { customerFields } from '../fields/customer.ts'
import { compile } from '../filters/compile.ts'
import { type Condition, partsOf } from '../filters/condition.ts'
import type { Columns, Moment, Truth } from '../filters/field.ts'
import type { Service } from '../service/service.ts'
import { segmentSums, storeMemberSums, summedColumns, sumsOf } from './values-sql.ts'

/** Fields that rows of other tables tell, customer by customer. */
const toldElsewhere: ReadonlySet<string> = new Set([
  'spend',
  'purchases',
  'lastPurchase',
  'vulnerability',
  'consent',
] satisfies (keyof typeof customerFields)[])

/**
 * All customers. Where the rule reads what belongs to them, in the order of their ids, which is that of their
 * purchases: left to itself, SQLite takes them from the smallest index and then jumps about among the purchases, at
 * four times the cost. Where it reads their columns alone, by the index that answers it.
 */
export const everyCustomer = (rule: Condition): SQL =>
  [...partsOf(rule)].some(part => part.kind !== 'FIELD' || toldElsewhere.has(part.field))
    ? sql.raw('customers AS c NOT INDEXED')
    : sql.raw('customers AS c')

const judged: Columns = getTableColumns(alias(customers, 'c'))

/** How a rule judges customers under the alias `c` in the whole workspace. Nobody who was erased or is restricted is chosen for anything. */
export function ofCustomer(rule: Condition, moment: Omit<Moment, 'before' | 'actor'>): Truth {
  const { sql: holds, certain } = compile(rule, judged, { ...moment, before: null, actor: null })
  return { sql: sql`((${holds}) AND c.erased_at IS NULL AND c.restricted_at IS NULL)`, certain }
}

/**
 * Makes the whole of a segment's members those for whom `rule` is true at the end of `asOf`, and stores the
 * counts and what the members are worth together: only who enters or leaves is written, besides these two rows.
 */
export function storeMembers(
  segmentId: number,
  rule: Condition,
  { today: asOf, now: at, workspace: { timeZone } }: Pick<Service, 'today' | 'now' | 'workspace'>,
): SQL[] {
  const { sql: holds, certain } = ofCustomer(rule, { asOf, timeZone, metricsHold: false })
  const everyone = everyCustomer(rule)
  return [
    ...endStays(
      segmentId,
      sql`NOT EXISTS (SELECT 1 FROM customers AS c WHERE c.id = segment_members.customer_id AND ${holds})`,
      at,
    ),
    sql`
      INSERT INTO segment_members (segment_id, customer_id, joined_at)
      SELECT ${segmentId}, c.id, ${at} FROM ${everyone} WHERE ${holds} ORDER BY c.id
      ON CONFLICT DO NOTHING`,
    sql`
      UPDATE segments SET computed_at = ${at},
        member_count = (SELECT count(*) FROM segment_members WHERE segment_id = ${segmentId}),
        unknown_count = ${certain ? sql`0` : sql`(SELECT count(*) FROM ${everyone} WHERE ${holds} IS NULL)`}
      WHERE id = ${segmentId}`,
    storeMemberSums(segmentId, asOf),
  ]
}

/** How a range of customers stands to a segment, in one row: with the sums over the range's members. */
export const judgementRow = segmentSums.extend({
  size: z.int(),
  /** The range's last customer id. */
  last: z.int().nullable(),
  unknown: z.int(),
  /** JSON lists of the ids of those whose membership is not what the rule says. */
  joining: z.string(),
  leaving: z.string(),
})

export type Judgement = z.infer<typeof judgementRow>

/**
 * Judges the next `limit` customers behind id `after`, as of the day of their stored purchase metrics: most rules
 * then read no purchase at all.
 */
export const judgeRange = (
  segmentId: number,
  rule: Condition,
  { asOf, timeZone }: Pick<Moment, 'asOf' | 'timeZone'>,
  after: number,
  limit: number,
): SQL => sql`
  WITH judged AS MATERIALIZED (
    SELECT c.id AS id, ${ofCustomer(rule, { asOf, timeZone, metricsHold: true }).sql} AS truth, EXISTS (
      SELECT 1 FROM segment_members AS m WHERE m.segment_id = ${segmentId} AND m.customer_id = c.id) AS member, ${summedColumns}
    FROM (
      SELECT * FROM customers
      WHERE id > ${after} ORDER BY id LIMIT ${limit}) AS c)
  SELECT count(*) AS size, max(id) AS last,
    ${sumsOf(sql`truth`, asOf)}, count(*) FILTER (WHERE truth IS NULL) AS unknown,
    json_group_array(id) FILTER (WHERE truth AND NOT member) AS joining,
    json_group_array(id) FILTER (WHERE member AND truth IS NOT 1) AS leaving
  FROM judged`

/**
 * Writes what a judgement found, unless the segment has another rule since: that change computed the members anew.
 * @param segment with the text of its rule as stored
 */
export function storeJudgement(segment: { id: number; rule: string }, found: Judgement, at: number): SQL[] {
  const unchanged = sql`(SELECT rule FROM segments WHERE id = ${segment.id}) = ${segment.rule}`
  const leaving = sql`customer_id IN (SELECT value FROM json_each(${found.leaving}))`
  return [
    ...endStays(segment.id, sql`${leaving} AND ${unchanged}`, at),
    sql`
      INSERT INTO segment_members (segment_id, customer_id, joined_at)
      SELECT ${segment.id}, value, ${at} FROM json_each(${found.joining}) WHERE ${unchanged}
      ON CONFLICT DO NOTHING`,
  ]
}

/**
 * Takes those members of a segment out for whom `leaving` is true, and keeps since when they were in it. Who left at the
 * very instant of joining comes to one row, however often that happened.
 */
const endStays = (segmentId: number, leaving: SQL, at: number): SQL[] => [
  sql`
    INSERT INTO segment_stays (customer_id, segment_id, joined_at, left_at)
    SELECT customer_id, segment_id, joined_at, ${at} FROM segment_members
    WHERE segment_id = ${segmentId} AND ${leaving}
    ON CONFLICT DO NOTHING`,
  sql`DELETE FROM segment_members WHERE segment_id = ${segmentId} AND ${leaving}`,
]

/** Takes one customer out of all segments at once. */
export const leaveSegments = (customerId: number, at: number): SQL[] => [
  sql`UPDATE segments SET member_count = member_count - 1
    WHERE id IN (SELECT segment_id FROM segment_members WHERE customer_id = ${customerId})`,
  sql`INSERT INTO segment_stays (customer_id, segment_id, joined_at, left_at)
    SELECT customer_id, segment_id, joined_at, ${at} FROM segment_members WHERE customer_id = ${customerId}
    ON CONFLICT DO NOTHING`,
  sql`DELETE FROM segment_members WHERE customer_id = ${customerId}`,
]
