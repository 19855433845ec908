import { sql } from 'drizzle-orm'
import { check, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { day, money, recordColumns } from '../../columns.ts'
import { channels } from '../customers/channels.ts'
import { customers } from '../customers/customers.ts'
import { interactions } from '../customers/interactions.ts'
import { ownCampaigns } from './own-campaigns.ts'

/** In the order in which one follows another: what is reported late takes nothing back. */
export const touchStates = [
  ...(['LEFT_OUT', 'PLANNED', 'SENT', 'BOUNCED', 'INVITED', 'DELIVERED', 'OPENED', 'CLICKED'] as const),
  ...(['RESPONDED', 'CAME'] as const),
] as const

/** Why somebody is not contacted although it was planned: by the plan itself, or by what came after it. */
export const touchReasons = ['CONTACT', 'FOLLOW_UP', 'OPT_OUT', 'RESTRICTED', 'ERASED'] as const

/** Whether an address is no good any more, or only did not take it this time. */
export const bounces = ['HARD', 'SOFT'] as const

/** That a campaign of the house contacts one customer, once in each slot. */
export const touches = sqliteTable(
  'touches',
  {
    id: integer().primaryKey(),
    ownCampaignId: integer('own_campaign_id')
      .notNull()
      .references(() => ownCampaigns.id),
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id),
    /** Tells the touches of one customer apart: the month of a monthly plan; empty where there is but one. */
    slot: text().notNull(),
    channel: text({ enum: channels }).notNull(),
    state: text({ enum: touchStates }).notNull(),
    leftOut: text('left_out', { enum: touchReasons }),
    plannedFor: day('planned_for'),
    touchedOn: day('touched_on'),
    respondedOn: day('responded_on'),
    cost: money(),
    /** The contact that it came to. */
    interactionId: integer('interaction_id').references(() => interactions.id),
    ...recordColumns,
    /** How it came back; null where the sender did not say. */
    bounce: text({ enum: bounces }),
  },
  t => [
    check('touches_left_out', sql`(${t.state} = 'LEFT_OUT') = (${t.leftOut} IS NOT NULL)`),
    check('touches_bounce', sql`${t.bounce} IS NULL OR ${t.state} = 'BOUNCED'`),
    check('touches_touched', sql`(${t.state} IN ('LEFT_OUT', 'PLANNED')) = (${t.touchedOn} IS NULL)`),
    check('touches_responded', sql`(${t.state} IN ('RESPONDED', 'CAME')) = (${t.respondedOn} IS NOT NULL)`),
    uniqueIndex('touches_identity').on(t.ownCampaignId, t.customerId, t.slot),
    index('touches_campaign').on(t.ownCampaignId, t.createdAt, t.id),
    index('touches_customer').on(t.customerId, t.createdAt, t.id),
    index('touches_created').on(t.createdAt, t.id),
    index('touches_planned').on(t.plannedFor, t.id),
    index('touches_interaction').on(t.interactionId).where(sql`interaction_id IS NOT NULL`),
    index('touches_change').on(t.changeId),
  ],
)
