import { and, eq } from 'drizzle-orm'
import * as z from 'zod'
import { webhooks } from '../../database/tables/house/webhooks.ts'
import { idOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { commit } from '../writes/commit.ts'
import { found, nextVersion, unchanged } from '../writes/versions.ts'
import { webhooksWithinReach } from './list.ts'
import { makeSecret } from './secret.ts'

const hour = 3_600_000
export const longestOverlap = 168
export const usualOverlap = 24

const input = z.strictObject({
  id: idOf('webhook'),
  overlapHours: z
    .int()
    .min(0, say('below', { min: 0 }))
    .max(longestOverlap, say('above', { max: longestOverlap }))
    .nullish(),
})

/**
 * Gives a webhook another secret. For some hours the old one signs too, so that receivers can change over. The secret is
 * in this answer alone: a replay of the same request gives null.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`
 */
export async function rotateSecret(
  service: Service,
  raw: unknown,
): Promise<{ webhookId: number; secret: string | null }> {
  const { actor, db, now } = service
  requireScope(actor, 'webhooks:write')
  const { id, overlapHours } = parse(input, raw)
  const overlap = (overlapHours ?? usualOverlap) * hour
  const row = eq(webhooks.id, id)
  const query = db.orm
    .select()
    .from(webhooks)
    .where(and(row, webhooksWithinReach(actor)))
  const current = await found(query, 'webhook')
  const secret = makeSecret()
  const { set, after } = nextVersion(service, current, {
    secret,
    oldSecret: overlap === 0 ? null : current.secret,
    oldSecretUntil: overlap === 0 ? null : now + overlap,
  })
  await commit(
    service,
    { action: 'webhook.secret-rotate', entityId: id, before: current, after },
    [unchanged(service, webhooks, row, current.version), db.orm.update(webhooks).set(set).where(row)],
    { webhookId: id, secret: null },
  )
  return { webhookId: id, secret }
}
