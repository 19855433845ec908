import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../../database/checked-rows.ts'
import { feedbackKinds } from '../../../database/tables/care/feedback.ts'
import type { FollowUpReason } from '../../../database/tables/care/follow-ups.ts'
import { dayOfInstant, formatDay, startOfDay } from '../../../lib/days.ts'
import { feedbackPeriod } from '../../feedback/work.ts'
import type { Service } from '../../service/service.ts'
import type { Item } from './items.ts'
import type { Night, Whom } from './tactics/tactic.ts'

const earlierItem = z.object({
  id: z.int(),
  open: z.int(),
  /** Nobody answered, or it ended with its feedback. */
  again: z.int(),
  unanswered: z.int(),
  dueOn: z.int(),
})

const row = z.object({
  id: z.int(),
  customerId: z.int(),
  kind: z.enum(feedbackKinds),
  askedAt: z.int(),
  dueAt: z.int(),
  ownerId: z.int().nullable(),
  netSpendYear: z.string(),
  earlier: json(z.array(earlierItem)),
})

const codes = {
  COMPLAINT: 'COMPLAINT_UNANSWERED',
  FEEDBACK: 'FEEDBACK_UNANSWERED',
  SURVEY_RESPONSE: 'LOW_SCORE_UNANSWERED',
} as const satisfies Record<(typeof feedbackKinds)[number], string>

/** Whether the feedback `f` is open and past half its time by the end of the day whose queue the night makes. */
const waits = ({ day, timeZone }: Night) => sql`(f.state = 'OPEN'
  AND f.asked_at + (f.due_at - f.asked_at) / 2 < ${startOfDay(day + 2, timeZone)})`

/** Whether the item `w` is work on the feedback `f`. */
const isWorkOn = sql`(w.customer_id = f.customer_id AND w.tactic = 'FEEDBACK'
  AND (w.period = ${feedbackPeriod(sql`f.id`)} OR w.period GLOB ${feedbackPeriod(sql`f.id`)} || '#*'))`

/** Holds for a customer `c` for whom there is work on feedback, and may hold for others. */
export const feedbackMayWait = (night: Night): SQL => sql`EXISTS (
  SELECT 1 FROM feedback f INDEXED BY feedback_customer WHERE f.customer_id = c.id AND ${waits(night)}
    AND NOT EXISTS (SELECT 1 FROM follow_ups w WHERE ${isWorkOn} AND w.state IN ('OPEN', 'CLAIMED')))`

/**
 * Work on the feedback of a chunk of customers that is open and past half its due time by the end of the next day: that is
 * the day whose queue a night makes. No limit holds it back, neither contacts, nor cool-down, nor attempts, but that the
 * customer is restricted; each piece of
 * feedback has work of its own, and one such at a time. What somebody did or dismissed comes again only with another due
 * day.
 */
export async function feedbackWork(service: Service, night: Night, whom: Whom): Promise<Item[]> {
  const { timeZone } = service.workspace
  const rows = await checkedRows(
    service.db.orm,
    row,
    sql`
    SELECT f.id AS id, f.customer_id AS customerId, f.kind AS kind, f.asked_at AS askedAt, f.due_at AS dueAt,
      f.owner_id AS ownerId, CAST(c.net_spend_year AS TEXT) AS netSpendYear, (
        SELECT json_group_array(json_object('id', w.id, 'open', w.state IN ('OPEN', 'CLAIMED'),
          'again', w.state = 'DONE' AND (w.outcome IS NULL OR w.outcome = 'NO_ANSWER'),
          'unanswered', w.outcome IS 'NO_ANSWER', 'dueOn', w.due_on))
        FROM follow_ups AS w WHERE ${isWorkOn}) AS earlier
    FROM feedback AS f INDEXED BY feedback_customer CROSS JOIN customers AS c ON c.id = f.customer_id
    WHERE ${whom(sql`f.customer_id`)} AND ${waits(night)} AND c.erased_at IS NULL AND c.restricted_at IS NULL
    ORDER BY f.customer_id, f.due_at, f.id`,
  )
  return rows.flatMap(({ earlier, ...waits }) => {
    const dueOn = dayOfInstant(waits.dueAt, timeZone)
    if (earlier.some(item => item.open === 1 || (item.again === 0 && item.dueOn >= dueOn))) return []
    const period = `feedback:${waits.id}`
    return {
      id: service.newId(),
      customerId: waits.customerId,
      tactic: 'FEEDBACK' as const,
      period: earlier.length === 0 ? period : `${period}#${earlier.length + 1}`,
      dueOn,
      expiresOn: null,
      ownerId: waits.ownerId,
      reasons: reasonsOf(service, waits, earlier),
      netSpendYear: waits.netSpendYear,
      createdOn: night.day,
      ...{ channel: null, minutes: night.policy.feedbackMinutes, expectedGain: null },
      ...{ policyVersion: night.policyVersion, holdOutPercent: null, drawPeriod: null },
    }
  })
}

function reasonsOf(
  { workspace }: Service,
  { id, kind, askedAt, dueAt }: Omit<z.infer<typeof row>, 'earlier'>,
  earlier: readonly z.infer<typeof earlierItem>[],
): FollowUpReason[] {
  const dayOf = (instant: number) => formatDay(dayOfInstant(instant, workspace.timeZone))
  const tried = earlier.filter(item => item.unanswered === 1).map(item => item.id)
  const waits = {
    ...{ code: codes[kind], threshold: dayOf(dueAt), measured: dayOf(askedAt) },
    facts: [{ type: 'INTERACTION' as const, id }],
  }
  if (tried.length === 0) return [waits]
  const facts = tried.toSorted((a, b) => a - b).map(one => ({ type: 'FOLLOW_UP' as const, id: one }))
  return [waits, { code: 'NO_ANSWER_SO_FAR', threshold: null, measured: tried.length, facts }]
}
