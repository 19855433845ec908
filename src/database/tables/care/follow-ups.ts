import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { day, instant, versionColumns, wideInteger } from '../../columns.ts'
import { customers } from '../customers/customers.ts'
import { interactions } from '../customers/interactions.ts'
import { staffMembers } from '../house/staff.ts'

export const followUpTactics = ['WIN_BACK', 'OVERDUE', 'THANK_YOU', 'FEEDBACK', 'MANUAL'] as const
export const followUpStates = ['OPEN', 'CLAIMED', 'DONE', 'DISMISSED', 'EXPIRED'] as const
export const followUpOutcomes = ['REACHED', 'NO_ANSWER', 'DECLINED', 'WON_BACK', 'OTHER'] as const

/** Why an item is in the queue: what was measured against which threshold, and the facts behind it. */
export interface FollowUpReason {
  code: string
  threshold: number | string | null
  measured: number | string | null
  facts: { type: 'SNAPSHOT' | 'CAMPAIGN' | 'INTERACTION' | 'FOLLOW_UP'; id: number }[]
}

/** `(customer, tactic, period)` is an item's identity: the night never makes the same one twice. */
export const followUps = sqliteTable(
  'follow_ups',
  {
    id: integer().primaryKey(),
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id),
    tactic: text({ enum: followUpTactics }).notNull(),
    period: text().notNull(),
    state: text({ enum: followUpStates }).notNull(),
    dueOn: day('due_on').notNull(),
    expiresOn: day('expires_on'),
    snoozedUntil: day('snoozed_until'),
    /** Who should do it: the customer's owner when the item was made, or whoever it was handed to. */
    ownerId: integer('owner_id').references(() => staffMembers.id),
    claimedBy: integer('claimed_by').references(() => staffMembers.id),
    claimedAt: instant('claimed_at'),
    closedAt: instant('closed_at'),
    outcome: text({ enum: followUpOutcomes }),
    note: text(),
    /** The interaction that completing it recorded. */
    interactionId: integer('interaction_id').references(() => interactions.id),
    reasons: text({ mode: 'json' }).$type<FollowUpReason[]>().notNull(),
    /** The customer's net spend of 365 days when the item was made: the order within a due day. */
    netSpendYear: wideInteger('net_spend_year').notNull(),
    createdOn: day('created_on').notNull(),
    ...versionColumns,
  },
  t => [
    uniqueIndex('follow_ups_identity').on(t.customerId, t.tactic, t.period),
    index('follow_ups_queue').on(t.state, t.dueOn, t.netSpendYear, t.id),
    index('follow_ups_owner').on(t.ownerId, t.state, t.dueOn, t.netSpendYear, t.id),
    index('follow_ups_due').on(t.dueOn, t.netSpendYear, t.id),
    index('follow_ups_change').on(t.changeId),
    index('follow_ups_interaction').on(t.interactionId).where(sql`interaction_id IS NOT NULL`),
  ],
)
