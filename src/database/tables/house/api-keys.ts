import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { instant } from '../../columns.ts'
import { staffMembers } from './staff.ts'

/** How full a caller's bucket of cost points was, and when: it leaks since. */
const levelColumns = {
  level: integer().notNull().default(0),
  levelAt: instant('level_at').notNull().default(0),
}

/** A key's secret is never stored: `hash` is the SHA-256 of the whole key, in hexadecimal. */
export const apiKeys = sqliteTable(
  'api_keys',
  {
    id: integer().primaryKey(),
    name: text().notNull(),
    hint: text().notNull(),
    hash: text().notNull().unique(),
    scopes: text({ mode: 'json' }).$type<string[]>().notNull(),
    reach: text({ enum: ['WORKSPACE', 'OWNED', 'TEAM', 'REGION'] }).notNull(),
    /** The `caller` of whoever issued it: `key:<id>`, `token:<issuer>|<subject>`, `operator`. */
    issuedBy: text('issued_by').notNull(),
    staffId: integer('staff_id').references(() => staffMembers.id),
    expiresAt: instant('expires_at'),
    revokedAt: instant('revoked_at'),
    createdAt: instant('created_at').notNull(),
    changeId: integer('change_id').notNull(),
    /** Written after an answer, at most about once an hour. */
    lastUsedAt: instant('last_used_at'),
    ...levelColumns,
    /** The key by which it was issued; null where it was no key. */
    issuerId: integer('issuer_id').generatedAlwaysAs(
      sql`iif(issued_by LIKE 'key:%', CAST(substr(issued_by, 5) AS INTEGER), NULL)`,
      { mode: 'virtual' },
    ),
    /** Of reach `REGION`: the ids of regions that it sees, with all within them. */
    regions: text({ mode: 'json' }).$type<number[]>().notNull().default([]),
    /** Since when it is refused because it read unusually much; null while it is good. */
    frozenAt: instant('frozen_at'),
  },
  t => [
    index('api_keys_created').on(t.createdAt, t.id),
    index('api_keys_issuer').on(t.issuedBy, t.createdAt, t.id),
    index('api_keys_issued').on(t.issuerId, t.createdAt, t.id),
  ],
)

/** The buckets of those who come with a token of the identity provider, by their `caller`. */
export const tokenLevels = sqliteTable('token_levels', { caller: text().primaryKey(), ...levelColumns })
