import { sql } from 'drizzle-orm'
import { check, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { instant, versionColumns } from '../../columns.ts'
import { customers } from '../customers/customers.ts'
import { interactions } from '../customers/interactions.ts'
import { staffMembers } from '../house/staff.ts'

export const feedbackKinds = ['COMPLAINT', 'FEEDBACK', 'SURVEY_RESPONSE'] as const
export const feedbackStates = ['OPEN', 'ANSWERED', 'CLOSED'] as const
/** Nobody chooses the last three: two follow what the interaction says, one is given to what an import brings late. */
export const feedbackOutcomes = [
  'RESOLVED',
  'COMPENSATED',
  'EXPLAINED',
  'DECLINED',
  'UNREACHABLE',
  'DUPLICATE',
  'OTHER',
  'AS_RECORDED',
  'WITHDRAWN',
  'IMPORTED',
] as const

/** What becomes of an interaction that nobody may leave without an answer: one row for each, by the same id. */
export const feedback = sqliteTable(
  'feedback',
  {
    id: integer()
      .primaryKey()
      .references(() => interactions.id),
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id),
    kind: text({ enum: feedbackKinds }).notNull(),
    /** When the interaction happened. */
    askedAt: instant('asked_at').notNull(),
    /** Who answers for it. */
    ownerId: integer('owner_id').references(() => staffMembers.id),
    dueAt: instant('due_at').notNull(),
    state: text({ enum: feedbackStates }).notNull(),
    outcome: text({ enum: feedbackOutcomes }),
    note: text(),
    /** The interaction that answered it. */
    answerId: integer('answer_id').references(() => interactions.id),
    answeredAt: instant('answered_at'),
    closedAt: instant('closed_at'),
    escalatedAt: instant('escalated_at'),
    escalatedTo: integer('escalated_to').references(() => staffMembers.id),
    ...versionColumns,
  },
  t => [
    check('feedback_closes_with_outcome', sql`(${t.state} = 'CLOSED') = (${t.outcome} IS NOT NULL)`),
    check('feedback_answered_at', sql`${t.state} <> 'ANSWERED' OR ${t.answeredAt} IS NOT NULL`),
    index('feedback_due').on(t.dueAt, t.id),
    index('feedback_state').on(t.state, t.dueAt, t.id),
    index('feedback_owner').on(t.ownerId, t.state, t.dueAt, t.id),
    index('feedback_customer').on(t.customerId, t.state, t.dueAt, t.id),
    index('feedback_asked').on(t.askedAt, t.id),
    index('feedback_answer').on(t.answerId).where(sql`answer_id IS NOT NULL`),
    index('feedback_change').on(t.changeId),
  ],
)
