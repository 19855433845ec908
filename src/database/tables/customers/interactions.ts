import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { day, instant, money, recordColumns } from '../../columns.ts'
import { staffMembers } from '../house/staff.ts'
import { channels } from './channels.ts'
import { customers } from './customers.ts'

export const interactionKinds = [
  'PURCHASE',
  'REFUND',
  'INQUIRY',
  'APPOINTMENT',
  'QUOTE',
  'CONTRACT',
  'DELIVERY',
  'PAYMENT',
  'CALL',
  'EMAIL',
  'MESSAGE',
  'MEETING',
  'SOCIAL_MEETING',
  'VISIT',
  'THANK_YOU',
  'NEWSLETTER',
  'GIFT',
  'GREETING',
  'COMPLAINT',
  'FEEDBACK',
  'SURVEY_RESPONSE',
  'EVENT_ATTENDANCE',
  'COMPETITOR_SIGHTING',
  'NOTE',
] as const

/** One product line of a purchase: quantity may be fractional, money is in minor units. */
export interface InteractionLine {
  product: string
  quantity: number
  amount?: number
  cost?: number
}

/** Clustered by customer and time, so that a timeline and the night read neighbouring pages. */
export const interactions = sqliteTable(
  'interactions',
  {
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id),
    occurredAt: instant('occurred_at').notNull(),
    id: integer().notNull(),
    /** The workspace's local day of `occurredAt`. */
    day: day().notNull(),
    kind: text({ enum: interactionKinds }).notNull(),
    channel: text({ enum: channels }),
    subchannel: text(),
    direction: text({ enum: ['INBOUND', 'OUTBOUND'] }),
    stage: text({ enum: ['BEFORE_SALE', 'DURING_SALE', 'AFTER_SALE'] }),
    staffId: integer('staff_id').references(() => staffMembers.id),
    subject: text(),
    body: text(),
    outcome: text(),
    /** Never negative: a refund subtracts. */
    amount: money(),
    cancelled: integer({ mode: 'boolean' }).notNull(),
    score: integer(),
    lines: text({ mode: 'json' }).$type<InteractionLine[]>(),
    /** What is compared, as `externalId`; the given texts stand in columns of their own where they differ. */
    source: text(),
    externalId: text('external_id'),
    ...recordColumns,
    /** What the goods of a purchase (or a refund) cost; null where nobody said. */
    cost: money(),
    sourceGiven: text('source_given'),
    externalIdGiven: text('external_id_given'),
  },
  t => [
    primaryKey({ columns: [t.customerId, t.occurredAt, t.id] }),
    uniqueIndex('interactions_id').on(t.id),
    uniqueIndex('interactions_external').on(t.source, t.externalId).where(sql`external_id IS NOT NULL`),
    index('interactions_time').on(t.occurredAt, t.id),
    // Everything the night knows of purchases comes from this index alone.
    index('interactions_purchases')
      .on(t.customerId, t.day, t.kind, t.amount, t.cost)
      .where(sql`kind IN ('PURCHASE', 'REFUND') AND cancelled = 0`),
    index('interactions_scores')
      .on(t.occurredAt, t.id, t.customerId, t.day, t.score)
      .where(sql`score IS NOT NULL AND cancelled = 0`),
    // What waits for an answer; the answer itself is found by customer and time.
    index('interactions_asking')
      .on(t.occurredAt, t.id, t.customerId, t.kind)
      .where(
        sql`direction = 'INBOUND' AND cancelled = 0 AND (kind IN ('COMPLAINT', 'FEEDBACK', 'INQUIRY', 'EMAIL', 'MESSAGE') OR kind = 'SURVEY_RESPONSE' AND score <= 6)`,
      ),
    // What must not be lost is looked at whole each night, and is little beside what else waits for an answer.
    index('interactions_feedback')
      .on(t.id, t.customerId, t.kind, t.direction, t.cancelled, t.score)
      .where(
        sql`direction = 'INBOUND' AND cancelled = 0 AND (kind IN ('COMPLAINT', 'FEEDBACK') OR kind = 'SURVEY_RESPONSE' AND score <= 6)`,
      ),
    // Whether a staff member is named: an import of staff that is taken back asks, and so does each that goes.
    index('interactions_staff').on(t.staffId).where(sql`staff_id IS NOT NULL`),
    index('interactions_purchase_changes').on(t.changeId).where(sql`kind IN ('PURCHASE', 'REFUND')`),
  ],
)

/** What an interaction said before a correction replaced it. */
export const interactionRevisions = sqliteTable(
  'interaction_revisions',
  {
    interactionId: integer('interaction_id').notNull(),
    version: integer().notNull(),
    customerId: integer('customer_id').notNull(),
    day: day().notNull(),
    kind: text({ enum: interactionKinds }).notNull(),
    /** The replaced row's columns, complete. */
    before: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    reason: text(),
    replacedAt: instant('replaced_at').notNull(),
    /** The change that replaced it. */
    changeId: integer('change_id').notNull(),
  },
  t => [
    primaryKey({ columns: [t.interactionId, t.version] }),
    index('interaction_revisions_change').on(t.changeId),
  ],
)
