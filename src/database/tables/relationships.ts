import { sql } from 'drizzle-orm'
import { check, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { day, versionColumns } from '../columns.ts'
import { customers } from './customers.ts'
import { staffMembers } from './staff.ts'

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
