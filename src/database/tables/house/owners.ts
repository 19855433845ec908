import { integer, text } from 'drizzle-orm/sqlite-core'
import { staffMembers } from './staff.ts'

/** Why an owner may act no more: the key was revoked, the key has ended, or the staff member works here no more. */
export const ownerFaults = ['OWNER_REVOKED', 'OWNER_EXPIRED', 'OWNER_FROZEN', 'OWNER_LEFT'] as const

/** Of what is done later with the rights of whoever asked for it. */
export const ownerColumns = {
  /** A `caller`: `key:<id>`, `token:<issuer>|<subject>`. */
  owner: text().notNull(),
  ownerStaffId: integer('owner_staff_id').references(() => staffMembers.id),
  /** What the owner's token gave: the rights of a key are read from the key. */
  ownerScopes: text('owner_scopes', { mode: 'json' }).$type<string[]>().notNull(),
  ownerReach: text('owner_reach', { enum: ['WORKSPACE', 'OWNED', 'TEAM', 'REGION'] }).notNull(),
}

/** Of reach `REGION`: the ids of regions that the owner's token saw. */
export const ownerRegions = () =>
  text('owner_regions', { mode: 'json' }).$type<number[]>().notNull().default([])
