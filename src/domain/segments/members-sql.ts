import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import * as z from 'zod'
import { customers } from '../../database/tables/customers/customers.ts'
import { compile } from '../filters/compile.ts'
import { type Condition, partsOf } from '../filters/condition.ts'
import type { Columns, Moment, Truth } from '../filters/field.ts'
import type { Service } from '../service/service.ts'
import { toldElsewhere } from './rules/reads.ts'
import { isStillRuled, type RuledSegment } from './rules/stored.ts'
import { segmentSums, storeMemberSums, summedColumns, sumsOf } from './values-sql.ts'

/**
 * All customers. Where the rule reads what belongs to them, in the order of their ids, which is that of their
 * purchases: left to itself, SQLite takes them from the smallest index and then jumps about among the purchases, at
 * four times the cost. Where it reads their columns alone, by the index that answers it.
 */
export const everyCustomer = (rule: Condition): SQL =>
  [...partsOf(rule)].some(part => part.kind !== 'FIELD' || toldElsewhere[part.field] !== undefined)
    ? sql.raw('customers AS c NOT INDEXED')
    : sql.raw('customers AS c')

const judged: Columns = getTableColumns(alias(customers, 'c'))

type Judged = Omit<Moment, 'before' | 'actor'>

/** How a rule judges customers under the alias `c` in the whole workspace. Nobody who was erased or is restricted is chosen for anything. */
export function ofCustomer(rule: Condition, moment: Judged): Truth {
  const { sql: holds, certain } = compile(rule, judged, { ...moment, before: null, actor: null })
  return { sql: sql`((${holds}) AND ${mayBeChosen})`, certain }
}

const mayBeChosen = sql.raw('c.erased_at IS NULL AND c.restricted_at IS NULL')

/** Whom somebody put into the segment, or keeps out of it, by hand. */
const byHand = (segmentId: number, said: 'IN' | 'OUT'): SQL => sql`(
  SELECT customer_id FROM segment_overrides
  WHERE segment_id = ${segmentId} AND included = ${said === 'IN' ? 1 : 0})`

/** Whether customers under the alias `c` are members: as the rule judges them, but for what was said by hand. */
export function ofMember(segmentId: number, rule: Condition, moment: Judged): Truth {
  const { sql: holds, certain } = compile(rule, judged, { ...moment, before: null, actor: null })
  return {
    sql: sql`(((${holds}) OR c.id IN ${byHand(segmentId, 'IN')}) AND c.id NOT IN ${byHand(segmentId, 'OUT')}
      AND ${mayBeChosen})`,
    certain,
  }
}

/**
 * Makes the whole of a segment's members those for whom `rule` is true at the end of `asOf`, but for what was said by
 * hand, and stores the counts and what the members are worth together: only who enters or leaves is written, besides
 * these two rows.
 */
export function storeMembers(
  segmentId: number,
  rule: Condition,
  { today: asOf, now: at, workspace: { timeZone } }: Pick<Service, 'today' | 'now' | 'workspace'>,
): SQL[] {
  const moment = { asOf, timeZone, metricsHold: false }
  const { sql: holds, certain } = ofMember(segmentId, rule, moment)
  const everyone = everyCustomer(rule)
  // An index that answers the rule answers no more where it is one of two ways to be in.
  const byRule = sql`${ofCustomer(rule, moment).sql} AND c.id NOT IN ${byHand(segmentId, 'OUT')}`
  const join = (which: SQL) => sql`
    INSERT INTO segment_members (segment_id, customer_id, joined_at)
    SELECT ${segmentId}, c.id, ${at} FROM ${which} ORDER BY c.id
    ON CONFLICT DO NOTHING`
  return [
    ...endStays(segmentId, isNoMember(holds), at),
    join(sql`${everyone} WHERE ${byRule}`),
    join(sql`customers AS c WHERE c.id IN ${byHand(segmentId, 'IN')} AND ${mayBeChosen}`),
    sql`
      UPDATE segments SET computed_at = ${at}, member_count = ${countOf(segmentId)},
        unknown_count = ${certain ? sql`0` : sql`(SELECT count(*) FROM ${everyone} WHERE ${holds} IS NULL)`}
      WHERE id = ${segmentId}`,
    storeMemberSums(segmentId, asOf),
  ]
}

const isNoMember = (holds: SQL): SQL =>
  sql`NOT EXISTS (SELECT 1 FROM customers AS c WHERE c.id = segment_members.customer_id AND ${holds})`

const countOf = (segmentId: number): SQL =>
  sql`(SELECT count(*) FROM segment_members WHERE segment_id = ${segmentId})`

/** Counts those whom the statement before took out, or in. */
const countMoved = (segmentId: number, sign: '+' | '-'): SQL => sql`
  UPDATE segments SET member_count = member_count ${sql.raw(sign)} changes() WHERE id = ${segmentId} AND changes() > 0`

/**
 * Does the same for some customers alone, and leaves to the night what the members are worth and how many are unknown.
 * @param customerIds as a list in JSON
 */
