import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { whole } from '../../database/whole.ts'
import { idOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { notFound } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { commit, thisChange } from '../writes/commit.ts'

const input = z.strictObject({
  id: idOf('apiKey'),
  /** Not by itself: whoever replaces a key issues the next one with it, and that one must stay. */
  descendants: z.boolean().nullish(),
})

const keyRow = z.object({ id: z.int(), revoked: z.int() })

/**
 * Ends a key at once and for good; with `descendants` also the keys issued with it, with those, and so on, even
 * where a key in between was revoked before. Where all of them are revoked, nothing changes.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`
 */
export async function revokeApiKey(service: Service, raw: unknown): Promise<{ apiKeyId: number }> {
  requireScope(service.actor, 'api-keys:write')
  const { id, descendants } = parse(input, raw)
  const meant = descendants ? sql`(${lineOf(id)})` : sql`(${id})`
  const found = await checkedRows(
    service.db.orm,
    keyRow,
    sql`
    SELECT id, revoked_at IS NOT NULL AS revoked FROM api_keys WHERE id IN ${meant}`,
  )
  if (!found.some(key => key.id === id)) throw notFound(['id'], 'apiKey')
  if (found.every(({ revoked }) => revoked === 1)) return { apiKeyId: id }
  const revoke = sql`
    UPDATE api_keys SET revoked_at = ${service.now}, change_id = ${thisChange}
    WHERE id IN ${meant} AND revoked_at IS NULL`
  return commit(
    service,
    {
      action: 'api-key.revoke',
      entityId: id,
      after: { revokedAt: service.now },
      detail: { descendants: descendants ?? false },
    },
    [revoke],
    { apiKeyId: id },
  )
}

/** The key and all that were issued with it, directly and further down. */
const lineOf = (id: number) => sql`
  WITH RECURSIVE line(id) AS (
    SELECT ${whole(id)}
    UNION
    SELECT issued.id FROM line JOIN api_keys AS issued ON issued.issuer_id = line.id)
  SELECT id FROM line`
