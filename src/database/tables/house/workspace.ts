import { sql } from 'drizzle-orm'
import { check, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { instant } from '../../columns.ts'

/** The one row that fixes what every fact is measured in. */
export const workspace = sqliteTable(
  'workspace',
  {
    id: integer().primaryKey(),
    currency: text().notNull(),
    timeZone: text('time_zone').notNull(),
    phoneCountry: text('phone_country').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  t => [check('workspace_is_one_row', sql`${t.id} = 1`)],
)
