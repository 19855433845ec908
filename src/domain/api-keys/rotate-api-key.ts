import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import * as z from 'zod'
import type { Statement } from '../../database/client.ts'
import { customerUpdateJobs } from '../../database/tables/customers/customer-update-jobs.ts'
import { apiKeys } from '../../database/tables/house/api-keys.ts'
import { webhooks } from '../../database/tables/house/webhooks.ts'
import type { Change } from '../changes/change.ts'
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
 * anyway. As any key it reaches no further than whoever issues it, and its secret is in this answer alone. Webhooks and
 * running jobs of the other are the new one's from then on: they do not end with it.
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
  const underWay = and(eq(customerUpdateJobs.owner, callerOfKey(id)), eq(customerUpdateJobs.state, 'RUNNING'))
  const [old, told, jobs] = await Promise.all([
    found(db.orm.select().from(apiKeys).where(eq(apiKeys.id, id)), 'apiKey'),
    db.orm.select().from(webhooks).where(owned),
    db.orm.select().from(customerUpdateJobs).where(underWay),
  ])
  if (old.revokedAt !== null || (old.expiresAt !== null && old.expiresAt <= now))
    throw conflict(['id'], say('keyEnded'), { reason: 'CLOSED' })
  const { name, reach, regions, staffId, expiresAt } = old
  // A scope that this version does not know opens nothing.
  const rights = {
    scopes: scopes.filter(scope => old.scopes.includes(scope)),
    reach,
    regions,
    staffId,
    expiresAt,
  }
  requireWithin(service, rights, () => ['id'])
  const { row, secret } = await newKey(service, { name, ...rights })
  const end = Math.min(expiresAt ?? Number.POSITIVE_INFINITY, now + overlapHours * hour)
  const result = { apiKeyId: row.id, oldId: id, secret: null }
  const next = { owner: callerOfKey(row.id) }
  const handed = [
    ...told.map(webhook =>
      handOver(service, webhooks, webhook, nextVersion(service, webhook, next), after => ({
        action: 'webhook.update',
        entityId: webhook.id,
        ...{ before: webhook, after },
      })),
    ),
    ...jobs.map(job =>
      handOver(service, customerUpdateJobs, job, nextVersion(service, job, next), after => ({
        action: 'customer-update-job.hand-over',
        entityId: job.id,
        ...{ before: job, after },
      })),
    ),
  ]
  await unlessRevoked(
    service,
    commit(
      service,
      [
        ...handed.map(({ change }) => change),
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
        stillSoMany(service, webhooks, owned, told.length),
        stillSoMany(service, customerUpdateJobs, underWay, jobs.length),
        ...handed.flatMap(({ statements }) => statements),
        db.orm.update(apiKeys).set({ expiresAt: end }).where(eq(apiKeys.id, id)),
        db.orm.insert(apiKeys).values(row),
      ],
      result,
    ),
  )
  return { ...result, secret }
}

const stillSoMany = (service: Service, table: SQLiteTable, which: SQL | undefined, rows: number) =>
  guard(service, sql`(SELECT count(*) FROM ${table} WHERE ${which}) = ${rows}`)

/** Makes what a key owns another one's. */
function handOver<Row extends { id: number; version: number }>(
  service: Service,
  table: SQLiteTable & { id: SQLiteColumn; version: SQLiteColumn },
  { id, version }: Row,
  { set, after }: { set: object; after: Row },
  tell: (after: Row) => Change,
): { change: Change; statements: Statement[] } {
  const one = eq(table.id, id)
  return {
    change: tell(after),
    statements: [unchanged(service, table, one, version), service.db.orm.update(table).set(set).where(one)],
  }
}
