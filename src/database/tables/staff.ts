import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { instant } from '../columns.ts'

export const staffMembers = sqliteTable(
  'staff_members',
  {
    id: integer().primaryKey(),
    name: text().notNull(),
    sortName: text('sort_name').notNull(),
    email: text(),
    /** The `sub` of the identity provider whose tokens act as this person. */
    subject: text(),
    active: integer({ mode: 'boolean' }).notNull(),
    synthetic: integer({ mode: 'boolean' }).notNull().default(false),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    version: integer().notNull(),
    changeId: integer('change_id').notNull(),
  },
  t => [
    uniqueIndex('staff_members_subject').on(t.subject),
    uniqueIndex('staff_members_email').on(t.email),
    index('staff_members_name').on(t.sortName, t.id),
  ],
)
