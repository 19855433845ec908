import { sql } from 'drizzle-orm'
import { check, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { day, instant, recordColumns } from '../../columns.ts'
import { channels } from '../customers/channels.ts'
import { customers } from '../customers/customers.ts'
import { interactions } from '../customers/interactions.ts'
import { staffMembers } from '../house/staff.ts'

export const surveyKinds = ['SATISFACTION', 'RECOMMENDATION'] as const
export const surveyOccasions = ['DELIVERY', 'COMPLAINT_CLOSED', 'OTHER'] as const

/** A question that a customer answers with a score of 0 to 10; sending it is the house's own affair. */
export const surveys = sqliteTable(
  'surveys',
  {
    id: integer().primaryKey(),
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id),
    kind: text({ enum: surveyKinds }).notNull(),
    /** In words; null for the usual question of the kind. */
    question: text(),
    channel: text({ enum: channels }),
    occasion: text({ enum: surveyOccasions }).notNull(),
    /** The delivery or purchase, or the complaint, that it asks about. */
    aboutId: integer('about_id').references(() => interactions.id),
    /** Who asked. */
    staffId: integer('staff_id').references(() => staffMembers.id),
    askedAt: instant('asked_at').notNull(),
    /** The last day on which an answer is waited for. */
    expiresOn: day('expires_on').notNull(),
    /** Whether it expired is told by the day, not kept. */
    state: text({ enum: ['OPEN', 'ANSWERED', 'DECLINED'] }).notNull(),
    /** The interaction that holds score and words. */
    answerId: integer('answer_id').references(() => interactions.id),
    closedAt: instant('closed_at'),
    ...recordColumns,
  },
  t => [
    check('surveys_about', sql`(${t.occasion} = 'OTHER') = (${t.aboutId} IS NULL)`),
    check('surveys_answer', sql`(${t.state} = 'ANSWERED') = (${t.answerId} IS NOT NULL)`),
    check('surveys_closed', sql`(${t.state} = 'OPEN') = (${t.closedAt} IS NULL)`),
    index('surveys_asked').on(t.askedAt, t.id),
    index('surveys_customer').on(t.customerId, t.askedAt, t.id),
    index('surveys_answered_by').on(t.answerId).where(sql`answer_id IS NOT NULL`),
    index('surveys_about_what').on(t.aboutId).where(sql`about_id IS NOT NULL`),
  ],
)
