import { sql } from 'drizzle-orm'
import { check, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { day, foldedName, money, recordColumns } from '../../columns.ts'
import type { Channel } from '../customers/channels.ts'
import { consentPurposes } from '../customers/customers.ts'
import { segments } from './segments.ts'

export const ownCampaignKinds = ['OFFER', 'PLAN', 'EVENT', 'OTHER'] as const
export const cadences = ['ONCE', 'MONTHLY'] as const

/** What the house itself tells customers: first and last day inclusive, open while `lastDay` is null. */
export const ownCampaigns = sqliteTable(
  'own_campaigns',
  {
    id: integer().primaryKey(),
    /** What is compared; `nameGiven` is the name as it was written, where that differs. */
    name: text().notNull(),
    nameGiven: text('name_given'),
    foldedName: foldedName(),
    sortName: text('sort_name').notNull(),
    theme: text(),
    kind: text({ enum: ownCampaignKinds }).notNull(),
    /** Whom it is for; null for whoever is chosen by hand, or of a plan for all who consent. */
    segmentId: integer('segment_id').references(() => segments.id),
    /** The first is the one that is tried first. */
    channels: text({ mode: 'json' }).$type<Channel[]>().notNull(),
    /** For what customers must have consented. */
    purpose: text({ enum: consentPurposes }).notNull(),
    cadence: text({ enum: cadences }).notNull(),
    offer: text(),
    firstDay: day('first_day').notNull(),
    lastDay: day('last_day'),
    /** In all, without what single touches cost. */
    cost: money(),
    ...recordColumns,
  },
  t => [
    check('own_campaigns_monthly', sql`${t.cadence} = 'ONCE' OR ${t.kind} = 'PLAN'`),
    uniqueIndex('own_campaigns_identity').on(t.name, t.firstDay, sql`ifnull(last_day, -1)`),
    index('own_campaigns_first_day').on(t.firstDay, t.id),
    index('own_campaigns_segment').on(t.segmentId).where(sql`segment_id IS NOT NULL`),
  ],
)
