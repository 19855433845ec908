import { sql } from 'drizzle-orm'
import * as z from 'zod'
import type { Change } from '../../changes/change.ts'
import { parse, text } from '../../input/fields.ts'
import { requireScope } from '../../service/actor.ts'
import { invalid } from '../../service/errors.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { commit, thisChange } from '../../writes/commit.ts'
import { mayRead } from '../../writes/may-read.ts'
import { asRead, followOverrides, readOverrides, whoseOverrides } from './read.ts'

/** What can be said of a customer by hand: that it is a member, or that it is none. */
export const memberships = ['IN', 'OUT'] as const

const schema = z.strictObject({
  ...whoseOverrides,
  membership: z.enum(memberships),
  reason: text(500).nullish(),
})

/**
 * Puts customers into a segment by hand, or keeps them out of it, whatever its rule says of them: up to 250, all or none.
 * They join or leave in the same write. Who is restricted is a member once the restriction ends.
 * @throws UserError `INVALID_INPUT` on `segment` where it is watched; `NOT_FOUND`; `CONFLICT` where a person was erased
 */
export async function setOverrides(service: Service, input: unknown): Promise<{ segmentId: number }> {
  requireScope(service.actor, 'segments:write')
  const { membership, reason = null, ...whose } = parse(schema, input)
  const read = await readOverrides(service, whose)
  if (read.segment.watched) throw invalid(['segment'], say('watchedByHand'))
  const segmentId = read.segment.id
  const result = { segmentId }
  const said = { included: membership === 'IN', reason, author: service.actor.caller }
  // To be told that nothing changed is to be told what stands.
  const { actor } = service
  const known = actor.scopes.has('segments:read') && mayRead(actor, 'segment-override.set', said)
  const changed = read.customerIds.filter(id => {
    const row = read.rows.get(id)
    return !known || row?.included !== said.included || row.reason !== reason || row.author !== said.author
  })
  if (changed.length === 0) return result
  const ids = JSON.stringify(changed)
  const { now } = service
  return commit(
    service,
    // What is said in place of something else is told as both, so that the trail has all of each.
    changed.flatMap((entityId): Change[] => {
      const before = read.rows.get(entityId)
      return [
        ...(before ? [{ action: 'segment-override.clear' as const, entityId, before }] : []),
        { action: 'segment-override.set', entityId, after: { segmentId, ...said } },
      ]
    }),
    [
      ...asRead(service, read),
      sql`
        INSERT INTO segment_overrides (segment_id, customer_id, included, reason, author, created_at, updated_at, version,
          change_id)
        SELECT ${segmentId}, value, ${said.included ? 1 : 0}, ${reason}, ${said.author}, ${now}, ${now}, 1, ${thisChange}
        FROM json_each(${ids}) WHERE true
        ON CONFLICT DO UPDATE SET included = excluded.included, reason = excluded.reason, author = excluded.author,
          updated_at = excluded.updated_at, version = version + 1, change_id = excluded.change_id`,
      ...followOverrides(service, read, ids),
    ],
    result,
  )
}
