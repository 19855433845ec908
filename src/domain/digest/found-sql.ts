import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { json } from '../../database/checked-rows.ts'
import { newestDay } from '../facts/as-of.ts'
import { newestOfCampaign } from '../facts/newest-snapshot.ts'
import { digestCodes } from './codes.ts'

/** Of each kind so many are looked at, those who spend most first. */
const mostOfAKind = 100

/** Whose customers, and since when. */
export interface Span {
  /** The ids of the customers, as a parenthesised list. */
  mine: SQL
  staffId: number
  sinceDay: number
  /** Milliseconds: the beginning of that day, and now. */
  since: number
  now: number
  today: number
}

const facts = z.array(
  z.object({ type: z.enum(['SNAPSHOT', 'CAMPAIGN', 'FEEDBACK', 'SEGMENT']), id: z.int() }),
)

/** One thing that changed of one customer. */
export const foundRow = z.object({
  customerId: z.int(),
  /** Digits. */
  netSpendYear: z.string(),
  code: z.enum(digestCodes),
  measured: z.union([z.number(), z.string()]).nullable(),
  threshold: z.union([z.number(), z.string()]).nullable(),
  facts: json(facts),
  /** What waits for the customer in the queue, an answer first. */
  followUpId: z.int().nullable(),
})
export type Found = z.infer<typeof foundRow>

/** What waits now in the queue for a customer, an answer first. */
export const waitingFor = (customer: SQL, today: number): SQL => sql`(
  SELECT id FROM follow_ups WHERE customer_id = ${customer} AND state IN ('OPEN', 'CLAIMED')
    AND (snoozed_until IS NULL OR snoozed_until <= ${today})
  ORDER BY tactic <> 'FEEDBACK', due_on, id LIMIT 1)`

/** Of `from` the customers that are mine, with what each came to. */
const found = (
  { mine, today }: Span,
  said: { code: SQL; measured: SQL; threshold: SQL; facts: SQL; from: SQL; where: SQL },
): SQL => sql`
  SELECT c.id AS customerId, CAST(c.net_spend_year AS TEXT) AS netSpendYear, ${said.code} AS code,
    ${said.measured} AS measured, ${said.threshold} AS threshold, ${said.facts} AS facts,
    ${waitingFor(sql`c.id`, today)} AS followUpId
  FROM ${said.from}
  WHERE c.id IN ${mine} AND c.erased_at IS NULL AND ${said.where}
  ORDER BY c.net_spend_year DESC, c.id LIMIT ${mostOfAKind}`

/** Nothing new is planned for who is restricted. */
const free = sql`c.restricted_at IS NULL`

/** Feedback whose time ran out, of my customers or for me to answer. */
export const feedbackOverdue = (span: Span): SQL =>
  found(
    {
      ...span,
      mine: sql`(SELECT id FROM customers WHERE f.owner_id = ${span.staffId} OR id IN ${span.mine})`,
    },
    {
      code: sql`'FEEDBACK_OVERDUE'`,
      ...{ measured: sql`f.asked_at`, threshold: sql`f.due_at` },
      facts: sql`json_array(json_object('type', 'FEEDBACK', 'id', f.id))`,
      from: sql`feedback AS f INDEXED BY feedback_state CROSS JOIN customers AS c ON c.id = f.customer_id`,
      where: sql`f.state = 'OPEN' AND f.due_at >= ${span.since} AND f.due_at < ${span.now}`,
    },
  )

/** In the VS of a live campaign by a snapshot of these days, and by none before. */
export const becameVulnerable = (span: Span): SQL => {
  const live = sql`(SELECT body ->> '$.campaignDaysAfterEnd' FROM policies WHERE kind = 'FOLLOW_UP'
    ORDER BY version DESC LIMIT 1)`
  const decline = sql`CAST(round(100 - 100.0 * m.spend_window * s.baseline_days / (m.spend_baseline * s.window_days)) AS INTEGER)`
  return sql`
    WITH newest AS MATERIALIZED (
      SELECT campaigns.id AS campaign_id, ${newestOfCampaign(sql`campaigns.id`, null)} AS id,
        ${newestOfCampaign(sql`campaigns.id`, span.sinceDay - 1)} AS before_id
      FROM campaigns
      WHERE first_day <= ${newestDay} AND (last_day IS NULL OR last_day >= ${newestDay} - ${live}))
    ${found(span, {
      code: sql`'BECAME_VULNERABLE'`,
      ...{ measured: decline, threshold: sql`p.decline_percent` },
      facts: sql`json_array(json_object('type', 'SNAPSHOT', 'id', s.id), json_object('type', 'CAMPAIGN', 'id', newest.campaign_id))`,
      from: sql`newest CROSS JOIN vulnerability_snapshots AS s ON s.id = newest.id
        CROSS JOIN vulnerability_policies AS p ON p.version = s.policy_version
        CROSS JOIN ${span.mine} AS own
        CROSS JOIN vulnerability_members AS m ON m.snapshot_id = s.id AND m.customer_id = own.id
        CROSS JOIN customers AS c ON c.id = m.customer_id`,
      where: sql`s.as_of >= ${span.sinceDay} AND m.verdict = 'VULNERABLE' AND ${free}
        AND c.scoring_objected_at IS NULL AND NOT EXISTS (
          SELECT 1 FROM vulnerability_members AS b
          WHERE b.snapshot_id = newest.before_id AND b.customer_id = m.customer_id AND b.verdict = 'VULNERABLE')`,
    })}`
}

/** Moves of the lifecycle that ask for somebody: later than its rhythm, lost, and back. */
export const lifecycleMoved = (span: Span): SQL =>
  found(span, {
    code: sql`CASE l."to" WHEN 'LAPSING' THEN 'LAPSES' WHEN 'LOST' THEN 'LOST' ELSE 'WON_BACK' END`,
    ...{ measured: sql`iif(l."to" = 'WON_BACK', c.last_purchase_on, l."on" - c.last_purchase_on)` },
    threshold: sql`l."from"`,
    facts: sql`'[]'`,
    from: sql`customers AS c CROSS JOIN lifecycle_changes AS l ON l.customer_id = c.id`,
    where: sql`l."on" >= ${span.sinceDay} AND l."to" = c.lifecycle AND l."to" IN ('LAPSING', 'LOST', 'WON_BACK')
      AND ${free}`,
  })

/** Joined a segment, of its own accord: not where the rule was set in these days. */
export const segmentJoined = (span: Span): SQL =>
  found(span, {
    code: sql`'SEGMENT_JOINED'`,
    ...{ measured: sql`s.name`, threshold: sql`NULL` },
    facts: sql`json_array(json_object('type', 'SEGMENT', 'id', s.id))`,
    from: sql`segment_members AS m INDEXED BY segment_members_joined
      CROSS JOIN segments AS s ON s.id = m.segment_id CROSS JOIN customers AS c ON c.id = m.customer_id`,
    where: sql`m.joined_at >= ${span.since} AND ${free}
      AND ifnull((SELECT at FROM changes WHERE id = s.definition_change_id), 0) < ${span.since}`,
  })
