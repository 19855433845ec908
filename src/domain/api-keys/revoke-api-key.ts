import { and, eq, isNull } from 'drizzle-orm'
import * as z from 'zod'
import { apiKeys } from '../../database/tables/api-keys.ts'
import { requireScope } from '../actor.ts'
import { commit, thisChange } from '../commit.ts'
import type { Service } from '../context.ts'
import { notFound } from '../errors.ts'
import { idOf, parse } from '../fields.ts'

/**
 * Ends a key at once and for good. Revoking a revoked key changes nothing.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`
 */
export async function revokeApiKey(service: Service, raw: unknown): Promise<{ apiKeyId: number }> {
  requireScope(service.actor, 'api-keys:write')
  const { id } = parse(z.strictObject({ id: idOf('apiKey') }), raw)
  const { orm } = service.db
  const [key] = await orm.select({ id: apiKeys.id }).from(apiKeys).where(eq(apiKeys.id, id))
  if (!key) throw notFound(['id'], 'API key')
  const revoke = orm
    .update(apiKeys)
    .set({ revokedAt: service.now, changeId: thisChange })
    .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
  const change = { action: 'api-key.revoke', entity: 'api-key', entityId: id }
  const { result } = await commit(service, change, [revoke], { apiKeyId: id })
  return result
}
