import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { json } from '../../../database/checked-rows.ts'
import type { FollowUpReason, followUpTactics } from '../../../database/tables/care/follow-ups.ts'
import { startOfDay } from '../../../lib/days.ts'
import { consentsTo, wasAsked } from '../../facts/consent.ts'
import { contactKinds } from '../../facts/contacts.ts'
import type { Service } from '../../service/service.ts'
import type { Run } from '../../sweeps/sweep.ts'
import { followUpPolicy, leftOutReasons } from '../policy.ts'

/** Feedback has rules of its own. */
export type NightTactic = Exclude<(typeof followUpTactics)[number], 'MANUAL' | 'FEEDBACK'>

/** A span of customers by id: behind `after`, up to `upto`. */
export interface Chunk {
  after: number
  upto: number
}

/** What every tactic's candidates become: one row per customer, with the reason why it is left out, if any. */
export const admittedRow = z.object({
  customerId: z.int(),
  occasion: z.string(),
  ownerId: z.int().nullable(),
  /** Digits: a sum of money may pass 2^53. */
  netSpendYear: z.string(),
  /** Ids of the earlier attempts at this occasion; nobody answered any of them. */
  attempts: json(z.array(z.int())),
  leftOut: z.enum(leftOutReasons).nullable(),
})

export type Admitted = z.infer<typeof admittedRow>

/** One of the night's tactics: whom it concerns, and what an item of it says. */
export interface Tactic<Row extends Admitted> {
  tactic: NightTactic
  row: z.ZodType<Row>
  /** A query for `admitted`. */
  candidates(run: Run, chunk: Chunk): SQL
  dueOn(row: Row, run: Run): number
  reasons(row: Row, run: Run): FollowUpReason[]
}

/** Tactics that rest on what is predicted of a customer. */
const scoring: ReadonlySet<NightTactic> = new Set<NightTactic>(['WIN_BACK', 'OVERDUE'])

/**
 * Which of a tactic's candidates get an item, at most one per customer. `candidates` selects `customer_id`,
 * `occasion` (what the item is about, its identity within tactic and customer), `rank` (the highest wins, then
 * the highest `fact`) and whatever columns the tactic's reasons need.
 *
 * An occasion that has an item already yields nothing, unless nobody answered: then the next attempt is due
 * after the cool-down. Contacts are measured as if the customer were contacted on the first day on which
 * somebody can act, the day after the run's.
 */
export function admitted(service: Service, run: Run, tactic: NightTactic, candidates: SQL): SQL {
  const startOf = (day: number) => startOfDay(day, service.workspace.timeZone)
  const firstDay = run.day + 1
  const doneSince = startOf(firstDay - followUpPolicy.coolDownDays + 1)
  const unansweredSince = startOf(firstDay - followUpPolicy.noAnswerDays + 1)
  const windowStart = startOf(firstDay - followUpPolicy.contactWindowDays + 1)
  const gapStart = startOf(firstDay - followUpPolicy.contactGapDays + 1)
  const contactsSince = (instant: number) => sql`
    SELECT count(*) FROM interactions i
    WHERE i.customer_id = d.customer_id AND i.occurred_at >= ${instant} AND i.cancelled = 0
      AND i.direction = 'OUTBOUND' AND i.kind IN ${contactKinds}`
  const earlier = sql`SELECT 1 FROM follow_ups f WHERE f.customer_id = d.customer_id AND f.tactic = ${tactic}`
  const repeat =
    tactic === 'THANK_YOU'
      ? sql`WHEN EXISTS (${earlier} AND f.created_on > ${run.day - followUpPolicy.thankYou.repeatDays}) THEN 'REPEAT'`
      : sql``
  return sql`
    WITH candidates AS (${candidates}),
    fresh AS (
      SELECT candidates.*, json_group_array(f.id) FILTER (WHERE f.id IS NOT NULL) AS attempts
      FROM candidates LEFT JOIN follow_ups f
        ON f.customer_id = candidates.customer_id AND f.tactic = ${tactic}
        AND (f.period = candidates.occasion OR f.period GLOB candidates.occasion || '#*')
      GROUP BY candidates.customer_id, candidates.occasion
      HAVING count(f.id) < ${followUpPolicy.attempts}
        AND count(f.id) = count(CASE WHEN f.state = 'DONE' AND f.outcome = 'NO_ANSWER' THEN 1 END)),
    chosen AS (
      SELECT *, row_number() OVER (PARTITION BY customer_id ORDER BY rank DESC, fact DESC) AS place FROM fresh)
    SELECT d.*, d.customer_id AS customerId, c.owner_id AS ownerId, CAST(c.net_spend_year AS TEXT) AS netSpendYear,
      CASE
        WHEN c.erased_at IS NOT NULL THEN 'ERASED'
        WHEN c.restricted_at IS NOT NULL THEN 'RESTRICTED'
        ${scoring.has(tactic) ? sql`WHEN c.scoring_objected_at IS NOT NULL THEN 'OBJECTED'` : sql``}
        WHEN NOT ${consentsTo(sql`d.customer_id`, 'CARE', null)}
          THEN iif(${wasAsked(sql`d.customer_id`, 'CARE', null)}, 'OPT_OUT', 'NO_CONSENT')
        WHEN EXISTS (SELECT 1 FROM feedback WHERE customer_id = d.customer_id
          AND kind = 'COMPLAINT' AND state IN ('OPEN', 'ANSWERED')) THEN 'OPEN_COMPLAINT'
        WHEN EXISTS (${earlier} AND f.state IN ('OPEN', 'CLAIMED')) THEN 'ALREADY_OPEN'
        ${repeat}
        WHEN EXISTS (${earlier} AND f.state = 'DONE' AND f.closed_at >=
          CASE WHEN f.outcome = 'NO_ANSWER' THEN ${unansweredSince} ELSE ${doneSince} END) THEN 'COOL_DOWN'
        WHEN (${contactsSince(windowStart)}) >= ${followUpPolicy.contacts} THEN 'CONTACT_CAP'
        WHEN (${contactsSince(gapStart)}) > 0 THEN 'CONTACT_GAP'
      END AS leftOut
    FROM chosen d JOIN customers c ON c.id = d.customer_id
    WHERE d.place = 1
    ORDER BY d.customer_id`
}
