import { sql } from 'drizzle-orm'
import { checkedRows } from '../../../database/checked-rows.ts'
import type { Service } from '../../service/service.ts'
import { candidate, idsOf, sortedOut, type Undone, withNamed } from './candidates.ts'
import { namedInTexts } from './named.ts'

/** Regions that the import made go, once its customers are out of them, where nobody else names them. */
export async function undoRegions(service: Service, importId: number): Promise<Undone> {
  const rows = await checkedRows(
    service.db.orm,
    candidate,
    sql`
    SELECT g.id AS id, NULL AS before, g.change_id = r.change_id AS untouched, 1 AS made, 0 AS stranded,
      (EXISTS (SELECT 1 FROM customers WHERE region_id = g.id)
        OR EXISTS (SELECT 1 FROM customer_regions WHERE region_id = g.id)
        OR EXISTS (SELECT 1 FROM competitor_regions WHERE region_id = g.id)
        OR EXISTS (SELECT 1 FROM campaign_regions WHERE region_id = g.id)
        OR EXISTS (SELECT 1 FROM regions WHERE parent_id = g.id)
        OR EXISTS (SELECT 1 FROM vulnerability_snapshots WHERE scope = 'REGION' AND scope_id = g.id)) AS referred
    FROM import_changes AS c CROSS JOIN change_rows AS r ON r.change_id = c.change_id AND r.entity = 'region'
    CROSS JOIN regions AS g ON g.id = r.row_id
    WHERE c.import_id = ${importId}`,
  )
  const named = await namedInTexts(
    service,
    'region',
    rows.map(({ id }) => id),
  )
  const { keep, remove } = sortedOut('region', withNamed(rows, named))
  return {
    statements: remove.length > 0 ? [sql`DELETE FROM regions WHERE id IN ${idsOf(remove)}`] : [],
    told: remove.map(({ id }) => ({ entity: 'region', rowId: id, before: { removed: true } })),
    removed: remove.map(({ id }) => id),
    restored: 0,
    kept: keep,
  }
}
