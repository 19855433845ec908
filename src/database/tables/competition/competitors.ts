import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { day, foldedName, recordColumns } from '../../columns.ts'
import { customers } from '../customers/customers.ts'
import { regions } from '../customers/regions.ts'
import { staffMembers } from '../house/staff.ts'

export const competitors = sqliteTable(
  'competitors',
  {
    id: integer().primaryKey(),
    /** What is compared; `nameGiven` is the name as it was written, where that differs. */
    name: text().notNull(),
    sortName: text('sort_name').notNull(),
    aliases: text({ mode: 'json' }).$type<string[]>().notNull(),
    products: text({ mode: 'json' }).$type<string[]>().notNull(),
    notes: text(),
    ...recordColumns,
    nameGiven: text('name_given'),
    /** Of its aliases too. */
    foldedName: foldedName(),
  },
  t => [uniqueIndex('competitors_name').on(t.name), index('competitors_sort').on(t.sortName, t.id)],
)

export const competitorRegions = sqliteTable(
  'competitor_regions',
  {
    competitorId: integer('competitor_id')
      .notNull()
      .references(() => competitors.id),
    regionId: integer('region_id')
      .notNull()
      .references(() => regions.id),
  },
  t => [primaryKey({ columns: [t.competitorId, t.regionId] })],
)

export const campaignKinds = ['OFFER', 'PRICE', 'RUMOUR', 'OTHER'] as const

/** A competitor's campaign: first and last day inclusive, open while `lastDay` is null. */
export const campaigns = sqliteTable(
  'campaigns',
  {
    id: integer().primaryKey(),
    competitorId: integer('competitor_id')
      .notNull()
      .references(() => competitors.id),
    /** What is compared; `nameGiven` is the name as it was written, where that differs. */
    name: text().notNull(),
    kind: text({ enum: campaignKinds }).notNull(),
    products: text({ mode: 'json' }).$type<string[]>().notNull(),
    offer: text(),
    sources: text({ mode: 'json' }).$type<string[]>().notNull(),
    firstDay: day('first_day').notNull(),
    lastDay: day('last_day'),
    ...recordColumns,
    nameGiven: text('name_given'),
    foldedName: foldedName(),
    sortName: text('sort_name').notNull().default(''),
  },
  t => [
    uniqueIndex('campaigns_identity').on(t.competitorId, t.name, t.firstDay, sql`ifnull(last_day, -1)`),
    index('campaigns_first_day').on(t.firstDay, t.id),
    index('campaigns_competitor').on(t.competitorId, t.firstDay, t.id),
  ],
)

export const campaignRegions = sqliteTable(
  'campaign_regions',
  {
    campaignId: integer('campaign_id')
      .notNull()
      .references(() => campaigns.id),
    role: text({ enum: ['TARGET', 'CONTROL'] }).notNull(),
    regionId: integer('region_id')
      .notNull()
      .references(() => regions.id),
  },
  t => [primaryKey({ columns: [t.campaignId, t.role, t.regionId] })],
)

export const exposureKinds = ['BOUGHT_FROM_COMPETITOR', 'APPROACHED', 'REPORTED', 'INFERRED'] as const

/** Evidence that one campaign reached one customer. */
export const exposures = sqliteTable(
  'exposures',
  {
    id: integer().primaryKey(),
    campaignId: integer('campaign_id')
      .notNull()
      .references(() => campaigns.id),
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id),
    kind: text({ enum: exposureKinds }).notNull(),
    /** The interaction that shows it, when one does. */
    interactionId: integer('interaction_id'),
    evidence: text(),
    /** 0..100, how sure the recorder is. */
    confidence: integer().notNull(),
    recordedBy: integer('recorded_by').references(() => staffMembers.id),
    ...recordColumns,
  },
  t => [
    index('exposures_campaign').on(t.campaignId, t.customerId, t.kind),
    index('exposures_customer').on(t.customerId, t.createdAt, t.id),
    index('exposures_created').on(t.createdAt, t.id),
    index('exposures_change').on(t.changeId),
    index('exposures_interaction').on(t.interactionId).where(sql`interaction_id IS NOT NULL`),
  ],
)
