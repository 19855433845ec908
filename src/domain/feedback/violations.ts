import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { isFeedbackRow } from '../facts/answers.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'

/**
 * What must never be of feedback. That it has a due time, and an outcome when it is closed, the table itself sees to.
 */
export const feedbackViolations = [
  /** The interaction is feedback, and nothing says what becomes of it. */
  'MISSING',
  'NO_OWNER',
  'OWNER_LEFT',
  /** Overdue for so long that a night must have seen it. */
  'NOT_ESCALATED',
  /** The interaction, or the one that answered it, is another customer's. */
  'OTHER_CUSTOMER',
  /** Closed because of what the interaction does not say any more. */
  'WRONGLY_CLOSED',
] as const

export type FeedbackViolation = (typeof feedbackViolations)[number]

/** A night comes each day, and one may fail. */
const escalatedWithin = 48 * 3_600_000

/** How many violations are named. */
const mostNamed = 100

const unclosed = sql.raw(`f.state IN ('OPEN', 'ANSWERED')`)

/** Interactions that are feedback, and of which nothing says what becomes of them. */
export const missingFeedback: SQL = sql`interactions AS i INDEXED BY interactions_feedback WHERE ${isFeedbackRow}
  AND NOT EXISTS (SELECT 1 FROM feedback WHERE feedback.id = i.id)`

/** What breaks each rule as it stands now: `id` of the interaction, `customer_id`. */
const broken = (now: number): Readonly<Record<FeedbackViolation, SQL>> => ({
  MISSING: sql`SELECT i.id, i.customer_id FROM ${missingFeedback}`,
  NO_OWNER: sql`SELECT f.id, f.customer_id FROM feedback AS f WHERE ${unclosed} AND f.owner_id IS NULL`,
  OWNER_LEFT: sql`SELECT f.id, f.customer_id FROM feedback AS f
    CROSS JOIN staff_members AS s ON s.id = f.owner_id WHERE ${unclosed} AND s.active = 0`,
  NOT_ESCALATED: sql`SELECT f.id, f.customer_id FROM feedback AS f
    WHERE f.state = 'OPEN' AND f.escalated_at IS NULL AND f.due_at < ${now - escalatedWithin}`,
  OTHER_CUSTOMER: sql`SELECT f.id, f.customer_id FROM feedback AS f
    CROSS JOIN interactions AS i ON i.id IN (f.id, f.answer_id) WHERE i.customer_id <> f.customer_id`,
  WRONGLY_CLOSED: sql`SELECT f.id, f.customer_id FROM feedback AS f
    CROSS JOIN interactions AS i ON i.id = f.id WHERE f.outcome IN ('WITHDRAWN', 'AS_RECORDED')
      AND (f.outcome = 'WITHDRAWN' AND ${isFeedbackRow} OR f.outcome = 'AS_RECORDED' AND i.outcome IS NULL)`,
})

const countRow = z.object({ count: z.int() })
const namedRow = z.object({ kind: z.enum(feedbackViolations), interactionId: z.int() })

/** How often a rule is broken. */
export interface ViolationCount {
  kind: FeedbackViolation
  count: number
}

export interface FeedbackViolations {
  count: number
  /** Every kind, also those of which there are none. */
  kinds: ViolationCount[]
  /** The first of them by interaction. */
  named: z.infer<typeof namedRow>[]
}

/** Of each kind, how many there are now among the customers within reach. One round trip. */
export function countFeedbackViolations(service: Service): Promise<ViolationCount[]> {
  requireScope(service.actor, 'feedback:read')
  const rules = broken(service.now)
  return Promise.all(
    feedbackViolations.map(async kind => {
      const [row] = await checkedRows(
        service.db.orm,
        countRow,
        sql`SELECT count(*) AS count FROM (${rules[kind]}) AS v WHERE ${reached(service)}`,
      )
      return { kind, count: row?.count ?? 0 }
    }),
  )
}

const reached = (service: Service): SQL =>
  ofCustomersWithinReach(service, { customerId: sql.raw('v.customer_id') }) ?? sql`1`

/** Of customers within reach, as it stands now. One round trip. */
export async function readFeedbackViolations(service: Service): Promise<FeedbackViolations> {
  const rules = broken(service.now)
  const all = sql.join(
    feedbackViolations.map(kind => sql`SELECT ${kind} AS kind, id, customer_id FROM (${rules[kind]})`),
    sql` UNION ALL `,
  )
  const [kinds, named] = await Promise.all([
    countFeedbackViolations(service),
    checkedRows(
      service.db.orm,
      namedRow,
      sql`SELECT kind, id AS interactionId FROM (${all}) AS v WHERE ${reached(service)}
        ORDER BY id, kind LIMIT ${mostNamed}`,
    ),
  ])
  return { count: kinds.reduce((sum, row) => sum + row.count, 0), kinds, named }
}
