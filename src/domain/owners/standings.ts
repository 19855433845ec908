import { type SQL, sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import * as z from 'zod'
import { checkedRows, json } from '../../database/checked-rows.ts'
import type { ownerColumns, ownerFaults } from '../../database/tables/house/owners.ts'
import type { Actor } from '../service/actor.ts'
import { effectiveScopes, reaches } from '../service/scopes.ts'
import type { Service } from '../service/service.ts'

/** Whose rights a row is worked for with, or why that has to stop. */
export type Standing = { owner: Actor } | { fault: (typeof ownerFaults)[number] }

const reach = z.enum(reaches)

const ownerRow = z.object({
  id: z.int(),
  owner: z.string(),
  given: json(z.array(z.string())),
  givenReach: reach,
  givenRegions: json(z.array(z.int())),
  key: z.int().nullable(),
  keyScopes: json(z.array(z.string())).nullable(),
  keyReach: reach.nullable(),
  keyRegions: json(z.array(z.int())).nullable(),
  expiresAt: z.int().nullable(),
  revokedAt: z.int().nullable(),
  frozenAt: z.int().nullable(),
  staffId: z.int().nullable(),
  /** Whether the staff member works here, and signs in as when the row became theirs; null without one. */
  here: z.int().nullable(),
})

/**
 * How the owners of rows stand at this moment. A key acts with what it may now. Of whoever signed in by a token there
 * is no token at hand: they act with what it gave, for as long as they work here under the same subject.
 */
export async function standings(
  { db, now }: Service,
  table: SQLiteTable & { _: { columns: Record<'id' | keyof typeof ownerColumns | 'ownerRegions', unknown> } },
  ids: readonly number[],
): Promise<ReadonlyMap<number, Standing>> {
  const rows = await checkedRows(db.orm, ownerRow, ownersOf(table, ids))
  return new Map(rows.map(row => [row.id, standingOf(row, now)]))
}

const ownersOf = (table: SQLiteTable, ids: readonly number[]): SQL => sql`
  SELECT o.id, o.owner, o.owner_scopes AS given, o.owner_reach AS givenReach, o.owner_regions AS givenRegions,
    k.id AS key, k.scopes AS keyScopes, k.reach AS keyReach, k.regions AS keyRegions, k.expires_at AS expiresAt, k.revoked_at AS revokedAt,
    k.frozen_at AS frozenAt,
    s.id AS staffId,
    s.active AND (k.id IS NOT NULL OR substr(o.owner, instr(o.owner, '|') + 1) IS s.subject) AS here
  FROM ${table} AS o
    LEFT JOIN api_keys AS k ON k.id = iif(o.owner LIKE 'key:%', CAST(substr(o.owner, 5) AS INTEGER), NULL)
    LEFT JOIN staff_members AS s ON s.id = iif(k.id IS NULL, o.owner_staff_id, k.staff_id)
  WHERE o.id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`

function standingOf(row: z.infer<typeof ownerRow>, now: number): Standing {
  const { owner: caller, staffId, expiresAt } = row
  const isKey = caller.startsWith('key:')
  if (isKey && (row.key === null || row.revokedAt !== null)) return { fault: 'OWNER_REVOKED' }
  if (expiresAt !== null && expiresAt <= now) return { fault: 'OWNER_EXPIRED' }
  if (row.frozenAt !== null) return { fault: 'OWNER_FROZEN' }
  if (staffId === null ? !isKey : row.here !== 1) return { fault: 'OWNER_LEFT' }
  const sees = row.keyReach ?? row.givenReach
  return {
    owner: {
      ...{
        caller,
        name: caller,
        staffId,
        expiresAt,
        reach: sees,
        regions: row.keyRegions ?? row.givenRegions,
      },
      kind: isKey ? 'API_KEY' : 'TOKEN',
      scopes: effectiveScopes(row.keyScopes ?? row.given, sees),
    },
  }
}
