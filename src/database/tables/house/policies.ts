import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { instant } from '../../columns.ts'

export const policyKinds = [
  'VALUE',
  'RFM',
  'RELATIONSHIP',
  'FEEDBACK',
  'PERSONAL_READ',
  'FOLLOW_UP',
  'PERSON_REQUEST',
  'RETENTION',
  'LIFECYCLE',
] as const

/**
 * Editable choices of the house as versioned records: the newest version of a kind is in force, none is ever
 * changed, and a result names the version that made it.
 */
export const policies = sqliteTable(
  'policies',
  {
    kind: text({ enum: policyKinds }).notNull(),
    version: integer().notNull(),
    /** Parsed by the kind's own schema. */
    body: text({ mode: 'json' }).$type<unknown>().notNull(),
    /** Why it was made; null for the version that the house began with. */
    note: text(),
    createdAt: instant('created_at').notNull(),
    changeId: integer('change_id').notNull(),
  },
  t => [primaryKey({ columns: [t.kind, t.version] })],
)
