import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { foldedName, recordColumns } from '../../columns.ts'

/** A condition of a profile as it is stored: what it is called, what it counts for, and what was asked, as it was given. */
export interface StoredProfileCondition {
  label: string
  weight: number
  condition: unknown
}

/** What customers whom the house wants look like. */
export const targetProfiles = sqliteTable(
  'target_profiles',
  {
    id: integer().primaryKey(),
    name: text().notNull(),
    description: text(),
    conditions: text({ mode: 'json' }).$type<StoredProfileCondition[]>().notNull(),
    ...recordColumns,
    /** Put away: it can still be read and asked. */
    archived: integer({ mode: 'boolean' }).notNull().default(false),
    foldedName: foldedName(),
  },
  t => [index('target_profiles_created').on(t.createdAt, t.id)],
)
