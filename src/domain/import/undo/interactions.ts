import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { interactionRevisions, interactions } from '../../../database/tables/customers/interactions.ts'
import { isWorkedOn, keepFeedback } from '../../interactions/keep-feedback.ts'
import type { Service } from '../../service/service.ts'
import { thisChange } from '../../writes/commit.ts'
import { insertRows, packedRow, stillAsRead, unpackRow } from '../bulk.ts'
import { revisionOf } from '../interactions.ts'
import {
  candidate,
  idsOf,
  keptOfRow,
  made,
  sortedOut,
  type Target,
  type Undone,
  untouched,
} from './candidates.ts'

const row = candidate.extend({
  packed: z.string(),
  /** Of the customer: who is told of it when both are gone. */
  ownerId: z.int().nullable(),
  regionId: z.int().nullable(),
})

/**
 * Interactions that a change made go, and those that it changed say again what the revision kept. Either leaves a
 * revision, by which the next night finds whose figures move.
 * @returns also those that need no customer any more whom the change made: gone, or with their customer of before
 */
export async function undoInteractions(
  service: Service,
  target: Target,
): Promise<Undone & { leaving: readonly number[] }> {
  const rows = await checkedRows(
    service.db.orm,
    row,
    sql`
    SELECT r.row_id AS id, r.before AS before, ${untouched(target, sql`i`)} AS untouched, ${made(target)} AS made,
      (EXISTS (SELECT 1 FROM follow_ups WHERE interaction_id = i.id)
        OR EXISTS (SELECT 1 FROM feedback WHERE answer_id = i.id)
        OR EXISTS (SELECT 1 FROM feedback AS f WHERE f.id = i.id AND ${isWorkedOn})
        OR EXISTS (SELECT 1 FROM surveys WHERE answer_id = i.id OR about_id = i.id)
        OR EXISTS (SELECT 1 FROM touches WHERE interaction_id = i.id)
        OR EXISTS (SELECT 1 FROM exposures WHERE interaction_id = i.id)) AS referred,
      EXISTS (SELECT 1 FROM ${keptOfRow(target)} AS kept WHERE kept.before IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM customers WHERE id = kept.before ->> '$.customerId')) AS stranded,
      (SELECT owner_id FROM customers WHERE id = i.customer_id) AS ownerId,
      (SELECT region_id FROM customers WHERE id = i.customer_id) AS regionId,
      ${packedRow(interactions, 'i')} AS packed
    FROM change_rows AS r CROSS JOIN interactions AS i ON i.id = r.row_id
    WHERE r.change_id = ${target.change} AND r.entity = 'interaction'`,
  )
  const { keep, remove, restore } = sortedOut('interaction', rows)
  const standing = new Map(
    [...remove, ...restore].map(({ id, packed }) => [id, unpackRow(interactions, packed)]),
  )
  const told = (id: number, more: object) => ({
    entity: 'interaction' as const,
    rowId: id,
    before: { customerId: standing.get(id)?.customerId, version: standing.get(id)?.version, ...more },
  })
  return {
    statements: [
      ...stillAsRead(service, interactions, [...standing.values()]),
      ...insertRows(
        interactionRevisions,
        [...standing.values()].map(before => revisionOf(service, before)),
      ),
      ...(remove.length > 0
        ? [
            sql`DELETE FROM feedback WHERE id IN ${idsOf(remove)}`,
            sql`DELETE FROM interactions WHERE id IN ${idsOf(remove)}`,
          ]
        : []),
      ...(restore.length > 0 ? [restored(service, restore)] : []),
      ...keepFeedback(
        service,
        restore.map(({ id }) => id),
      ),
    ],
    told: [
      ...remove.map(({ id, ownerId, regionId }) => told(id, { removed: true, ownerId, regionId })),
      ...restore.map(({ id }) => told(id, {})),
    ],
    leaving: [...standing.keys()],
    removed: remove.map(({ id }) => id),
    restored: restore.length,
    kept: keep,
  }
}

/** What a new version has of its own. */
const own = new Set(['id', 'createdAt', 'updatedAt', 'version', 'changeId'])

/** Brings back what the revisions say of the versions that the change replaced. */
function restored(service: Service, rows: readonly { id: number; before: string }[]): SQL {
  const assignments = Object.entries(getTableColumns(interactions)).flatMap(([name, column]) => {
    if (own.has(name)) return []
    const said = sql.raw(
      name === 'lines' ? `nullif(v.before -> '$.lines', 'null')` : `v.before ->> '$.${name}'`,
    )
    return [sql`${sql.identifier(column.name)} = ${said}`]
  })
  const versions = rows.map(({ id, before }) => [id, replaced.parse(JSON.parse(before)).version])
  return sql`UPDATE interactions SET ${sql.join(assignments, sql`, `)},
      version = interactions.version + 1, updated_at = ${service.now}, change_id = ${thisChange}
    FROM json_each(${JSON.stringify(versions)}) AS old CROSS JOIN interaction_revisions AS v
      ON v.interaction_id = old.value ->> 0 AND v.version = old.value ->> 1
    WHERE interactions.id = old.value ->> 0`
}

const replaced = z.object({ version: z.int() })
