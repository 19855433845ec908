import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { foldedName, recordColumns } from '../../columns.ts'

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
    ...recordColumns,
    foldedName: foldedName(),
  },
  t => [
    uniqueIndex('staff_members_subject').on(t.subject),
    uniqueIndex('staff_members_email').on(t.email),
    index('staff_members_name').on(t.sortName, t.id),
  ],
)
