import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { exposures } from '../../../database/tables/competition/competitors.ts'
import type { Service } from '../../service/service.ts'
import { stillAsRead, updateRows } from '../bulk.ts'
import { candidate, idsOf, sortedOut, type Target, type Undone, untouched } from './candidates.ts'

const row = candidate.extend({
  version: z.int(),
  customerId: z.int(),
  campaignId: z.int(),
  kind: z.string(),
})

/** An exposure as an import found it. */
const found = z.object({ evidence: z.string().nullable(), confidence: z.int(), synthetic: z.boolean() })

/**
 * Exposures that a change made go, and those that it changed say again what they said. What the trail keeps of those
 * that are gone tells the next night whose results move.
 */
export async function undoExposures(service: Service, target: Target): Promise<Undone> {
  const rows = await checkedRows(
    service.db.orm,
    row,
    sql`
    SELECT r.row_id AS id, r.before AS before, ${untouched(target, sql`e`)} AS untouched, 0 AS made, 0 AS referred, 0 AS stranded,
      e.version AS version, e.customer_id AS customerId, e.campaign_id AS campaignId, e.kind AS kind
    FROM change_rows AS r CROSS JOIN exposures AS e ON e.id = r.row_id
    WHERE r.change_id = ${target.change} AND r.entity = 'exposure'`,
  )
  const { keep, remove, restore } = sortedOut('exposure', rows)
  return {
    statements: [
      ...stillAsRead(service, exposures, [...remove, ...restore]),
      ...(remove.length > 0 ? [sql`DELETE FROM exposures WHERE id IN ${idsOf(remove)}`] : []),
      ...updateRows(
        service,
        exposures,
        restore.map(({ id, before }) => ({ id, ...found.parse(JSON.parse(before)) })),
      ),
    ],
    told: [
      ...remove.map(({ id, customerId, campaignId, kind }) => ({
        entity: 'exposure' as const,
        rowId: id,
        before: { removed: true, customerId, campaignId, kind },
      })),
      ...restore.map(({ id, version }) => ({
        entity: 'exposure' as const,
        rowId: id,
        before: { version },
      })),
    ],
    removed: remove.map(({ id }) => id),
    restored: restore.length,
    kept: keep,
  }
}
