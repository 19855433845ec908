import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { day, instant, versionColumns, wideInteger } from '../../columns.ts'
import { staffMembers } from '../house/staff.ts'
import type { Channel } from './channels.ts'
import { regions } from './regions.ts'

export const customerKinds = ['PERSON', 'ORGANISATION'] as const
export const genders = ['FEMALE', 'MALE', 'OTHER'] as const

export const lifecycleStages = [
  ...(['PROSPECT', 'NEW', 'ACTIVE', 'LOYAL', 'LAPSING', 'LOST', 'WON_BACK'] as const),
  // Of whom nothing is scored: the person objected, or is restricted.
  'NOT_SCORED',
] as const

export const customers = sqliteTable(
  'customers',
  {
    id: integer().primaryKey(),
    kind: text({ enum: customerKinds }).notNull(),
    name: text(),
    /** Vietnamese alphabetical order, made on write; empty without a name. */
    sortName: text('sort_name').notNull(),
    /** The words of the name without diacritics in lower case; the indexes of the search read it. */
    foldedName: text('folded_name').notNull(),
    email: text(),
    phone: text(),
    gender: text({ enum: genders }),
    birthDate: day('birth_date'),
    acquisitionSource: text('acquisition_source'),
    ownerId: integer('owner_id').references(() => staffMembers.id),
    /** The region of the newest row of `customer_regions`. */
    regionId: integer('region_id').references(() => regions.id),
    preferredChannels: text('preferred_channels', { mode: 'json' }).$type<Channel[]>().notNull(),
    forbiddenChannels: text('forbidden_channels', { mode: 'json' }).$type<Channel[]>().notNull(),
    attributes: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    synthetic: integer({ mode: 'boolean' }).notNull().default(false),

    // Written by the night.
    lifecycle: text({ enum: lifecycleStages }).notNull(),
    lifecycleSince: day('lifecycle_since'),
    firstPurchaseOn: day('first_purchase_on'),
    lastPurchaseOn: day('last_purchase_on'),
    purchaseDays: integer('purchase_days').notNull(),
    netSpend: wideInteger('net_spend').notNull(),
    /** Net spend of the 365 days up to the as-of day. */
    netSpendYear: wideInteger('net_spend_year').notNull(),
    /** Twice the median gap in days between purchase days of the last 365 days; null below 3 purchase days. */
    cycleDoubled: integer('cycle_doubled'),
    /**
     * The as-of day for which a value that the night makes of purchases and refunds, above or below, last differed
     * from the one stored before: a quiet night confirms them without writing. The mean gap is (last − first purchase day) / (purchase days − 1).
     */
    metricsOn: day('metrics_on'),

    ...versionColumns,

    // Written by the night too.
    /** Net spend of all days but the first purchase day: below 0 where refunds weigh more. */
    repeatSpend: wideInteger('repeat_spend').notNull().default(sql`0`),
    /** Net spend of the last 365 days as far as its purchases carry a cost, and that cost. */
    costedSpendYear: wideInteger('costed_spend_year').notNull().default(sql`0`),
    costYear: wideInteger('cost_year').notNull().default(sql`0`),
    /** The calendar months with a purchase day, as offsets from that of the first: [0, 3, 4]. */
    activeMonths: text('active_months', { mode: 'json' }).$type<number[]>().notNull().default([]),
    /**
     * The first day on which the stage is another one by the mere passing of time. Null for never, and for who
     * bought on one day alone: the night finds those by their last purchase day.
     */
    lifecycleReviewOn: day('lifecycle_review_on'),
    /**
     * The workspace's doubled cycle where the stage rests on it and the night must look again when that moves. Null
     * where no cycle near it gives another stage, and for who bought on one day alone: a far one looks at everybody,
     * and those the night finds by their last purchase day.
     */
    lifecycleCycle: integer('lifecycle_cycle'),
    /** The assigned relationship level, 1 to 5: as of the newest night, or of the write since that moved it. */
    relationshipLevel: integer('relationship_level').notNull().default(1),

    /** Labels that the house gave the customer, in the form in which they are compared and in its order. */
    tags: text({ mode: 'json' }).$type<string[]>().notNull().default([]),

    /** When the person behind it was erased: nothing personal may be written any more. */
    erasedAt: instant('erased_at'),

    /** Since when the customer is kept and no more than that, and why. */
    restrictedAt: instant('restricted_at'),
    restrictionReason: text('restriction_reason'),
    /** Since when nothing is scored or predicted of the customer, and why. */
    scoringObjectedAt: instant('scoring_objected_at'),
    scoringObjectionReason: text('scoring_objection_reason'),
  },
  t => [
    index('customers_name').on(t.sortName, t.id),
    index('customers_created').on(t.createdAt, t.id),
    index('customers_updated').on(t.updatedAt, t.id),
    index('customers_last_purchase').on(t.lastPurchaseOn, t.id),
    // With the purchase days, a rank among those who bought needs no look at the row.
    index('customers_net_spend').on(t.netSpend, t.id, t.purchaseDays),
    index('customers_purchase_days').on(t.purchaseDays, t.id),
    index('customers_region').on(t.regionId, t.sortName, t.id),
    index('customers_owner').on(t.ownerId, t.sortName, t.id),
    index('customers_lifecycle').on(t.lifecycle, t.sortName, t.id),
    index('customers_email').on(t.email),
    index('customers_phone').on(t.phone),
    index('customers_birth_date').on(t.birthDate, t.foldedName).where(sql`birth_date IS NOT NULL`),
    index('customers_cycle').on(t.cycleDoubled),
    index('customers_lifecycle_review')
      .on(t.lifecycleReviewOn, t.id)
      .where(sql`lifecycle_review_on IS NOT NULL`),
    index('customers_lifecycle_cycle').on(t.lifecycleCycle, t.id).where(sql`lifecycle_cycle IS NOT NULL`),
    index('customers_not_scored')
      .on(t.id)
      .where(sql`restricted_at IS NOT NULL OR scoring_objected_at IS NOT NULL`),
  ],
)

