import { sql } from 'drizzle-orm'
import { check, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { day, versionColumns } from '../../columns.ts'
import { segments } from '../care/segments.ts'
import { customers } from '../customers/customers.ts'
import { staffMembers } from '../house/staff.ts'

/** A relationship level that somebody set by hand, in force up to and with the day `until`. */
export const relationshipOverrides = sqliteTable(
  'relationship_overrides',
  {
    customerId: integer('customer_id')
      .primaryKey()
      .references(() => customers.id),
    level: integer().notNull(),
    reason: text().notNull(),
    until: day().notNull(),
    /** Who set it: the caller, and the staff member that the caller acts for. */
    author: text().notNull(),
    staffId: integer('staff_id').references(() => staffMembers.id),
    ...versionColumns,
  },
  t => [check('relationship_level_is_one_of_five', sql`${t.level} BETWEEN 1 AND 5`)],
)

export const levelReasons = ['OVERRIDE', 'SEGMENT', 'NO_SEGMENT', 'NOT_SCORED'] as const

/** Where the matrix had the segment that decided. */
export interface LevelMeasured {
  customers: number
  sizeClass: 'MANY' | 'MEDIUM' | 'FEW'
  marginClass: 'HIGH' | 'MEDIUM' | 'LOW'
  policyVersion: number
}

/** Each move of `customers.relationship_level`, by the first day on which the new level holds: one a day at most. */
export const relationshipLevelChanges = sqliteTable(
  'relationship_level_changes',
  {
    customerId: integer('customer_id')
      .notNull()
      .references(() => customers.id),
    on: day().notNull(),
    from: integer().notNull(),
    to: integer().notNull(),
    reason: text({ enum: levelReasons }).notNull(),
    /** With the reason `SEGMENT` alone, as is what was measured of it. */
    segmentId: integer('segment_id').references(() => segments.id),
    measured: text({ mode: 'json' }).$type<LevelMeasured>(),
    /** The change that moved the customer: with which the night began, or somebody's own. */
    changeId: integer('change_id').notNull().default(0),
  },
  t => [
    primaryKey({ columns: [t.customerId, t.on] }),
    index('relationship_level_changes_change').on(t.changeId),
    check('relationship_levels_are_of_five', sql`${t.from} BETWEEN 1 AND 5 AND ${t.to} BETWEEN 1 AND 5`),
    check('relationship_level_segment', sql`(${t.reason} = 'SEGMENT') = (${t.segmentId} IS NOT NULL)`),
  ],
)
