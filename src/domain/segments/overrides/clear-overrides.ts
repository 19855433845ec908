import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { parse } from '../../input/fields.ts'
import { requireScope } from '../../service/actor.ts'
import type { Service } from '../../service/service.ts'
import { commit } from '../../writes/commit.ts'
import { asRead, followOverrides, readOverrides, whoseOverrides } from './read.ts'

/**
 * Takes back what was said of customers by hand, so that the segment's rule decides again: they join or leave in the same
 * write. Of whom nothing was said nothing is taken back.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` where a person was erased
 */
export async function clearOverrides(service: Service, input: unknown): Promise<{ segmentId: number }> {
  requireScope(service.actor, 'segments:write')
  const read = await readOverrides(service, parse(z.strictObject(whoseOverrides), input))
  const segmentId = read.segment.id
  const result = { segmentId }
  const rows = [...read.rows.values()]
  if (rows.length === 0) return result
  const ids = JSON.stringify(rows.map(row => row.customerId))
  return commit(
    service,
    rows.map(before => ({ action: 'segment-override.clear', entityId: before.customerId, before })),
    [
      ...asRead(service, read),
      sql`DELETE FROM segment_overrides
        WHERE segment_id = ${segmentId} AND customer_id IN (SELECT value FROM json_each(${ids}))`,
      ...followOverrides(service, read, ids),
    ],
    result,
  )
}
