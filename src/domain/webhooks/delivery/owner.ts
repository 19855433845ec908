import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../../database/checked-rows.ts'
import type { webhookPauses } from '../../../database/tables/webhooks.ts'
import type { Actor } from '../../service/actor.ts'
import { effectiveScopes } from '../../service/scopes.ts'
import type { Service } from '../../service/service.ts'

export type Pause = (typeof webhookPauses)[number]

/** Whose rights a webhook is told with, or why it has to stop. */
export type Standing = { owner: Actor } | { pause: Pause }

const reach = z.enum(['WORKSPACE', 'OWNED'])

const ownerRow = z.object({
  id: z.int(),
  owner: z.string(),
  given: json(z.array(z.string())),
  givenReach: reach,
  key: z.int().nullable(),
  keyScopes: json(z.array(z.string())).nullable(),
  keyReach: reach.nullable(),
  expiresAt: z.int().nullable(),
  revokedAt: z.int().nullable(),
  staffId: z.int().nullable(),
  /** Whether the staff member works here, and signs in as when the webhook was made; null without one. */
  here: z.int().nullable(),
})

/**
 * How the owners of webhooks stand at this moment. A key acts with what it may now. Of whoever signed in by a token there
 * is no token at hand: they act with what it gave, for as long as they work here under the same subject.
 */
export async function standings(
  { db, now }: Service,
  webhookIds: readonly number[],
): Promise<ReadonlyMap<number, Standing>> {
  const rows = await checkedRows(
    db.orm,
    ownerRow,
    sql`
    SELECT w.id, w.owner, w.owner_scopes AS given, w.owner_reach AS givenReach,
      k.id AS key, k.scopes AS keyScopes, k.reach AS keyReach, k.expires_at AS expiresAt, k.revoked_at AS revokedAt,
      s.id AS staffId,
      s.active AND (k.id IS NOT NULL OR substr(w.owner, instr(w.owner, '|') + 1) IS s.subject) AS here
    FROM webhooks AS w
      LEFT JOIN api_keys AS k ON k.id = iif(w.owner LIKE 'key:%', CAST(substr(w.owner, 5) AS INTEGER), NULL)
      LEFT JOIN staff_members AS s ON s.id = iif(k.id IS NULL, w.owner_staff_id, k.staff_id)
    WHERE w.id IN (SELECT value FROM json_each(${JSON.stringify(webhookIds)}))`,
  )
  return new Map(rows.map(row => [row.id, standingOf(row, now)]))
}

function standingOf(row: z.infer<typeof ownerRow>, now: number): Standing {
  const { owner: caller, staffId, expiresAt } = row
  const isKey = caller.startsWith('key:')
  if (isKey && (row.key === null || row.revokedAt !== null)) return { pause: 'OWNER_REVOKED' }
  if (expiresAt !== null && expiresAt <= now) return { pause: 'OWNER_EXPIRED' }
  if (staffId === null ? !isKey : row.here !== 1) return { pause: 'OWNER_LEFT' }
  const sees = row.keyReach ?? row.givenReach
  return {
    owner: {
      ...{ caller, name: caller, staffId, expiresAt, reach: sees },
      kind: isKey ? 'API_KEY' : 'TOKEN',
      scopes: effectiveScopes(row.keyScopes ?? row.given, sees),
    },
  }
}
