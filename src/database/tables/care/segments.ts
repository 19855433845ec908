import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { day, foldedName, instant, recordColumns, wideInteger } from '../../columns.ts'
import { customers } from '../customers/customers.ts'

export const segments = sqliteTable(
  'segments',
  {
    id: integer().primaryKey(),
    /** What is compared; `nameGiven` is the name as it was written, where that differs. */
    name: text().notNull(),
    sortName: text('sort_name').notNull(),
    description: text(),
    /** The rule tree of `domain/segments/rule.ts`. */
    rule: text({ mode: 'json' }).$type<unknown>().notNull(),
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
  ],
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
