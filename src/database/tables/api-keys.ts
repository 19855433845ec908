import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { instant } from '../columns.ts'
import { staffMembers } from './staff.ts'

/** A key's secret is never stored: `hash` is the SHA-256 of the whole key, in hexadecimal. */
export const apiKeys = sqliteTable(
  'api_keys',
  {
    id: integer().primaryKey(),
    name: text().notNull(),
    hint: text().notNull(),
    hash: text().notNull().unique(),
    scopes: text({ mode: 'json' }).$type<string[]>().notNull(),
    reach: text({ enum: ['WORKSPACE', 'OWNED'] }).notNull(),
    /** The `caller` of whoever issued it: `key:<id>`, `token:<issuer>|<subject>`, `operator`. */
    issuedBy: text('issued_by').notNull(),
    staffId: integer('staff_id').references(() => staffMembers.id),
    expiresAt: instant('expires_at'),
    revokedAt: instant('revoked_at'),
    createdAt: instant('created_at').notNull(),
    changeId: integer('change_id').notNull(),
  },
  t => [
    index('api_keys_created').on(t.createdAt, t.id),
    index('api_keys_issuer').on(t.issuedBy, t.createdAt, t.id),
  ],
)
