import { sql } from 'drizzle-orm'
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { day, foldedName, instant, recordColumns, versionColumns, wideInteger } from '../../columns.ts'
import { customers } from '../customers/customers.ts'

/** How far it is where the members of a new rule are found in steps. */
export interface FindingOfMembers {
  /** When the rule was set. */
  since: number
  /** The last customer judged, and how many. */
  after: number
  judged: number
  pace: number
  unknown: number
  /** What those found so far are worth: sums as decimal text. */
  sums: {
    customers: number
    buyersYear: number
    netSpend: string
    netSpendYear: string
    costedSpendYear: string
    costYear: string
  }
}

export const segments = sqliteTable(
  'segments',
  {
    id: integer().primaryKey(),
    /** What is compared; `nameGiven` is the name as it was written, where that differs. */
    name: text().notNull(),
    sortName: text('sort_name').notNull(),
    description: text(),
    memberCount: integer('member_count').notNull(),
    unknownCount: integer('unknown_count').notNull(),
    computedAt: instant('computed_at').notNull(),
    ...recordColumns,
    /** Whether its place in the relationship matrix gives its members their level. */
    market: integer({ mode: 'boolean' }).notNull().default(false),
    /** Whether nights compute a Vulnerability Index of its members beside those of the regions. */
    watched: integer({ mode: 'boolean' }).notNull().default(false),
    /** The change that last set the rule or `watched`: what a snapshot of the segment rests on. */
    definitionChangeId: integer('definition_change_id').notNull().default(0),
    nameGiven: text('name_given'),
    foldedName: foldedName(),
    /** As it was given: what `domain/segments/rules/rule.ts` reads. Null where the members are chosen by hand alone. */
    rule: text({ mode: 'json' }).$type<unknown>(),
    /** Null where all members of the rule are found. */
    finding: text({ mode: 'json' }).$type<FindingOfMembers>(),
  },
  t => [uniqueIndex('segments_name').on(t.name), index('segments_sort').on(t.sortName, t.id)],
)

export const segmentMembers = sqliteTable(
  'segment_members',
  {
    segmentId: integer('segment_id')
      .notNull()
      .references(() => segments.id),
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id),
    joinedAt: instant('joined_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.segmentId, t.customerId] }),
    index('segment_members_customer').on(t.customerId, t.segmentId),
    index('segment_members_joined').on(t.joinedAt),
  ],
)

/** Memberships that are over, by customer; those that last are in `segment_members`. */
export const segmentStays = sqliteTable(
  'segment_stays',
  {
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id),
    segmentId: integer('segment_id')
      .notNull()
      .references(() => segments.id),
    joinedAt: instant('joined_at').notNull(),
    leftAt: instant('left_at').notNull(),
  },
  t => [
    primaryKey({ columns: [t.customerId, t.segmentId, t.joinedAt] }),
    index('segment_stays_left').on(t.leftAt),
    index('segment_stays_segment').on(t.segmentId, t.leftAt),
  ],
)

/** Who is in a segment, or kept out of it, by hand, whatever its rule says; since `updatedAt`. */
export const segmentOverrides = sqliteTable(
  'segment_overrides',
  {
    segmentId: integer('segment_id')
      .notNull()
      .references(() => segments.id),
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id),
    included: integer({ mode: 'boolean' }).notNull(),
    reason: text(),
    /** The caller who said so. */
    author: text().notNull(),
    ...versionColumns,
  },
  t => [
    primaryKey({ columns: [t.segmentId, t.customerId] }),
    index('segment_overrides_customer').on(t.customerId, t.segmentId),
  ],
)

/** The one row that says up to which change the members of segments follow their customers. */
export const segmentFollowing = sqliteTable(
  'segment_following',
  {
    id: integer().primaryKey(),
    changeId: integer('change_id').notNull(),
    /** Goes up with each write of who follows: what was judged before is out of date then. */
    turn: integer().notNull(),
  },
  t => [check('segment_following_is_one_row', sql`${t.id} = 1`)],
)

/** What a segment's members are worth together, as of the newest night or change of the rule. */
export const segmentValues = sqliteTable('segment_values', {
  segmentId: integer('segment_id')
    .primaryKey()
    .references(() => segments.id),
  customers: integer().notNull(),
  /** Members with a purchase day in the last 365 days. */
  buyersYear: integer('buyers_year').notNull(),
  netSpend: wideInteger('net_spend').notNull(),
  netSpendYear: wideInteger('net_spend_year').notNull(),
  costedSpendYear: wideInteger('costed_spend_year').notNull(),
  costYear: wideInteger('cost_year').notNull(),
  /** The as-of day for which these sums last differed from those stored before. */
  computedOn: day('computed_on').notNull(),
})
