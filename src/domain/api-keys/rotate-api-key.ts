import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { apiKeys } from '../../database/tables/api-keys.ts'
import { webhooks } from '../../database/tables/webhooks.ts'
import { idOf, parse } from '../input/fields.ts'
import { callerOfKey, requireScope } from '../service/actor.ts'
import { conflict } from '../service/errors.ts'
import { scopes } from '../service/scopes.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { commit, guard } from '../writes/commit.ts'
import { found, nextVersion, unchanged } from '../writes/versions.ts'
import { newKey, requireWithin, stillGood, unlessRevoked } from './new-key.ts'

const hour = 3_600_000
const longestOverlap = 30 * 24

const input = z.strictObject({ id: idOf('apiKey'), overlapHours: z.int().min(0).max(longestOverlap) })

/**
 * Issues a key with the name and the rights of another, which ends after the overlap, or when it would have ended
 * anyway. As any key it reaches no further than whoever issues it, and its secret is in this answer alone. Webhooks of
 * the other are the new one's from then on: what they tell does not end with it.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` where the key has ended
 * @throws AuthorizationError `UNAUTHENTICATED` when the actor's own key is revoked meanwhile
 */
export async function rotateApiKey(
  service: Service,
  raw: unknown,
): Promise<{ apiKeyId: number; oldId: number; secret: string | null }> {
  const { actor, db, now } = service
  requireScope(actor, 'api-keys:write')
  const { id, overlapHours } = parse(input, raw)
  const owned = eq(webhooks.owner, callerOfKey(id))
  const [old, told] = await Promise.all([
    found(db.orm.select().from(apiKeys).where(eq(apiKeys.id, id)), 'apiKey'),
    db.orm.select().from(webhooks).where(owned),
  ])
  if (old.revokedAt !== null || (old.expiresAt !== null && old.expiresAt <= now))
    throw conflict(['id'], say('keyEnded'), { reason: 'CLOSED' })
  const { name, reach, staffId, expiresAt } = old
  // A scope that this version does not know opens nothing.
  const rights = { scopes: scopes.filter(scope => old.scopes.includes(scope)), reach, staffId, expiresAt }
  requireWithin(service, rights, () => ['id'])
  const { row, secret } = await newKey(service, { name, ...rights })
  const end = Math.min(expiresAt ?? Number.POSITIVE_INFINITY, now + overlapHours * hour)
  const result = { apiKeyId: row.id, oldId: id, secret: null }
  const handed = told.map(before => {
    const { set, after } = nextVersion(service, before, { owner: callerOfKey(row.id) })
    return { before, set, after }
  })
  await unlessRevoked(
    service,
    commit(
      service,
      [
        ...handed.map(({ before, after }) => ({
          action: 'webhook.update' as const,
          entityId: before.id,
          ...{ before, after },
        })),
        { action: 'api-key.issue', entityId: row.id, after: row },
        {
          action: 'api-key.rotate',
          entityId: id,
          before: old,
          after: { ...old, expiresAt: end },
          detail: { by: row.id },
        },
      ],
      [
        guard(service, stillGood(actor)),
        guard(service, sql`EXISTS (SELECT 1 FROM api_keys WHERE id = ${id} AND revoked_at IS NULL)`),
        guard(service, sql`(SELECT count(*) FROM webhooks WHERE ${owned}) = ${handed.length}`),
        ...handed.flatMap(({ before, set }) => {
          const one = eq(webhooks.id, before.id)
          return [
            unchanged(service, webhooks, one, before.version),
            db.orm.update(webhooks).set(set).where(one),
          ]
        }),
        db.orm.update(apiKeys).set({ expiresAt: end }).where(eq(apiKeys.id, id)),
        db.orm.insert(apiKeys).values(row),
      ],
      result,
    ),
  )
  return { ...result, secret }
}
