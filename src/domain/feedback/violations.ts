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
export const missingFeedback: SQL = sql`interactions AS i WHERE ${isFeedbackRow}
  AND NOT EXISTS (SELECT 1 FROM feedback WHERE feedback.id = i.id)`

/** Every violation as it stands now: `kind`, `id` of the interaction, `customer_id`. */
const violations = (now: number): SQL => sql`
  SELECT 'MISSING' AS kind, i.id, i.customer_id FROM ${missingFeedback}
  UNION ALL SELECT 'NO_OWNER', f.id, f.customer_id FROM feedback AS f WHERE ${unclosed} AND f.owner_id IS NULL
  UNION ALL SELECT 'OWNER_LEFT', f.id, f.customer_id FROM feedback AS f
    CROSS JOIN staff_members AS s ON s.id = f.owner_id WHERE ${unclosed} AND s.active = 0
  UNION ALL SELECT 'NOT_ESCALATED', f.id, f.customer_id FROM feedback AS f
    WHERE f.state = 'OPEN' AND f.escalated_at IS NULL AND f.due_at < ${now - escalatedWithin}
  UNION ALL SELECT 'OTHER_CUSTOMER', f.id, f.customer_id FROM feedback AS f
    CROSS JOIN interactions AS i ON i.id IN (f.id, f.answer_id) WHERE i.customer_id <> f.customer_id
  UNION ALL SELECT 'WRONGLY_CLOSED', f.id, f.customer_id FROM feedback AS f
    CROSS JOIN interactions AS i ON i.id = f.id
    WHERE f.outcome = 'WITHDRAWN' AND ${isFeedbackRow} OR f.outcome = 'AS_RECORDED' AND i.outcome IS NULL`

const kind = z.enum(feedbackViolations)
const countRow = z.object({ kind, count: z.int() })
const namedRow = z.object({ kind, interactionId: z.int() })

export interface FeedbackViolations {
  count: number
  /** Every kind, also those of which there are none. */
  kinds: z.infer<typeof countRow>[]
  /** The first of them by interaction. */
  named: z.infer<typeof namedRow>[]
}

/** Of customers within reach, as it stands now. One round trip. */
export async function readFeedbackViolations(service: Service): Promise<FeedbackViolations> {
  requireScope(service.actor, 'feedback:read')
  const reached = ofCustomersWithinReach(service, { customerId: sql.raw('v.customer_id') }) ?? sql`1`
  const within = sql`(${violations(service.now)}) AS v WHERE ${reached}`
  const [counts, named] = await Promise.all([
    checkedRows(service.db.orm, countRow, sql`SELECT kind, count(*) AS count FROM ${within} GROUP BY kind`),
    checkedRows(
      service.db.orm,
      namedRow,
      sql`SELECT kind, id AS interactionId FROM ${within} ORDER BY id, kind LIMIT ${mostNamed}`,
    ),
  ])
  const byKind = new Map(counts.map(row => [row.kind, row.count]))
  return {
    count: counts.reduce((sum, row) => sum + row.count, 0),
    kinds: feedbackViolations.map(each => ({ kind: each, count: byKind.get(each) ?? 0 })),
    named,
  }
}
