import { eq, type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { apiKeys } from '../../database/tables/house/api-keys.ts'
import { beginningOfHour } from '../../lib/days.ts'
import { idOf, parse } from '../input/fields.ts'
import { callerOfKey, requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit } from '../writes/commit.ts'
import { found } from '../writes/versions.ts'

const input = z.strictObject({ id: idOf('apiKey') })

/**
 * Lets a key go on that was frozen because it read unusually much; what it reads from now on is counted anew, also within
 * the hour. Where it is not frozen, nothing changes.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`
 */
export async function unfreezeApiKey(service: Service, raw: unknown): Promise<{ apiKeyId: number }> {
  requireScope(service.actor, 'api-keys:write')
  const { orm } = service.db
  const { id } = parse(input, raw)
  const one = eq(apiKeys.id, id)
  const { frozenAt } = await found(
    orm.select({ frozenAt: apiKeys.frozenAt }).from(apiKeys).where(one),
    'apiKey',
  )
  if (frozenAt === null) return { apiKeyId: id }
  return commit(
    service,
    { action: 'api-key.unfreeze', entityId: id, before: { frozenAt }, after: { frozenAt: null } },
    [orm.update(apiKeys).set({ frozenAt: null }).where(one), endedCount(service, id)],
    { apiKeyId: id },
  )
}

/** The count of the hour is over: it is named by its first read from now on, and makes room for another one. */
const endedCount = ({ now }: Service, id: number): SQL =>
  sql`UPDATE personal_reads SET marks = '[]', hour = max(first_at, 1 + (
      SELECT max(o.hour) FROM personal_reads AS o WHERE o.caller = personal_reads.caller
        AND o.surface = personal_reads.surface AND o.kind = personal_reads.kind))
    WHERE caller = ${callerOfKey(id)} AND hour = ${beginningOfHour(now)}`