/** `source` and `externalId` are what is compared; the given texts stand beside them where they differ. */
export const customerExternalIds = sqliteTable(
  'customer_external_ids',
  {
    source: text().notNull(),
    externalId: text('external_id').notNull(),
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id),
    sourceGiven: text('source_given'),
    externalIdGiven: text('external_id_given'),
  },
  t => [
    primaryKey({ columns: [t.source, t.externalId] }),
    index('customer_external_ids_customer').on(t.customerId),
    index('customer_external_ids_search').on(sql`lower(external_id)`, t.customerId),
  ],
)

/** Where a customer was, and since which day; `UNKNOWN_SINCE` of `domain/customers` when nobody said. */
export const customerRegions = sqliteTable(
  'customer_regions',
  {
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id),
    since: day().notNull(),
    regionId: integer('region_id')
      .notNull()
      .references(() => regions.id),
    changeId: integer('change_id').notNull(),
    /** What the row said before it was last overwritten, and the change that had written that: kept by a trigger. */
    replacedRegionId: integer('replaced_region_id'),
    replacedChangeId: integer('replaced_change_id'),
  },
  t => [
    primaryKey({ columns: [t.customerId, t.since] }),
    index('customer_regions_region').on(t.regionId, t.customerId, t.since),
    index('customer_regions_change').on(t.changeId),
  ],
)

export const lifecycleChanges = sqliteTable(
  'lifecycle_changes',
  {
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id),
    on: day().notNull(),
    from: text({ enum: lifecycleStages }).notNull(),
    to: text({ enum: lifecycleStages }).notNull(),
    /** The measured values behind the move: days since the last purchase, doubled cycle, whose cycle. */
    reason: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    /** The change with which the night began that moved the customer. */
    changeId: integer('change_id').notNull().default(0),
  },
  t => [primaryKey({ columns: [t.customerId, t.on] }), index('lifecycle_changes_change').on(t.changeId)],
)

export const consentPurposes = ['MARKETING', 'CARE', 'ANALYTICS'] as const

/** The append-only ledger of consent per purpose and channel. */
export const consents = sqliteTable(
  'consents',
  {
    id: integer().primaryKey(),
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id),
    purpose: text({ enum: consentPurposes }).notNull(),
    /** Null for every channel. */
    channel: text().$type<Channel>(),
    given: integer({ mode: 'boolean' }).notNull(),
    textVersion: text('text_version'),
    evidence: text(),
    at: instant().notNull(),
    actor: text().notNull(),
    synthetic: integer({ mode: 'boolean' }).notNull().default(false),
    changeId: integer('change_id').notNull(),
  },
  t => [index('consents_customer').on(t.customerId, t.purpose, t.at)],
)
