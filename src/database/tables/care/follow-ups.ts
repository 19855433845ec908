import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { day, instant, versionColumns, wideInteger } from '../../columns.ts'
import { channels } from '../customers/channels.ts'
import { customers } from '../customers/customers.ts'
import { interactions } from '../customers/interactions.ts'
import { staffMembers } from '../house/staff.ts'

/** Those that the night draws from what it knows of customers; feedback and promises have rules of their own. */
export const nightTactics = [
  'WIN_BACK',
  'OVERDUE',
  'THANK_YOU',
  'COFFEE',
  'OCCASION',
  'SATISFACTION',
  'CADENCE',
  'STANDARD',
] as const
export const followUpTactics = [...nightTactics, 'FEEDBACK', 'MANUAL'] as const
export const followUpStates = ['OPEN', 'CLAIMED', 'DONE', 'DISMISSED', 'EXPIRED', 'HELD'] as const
export const followUpOutcomes = ['REACHED', 'NO_ANSWER', 'DECLINED', 'WON_BACK', 'OTHER'] as const

/** Why an item is in the queue: what was measured against which threshold, and the facts behind it. */
export interface FollowUpReason {
  code: string
  threshold: number | string | null
  measured: number | string | null
  facts: {
    type:
      | 'SNAPSHOT'
      | 'CAMPAIGN'
      | 'INTERACTION'
      | 'FOLLOW_UP'
      | 'OCCASION'
      | 'FEEDBACK'
      | 'SEGMENT'
      | 'CARE_STANDARD'
    id: number
  }[]
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
    /** By what the night proposes to do it; null where it says nothing of that. */
    channel: text({ enum: channels }),
    minutes: integer().notNull().default(8),
    /** What it is expected to bring, in minor units; null where nobody can tell. */
    expectedGain: wideInteger('expected_gain'),
    /** The version of the policy by which the night made it; null of what people promised. */
    policyVersion: integer('policy_version'),
    /** The share that was held out when it was drawn, in per cent, and what it was drawn for; null where nothing is. */
    holdOutPercent: integer('hold_out_percent'),
    drawPeriod: text('draw_period'),
    /** When the night found it past its due day. */
    escalatedAt: instant('escalated_at'),
    /** A claim holds before this instant; whoever comes then may take it. */
    claimedUntil: instant('claimed_until'),
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

/** Why the night leaves out a customer whom a tactic concerns; the first that applies. */
export const leftOutReasons = [
  'RESTRICTED',
  /** The person asks to be erased or restricted. */
  'OPEN_REQUEST',
  /** The tactic rests on a score, and the customer objected to being scored. */
  'OBJECTED',
  /** Consent to care was refused or withdrawn. */
  'OPT_OUT',
  /** Nobody asked for consent to care: silence is none. */
  'NO_CONSENT',
  'OPEN_COMPLAINT',
  /** An item of the tactic is still in the queue, for another occasion. */
  'ALREADY_OPEN',
  /** The tactic's own repeat has not passed. */
  'REPEAT',
  'COOL_DOWN',
  /** No channel of the tactic is left that the customer allows and that is open. */
  'NO_CHANNEL',
  'CONTACT_CAP',
  'CONTACT_GAP',
  /** It would cost more than it is expected to bring. */
  'NO_GAIN',
  /** Nothing holds it back but that the day is full. */
  'CAPACITY',
] as const

/**
 * What the newest night left out: a tactic that concerns a customer for whom nothing was queued. A row stays as it is while
 * nothing changes; a customer who is gone may have one until the next night.
 */
export const followUpsLeftOut = sqliteTable(
  'follow_ups_left_out',
  {
    id: integer().primaryKey(),
    customerId: integer('customer_id').notNull(),
    tactic: text({ enum: nightTactics }).notNull(),
    reason: text({ enum: leftOutReasons }).notNull(),
    /** The business day whose night left it out first, for this reason and occasion. */
    since: day().notNull(),
    /** What the item would have been about. */
    occasion: text().notNull(),
    /** When the item would have been due. */
    dueOn: day('due_on').notNull(),
    minutes: integer().notNull(),
    /** The customer's owner. */
    ownerId: integer('owner_id'),
    /** What it would bring, in minor units; null where something stands in the way or nobody can tell. */
    expectedGain: wideInteger('expected_gain'),
  },
  t => [
    uniqueIndex('follow_ups_left_out_identity').on(t.customerId, t.tactic, t.occasion),
    index('follow_ups_left_out_capacity').on(t.ownerId).where(sql`reason = 'CAPACITY'`),
  ],
)
