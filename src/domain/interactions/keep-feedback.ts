import { type SQL, sql } from 'drizzle-orm'
import type { Statement } from '../../database/client.ts'
import { isFeedbackRow } from '../facts/answers.ts'
import type { Service } from '../service/service.ts'
import { thisChange } from '../writes/commit.ts'

/** The body of the policy in force. */
export const feedbackTerms: SQL = sql.raw(
  `(SELECT body FROM policies WHERE kind = 'FEEDBACK' ORDER BY version DESC LIMIT 1)`,
)

/** How many milliseconds an interaction of a kind may wait for its answer. */
export const mayWait = (kind: SQL): SQL => sql`(${feedbackTerms} ->> ('$.hours.' || ${kind})) * 3600000`

/** A staff member, if it works here. */
export const atWork = (id: SQL): SQL =>
  sql`(SELECT s.id FROM staff_members AS s WHERE s.id = ${id} AND s.active = 1)`

/** Whose feedback of a customer is: the customer's owner's, else the stand-in's; nobody's where neither works here. */
export const usualOwner = (customerId: SQL): SQL => sql`ifnull(
  ${atWork(sql`(SELECT c.owner_id FROM customers AS c WHERE c.id = ${customerId})`)},
  ${atWork(sql`(${feedbackTerms} ->> '$.standIn')`)})`

const named = (ids: readonly number[]): SQL =>
  sql`json_each(${JSON.stringify(ids)}) AS named CROSS JOIN interactions AS i ON i.id = named.value`

const dueAt = sql`i.occurred_at + ${mayWait(sql`i.kind`)}`

/** What becomes of feedback that is overdue when it comes: that of a file may be years old. */
export type OldFeedback = 'open' | 'closed'

/**
 * Opens the feedback of those of the interactions that are such, behind the statements that write them. One that has an
 * outcome from the start is closed as `AS_RECORDED`, and one that is overdue by then as `IMPORTED`, where `old` says so.
 */
export const openFeedback = (
  { now }: Service,
  ids: readonly number[],
  old: OldFeedback = 'open',
): Statement => sql`
  INSERT INTO feedback (id, customer_id, kind, asked_at, owner_id, due_at, state, outcome, closed_at,
    created_at, updated_at, version, change_id)
  SELECT id, customer_id, kind, occurred_at, owner, due_at, iif(outcome IS NULL, 'OPEN', 'CLOSED'), outcome,
    iif(outcome IS NULL, NULL, ${now}), ${now}, ${now}, 1, ${thisChange}
  FROM (
    SELECT i.id, i.customer_id, i.kind, i.occurred_at, ${usualOwner(sql`i.customer_id`)} AS owner, ${dueAt} AS due_at,
      CASE WHEN i.outcome IS NOT NULL THEN 'AS_RECORDED'
        WHEN ${old === 'closed' ? 1 : 0} AND ${dueAt} < ${now} THEN 'IMPORTED' END AS outcome
    FROM ${named(ids)} WHERE ${isFeedbackRow})
  WHERE true ON CONFLICT DO NOTHING`

/**
 * Brings the feedback of interactions into line with what they say, behind the statements that write them. A row is never
 * taken away: where an interaction is no feedback any more it is closed as `WITHDRAWN`, where the interaction has an
 * outcome as `AS_RECORDED`, and it opens again when that ends. What people decided stays. Writes only what differs.
 */
export function keepFeedback(
  service: Service,
  ids: readonly number[],
  old: OldFeedback = 'open',
): Statement[] {
  if (ids.length === 0) return []
  const { now } = service
  return [
    openFeedback(service, ids, old),
    sql`UPDATE feedback SET customer_id = says.customer_id, kind = says.kind, asked_at = says.asked_at,
        due_at = iif(says.moved, says.due_at, feedback.due_at), state = says.state, outcome = says.outcome,
        closed_at = iif(says.state <> 'CLOSED', NULL, ifnull(feedback.closed_at, ${now})),
        updated_at = ${now}, version = version + 1, change_id = ${thisChange}
      FROM (
        SELECT *, iif(outcome IS NOT NULL, 'CLOSED', iif(answered_at IS NULL, 'OPEN', 'ANSWERED')) AS state
        FROM (
          SELECT i.id, i.customer_id, i.occurred_at AS asked_at, f.answered_at,
            iif(${isFeedbackRow} IS TRUE, i.kind, f.kind) AS kind, ${dueAt} AS due_at,
            ${isFeedbackRow} IS TRUE AND (f.kind <> i.kind OR f.asked_at <> i.occurred_at) AS moved,
            CASE
              WHEN ${isFeedbackRow} IS NOT TRUE THEN ifnull(f.outcome, 'WITHDRAWN')
              WHEN i.outcome IS NOT NULL THEN iif(ifnull(f.outcome, 'WITHDRAWN') = 'WITHDRAWN', 'AS_RECORDED', f.outcome)
              WHEN f.outcome IN ('AS_RECORDED', 'WITHDRAWN') THEN NULL
              ELSE f.outcome END AS outcome
          FROM ${named(ids)} CROSS JOIN feedback AS f ON f.id = i.id)) AS says
      WHERE feedback.id = says.id AND (feedback.customer_id <> says.customer_id OR feedback.kind <> says.kind
        OR feedback.asked_at <> says.asked_at OR feedback.state <> says.state
        OR feedback.outcome IS NOT says.outcome)`,
  ]
}

/** Whether people did anything about feedback, as the table alias `f`, that would be lost with it. */
export const isWorkedOn: SQL = sql.raw(
  `(f.answered_at IS NOT NULL OR f.outcome NOT IN ('AS_RECORDED', 'WITHDRAWN', 'IMPORTED'))`,
)
