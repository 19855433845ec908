import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { instant } from '../columns.ts'
import { customers } from './customers.ts'

export const segments = sqliteTable(
  'segments',
  {
    id: integer().primaryKey(),
    name: text().notNull(),
    sortName: text('sort_name').notNull(),
    description: text(),
    /** The rule tree of `domain/segments/rule.ts`. */
    rule: text({ mode: 'json' }).$type<unknown>().notNull(),
    memberCount: integer('member_count').notNull(),
    unknownCount: integer('unknown_count').notNull(),
    computedAt: instant('computed_at').notNull(),
    synthetic: integer({ mode: 'boolean' }).notNull().default(false),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    version: integer().notNull(),
    changeId: integer('change_id').notNull(),
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
  ],
)
