import { primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { instant } from '../../columns.ts'

export const identifierKinds = ['EMAIL', 'PHONE', 'EXTERNAL_ID'] as const

/**
 * What is left of an erased person: of each identifier an HMAC under a secret of the Worker, by which it is known again
 * and which tells nothing to whoever has the database alone. It says of no row whose it was.
 */
export const tombstones = sqliteTable(
  'tombstones',
  {
    kind: text({ enum: identifierKinds }).notNull(),
    mark: text().notNull(),
    /** The beginning of what the secret makes of a fixed text: another secret knows nobody again. */
    secret: text().notNull(),
    at: instant().notNull(),
  },
  t => [primaryKey({ columns: [t.kind, t.mark] })],
)
