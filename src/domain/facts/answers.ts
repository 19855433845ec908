import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import type { interactions } from '../../database/tables/customers/interactions.ts'
import { contactKinds } from './contacts.ts'

/**
 * What of a customer waits for an answer, and what is one (docs/feedback.md). The texts are written as the partial
 * indexes `interactions_asking` and `interactions_feedback` have them, or SQLite would not use them. Where no column is
 * named, the interaction is the table alias `i`.
 */

/** Of an inbound interaction, the kinds that wait for an answer. A call or a visit is answered as it happens. */
export const askingKinds = [
  'COMPLAINT',
  'FEEDBACK',
  'SURVEY_RESPONSE',
  'INQUIRY',
  'EMAIL',
  'MESSAGE',
] as const

/** A survey's score up to this one asks for an answer. */
const lowScore = 6

type Facts = Pick<typeof interactions.$inferSelect, 'kind' | 'direction' | 'cancelled' | 'score'>

/** Whether an interaction is feedback, none of which may be lost: a complaint, an opinion, a low score of a survey. */
export function isFeedback({ kind, direction, cancelled, score }: Facts): boolean {
  if (direction !== 'INBOUND' || cancelled) return false
  if (kind === 'SURVEY_RESPONSE') return score !== null && score <= lowScore
  return kind === 'COMPLAINT' || kind === 'FEEDBACK'
}

type Columns = Readonly<Record<'kind' | 'direction' | 'cancelled' | 'score', SQLWrapper>>

const ofI: Columns = {
  kind: sql.raw('i.kind'),
  direction: sql.raw('i.direction'),
  cancelled: sql.raw('i.cancelled'),
  score: sql.raw('i.score'),
}

/** The interactions that wait for an answer. */
export const isAsking = ({ kind, direction, cancelled, score }: Columns = ofI): SQL =>
  sql`(${direction} = 'INBOUND' AND ${cancelled} = 0
    AND (${kind} IN ('COMPLAINT', 'FEEDBACK', 'INQUIRY', 'EMAIL', 'MESSAGE')
      OR ${kind} = 'SURVEY_RESPONSE' AND ${score} <= 6))`

/** `isFeedback` in SQL. */
export const isFeedbackRow: SQL = sql`(i.direction = 'INBOUND' AND i.cancelled = 0
  AND (i.kind IN ('COMPLAINT', 'FEEDBACK') OR i.kind = 'SURVEY_RESPONSE' AND i.score <= 6))`

/** What answers a customer: an outbound contact that was not cancelled. */
export const isContact = ({ kind, direction, cancelled }: Omit<Columns, 'score'> = ofI): SQL =>
  sql`(${direction} = 'OUTBOUND' AND ${cancelled} = 0 AND ${kind} IN ${contactKinds})`

const outbound = {
  kind: sql.raw('o.kind'),
  direction: sql.raw('o.direction'),
  cancelled: sql.raw('o.cancelled'),
}

/** The contacts, as the table alias `o`, that answer an interaction. */
export const answersTo = ({
  customerId,
  occurredAt,
}: Record<'customerId' | 'occurredAt', SQLWrapper>): SQL => sql`
  interactions AS o WHERE o.customer_id = ${customerId} AND o.occurred_at >= ${occurredAt} AND ${isContact(outbound)}`