export function storeMembersAmong(
  segmentId: number,
  rule: Condition,
  customerIds: string,
  { today: asOf, now: at, workspace: { timeZone } }: Pick<Service, 'today' | 'now' | 'workspace'>,
): SQL[] {
  const holds = ofMember(segmentId, rule, { asOf, timeZone, metricsHold: false }).sql
  const among = (column: string) => sql`${sql.raw(column)} IN (SELECT value FROM json_each(${customerIds}))`
  return [
    ...endStays(segmentId, sql`${among('customer_id')} AND ${isNoMember(holds)}`, at),
    countMoved(segmentId, '-'),
    sql`
      INSERT INTO segment_members (segment_id, customer_id, joined_at)
      SELECT ${segmentId}, c.id, ${at} FROM customers AS c WHERE ${among('c.id')} AND ${holds}
      ON CONFLICT DO NOTHING`,
    countMoved(segmentId, '+'),
  ]
}

/** How some customers stand to a segment: JSON lists of the ids of those whose membership is not what the rule says. */
export const movesRow = z.object({ joining: z.string(), leaving: z.string() })

export type Moves = z.infer<typeof movesRow>

const moves = sql.raw(`json_group_array(id) FILTER (WHERE truth AND NOT member) AS joining,
    json_group_array(id) FILTER (WHERE member AND truth IS NOT 1) AS leaving`)

/** Whether a customer under the alias `c` is a member as stored. */
export const isMemberOf = (segmentId: number): SQL => sql`EXISTS (
  SELECT 1 FROM segment_members AS m WHERE m.segment_id = ${segmentId} AND m.customer_id = c.id)`

/**
 * Judges some customers at the end of `asOf`.
 * @param customerIds as a list in JSON
 */
export const judgeAmong = (
  segmentId: number,
  rule: Condition,
  { asOf, timeZone }: Pick<Moment, 'asOf' | 'timeZone'>,
  customerIds: string,
): SQL => sql`
  SELECT ${moves} FROM (
    SELECT c.id AS id, ${ofMember(segmentId, rule, { asOf, timeZone, metricsHold: false }).sql} AS truth,
      ${isMemberOf(segmentId)} AS member
    FROM customers AS c WHERE c.id IN (SELECT value FROM json_each(${customerIds})) LIMIT -1)`

/** How a range of customers stands to a segment, in one row: with the sums over the range's members. */
export const judgementRow = segmentSums.extend({
  ...movesRow.shape,
  size: z.int(),
  /** The range's last customer id. */
  last: z.int().nullable(),
  unknown: z.int(),
})

/**
 * Judges the next `limit` customers behind id `after`. With `metricsHold` as of the day of their stored purchase metrics:
 * most rules then read no purchase at all. Of each customer only as much of the rule is asked as tells that it is false:
 * that is said of most.
 */
export function judgeRange(
  segmentId: number,
  rule: Condition,
  moment: Judged,
  after: number,
  limit: number,
): SQL {
  const { sql: holds, certain } = ofMember(segmentId, rule, moment)
  const within = (id: string) => sql.raw(`${id} > span.after AND ${id} <= span.last`)
  return sql`
  WITH span AS MATERIALIZED (
    SELECT ${after} AS after, max(id) AS last, count(*) AS size
    FROM (SELECT id FROM customers WHERE id > ${after} ORDER BY id LIMIT ${limit})),
  judged AS MATERIALIZED (
    SELECT c.id AS id, ${certain ? sql`1` : holds} AS truth, ${summedColumns}
    FROM span CROSS JOIN customers AS c WHERE ${within('c.id')} AND (${holds}) IS NOT FALSE),
  members AS MATERIALIZED (
    SELECT customer_id AS id
    FROM span CROSS JOIN segment_members WHERE segment_id = ${segmentId} AND ${within('customer_id')})
  SELECT size, last, found.*,
    (SELECT json_group_array(id) FROM judged WHERE truth AND id NOT IN (SELECT id FROM members)) AS joining,
    (SELECT json_group_array(id) FROM members WHERE id NOT IN (SELECT id FROM judged WHERE truth)) AS leaving
  FROM span, (
    SELECT ${sumsOf(sql`truth`, moment.asOf)}, count(*) FILTER (WHERE truth IS NULL) AS unknown FROM judged) AS found`
}

/**
 * Writes what a judgement found, unless the segment has another rule since: that change computed the members anew. What
 * was said by hand meanwhile stays too, and who was restricted or erased stays out. Who left is counted by the second statement, who joined by the fourth.
 */
export function storeJudgement(segment: RuledSegment, found: Moves, at: number): SQL[] {
  const unchanged = isStillRuled(segment)
  const leaving = sql`customer_id IN (SELECT value FROM json_each(${found.leaving}))
    AND customer_id NOT IN ${byHand(segment.id, 'IN')}`
  return [
    ...endStays(segment.id, sql`${leaving} AND ${unchanged}`, at),
    countMoved(segment.id, '-'),
    sql`
      INSERT INTO segment_members (segment_id, customer_id, joined_at)
      SELECT ${segment.id}, value, ${at} FROM json_each(${found.joining})
      WHERE ${unchanged} AND value NOT IN ${byHand(segment.id, 'OUT')}
        AND EXISTS (SELECT 1 FROM customers AS c WHERE c.id = value AND ${mayBeChosen})
      ON CONFLICT DO NOTHING`,
    countMoved(segment.id, '+'),
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
