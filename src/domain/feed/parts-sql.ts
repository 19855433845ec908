import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import type { Actor } from '../service/actor.ts'
import type { Scope } from '../service/scopes.ts'
import type { FeedAction, FeedEntity } from './entities.ts'
import { seesCustomer, told, toldOfCustomer } from './trail-sql.ts'

/** An entry of a change of many rows, by its key within the part. */
export const partRow = z.object({
  k1: z.int(),
  k2: z.int(),
  k3: z.int(),
  rowId: z.int(),
  segmentId: z.int().nullable(),
  /** Of rows that a change of many wrote: whether it made them. */
  made: z.int(),
  told: z.int(),
  /** How many rows were looked at. */
  size: z.int(),
})

export type PartRow = z.infer<typeof partRow>

/** One kind of row that a change of many wrote, in an order of its own. */
export interface Part {
  entity: FeedEntity
  /** What else it takes to be told of it. */
  scope?: Scope
  action(row: PartRow): FeedAction
  /** At most `window` rows behind `key`: those that the actor is told of, and the last one looked at. */
  rows(change: { id: number; entityId: number | null }, key: Key, window: number, actor: Actor): SQL
}

type Key = readonly [number, number, number]

/** Before all keys: days and instants may lie before 1970. */
export const startKey: Key = [-(2 ** 52), 0, 0]

/** Columns `k1`, `k2`, `k3`, `row_id`, `segment_id`, `made`, `told` of `rows`, which come in the order of the key. */
const seen = (rows: SQL): SQL => sql`
  SELECT k1, k2, k3, row_id AS rowId, segment_id AS segmentId, made, told, size FROM (
    SELECT *, lead(1) OVER (ORDER BY k1, k2, k3) AS more, count(*) OVER () AS size FROM (${rows}))
  WHERE told > 0 OR more IS NULL ORDER BY k1, k2, k3`

const madeOrUpdated = ({ made }: PartRow): FeedAction => (made === 1 ? 'CREATED' : 'UPDATED')

/** Where an import may have given an interaction to another customer: of whoever saw the one before it is gone. */
const toldOfInteraction = (actor: Actor): SQL => sql`CASE
  WHEN ${seesCustomer(actor, sql`(SELECT customer_id FROM interactions WHERE interactions.id = row_id)`)} THEN ${told.AS_IT_IS}
  WHEN ${seesCustomer(actor, sql`json_extract(before, '$.customerId')`)} THEN ${told.REMOVED} ELSE ${told.NOT} END`

const written = {
  CUSTOMER: (actor: Actor) => toldOfCustomer(actor, sql`row_id`, sql`json_extract(before, '$.ownerId')`),
  INTERACTION: toldOfInteraction,
  REGION: () => sql`${told.AS_IT_IS}`,
}

const imported = (entity: keyof typeof written, stored: string): Part => ({
  entity,
  action: madeOrUpdated,
  rows: ({ id }, [after], window, actor) =>
    seen(sql`
    SELECT row_id AS k1, 0 AS k2, 0 AS k3, row_id, NULL AS segment_id, before IS NULL AS made,
      ${written[entity](actor)} AS told
    FROM change_rows WHERE change_id = ${id} AND entity = ${stored} AND row_id > ${after}
    ORDER BY row_id LIMIT ${window}`),
})

const followUps = (action: FeedAction): Part => ({
  entity: 'FOLLOW_UP',
  action: () => action,
  rows: ({ id }, [after], window, actor) =>
    seen(sql`
    SELECT id AS k1, 0 AS k2, 0 AS k3, id AS row_id, NULL AS segment_id, 1 AS made,
      ${seesCustomer(actor, sql`follow_ups.customer_id`)} AS told
    FROM follow_ups WHERE change_id = ${id} AND id > ${after} ORDER BY id LIMIT ${window}`),
})

/**
 * What a night moved stands in its histories: since the night before of another day for what is dated by days, since the
 * newest that ended before for what is dated by instants. So what a run that died had moved is told by the one after.
 */
const ended = (nightId: number | null, what: SQL): SQL =>
  sql`(SELECT ${what} FROM nights WHERE id = ${nightId})`

/** @param behind how many days behind the night's own day a move is dated */
const ofDays = (nightId: number | null, behind: number): SQL => sql`
  "on" > ${behind} + ifnull((SELECT max(day) FROM nights WHERE state = 'COMPLETED' AND current
    AND day < ${ended(nightId, sql`day`)}), -719163)
  AND "on" <= ${behind} + ${ended(nightId, sql`iif(current, day, NULL)`)}`

const ofInstants = (nightId: number | null, column: SQL): SQL => sql`
  ${column} > ifnull((SELECT max(finished_at) FROM nights WHERE state = 'COMPLETED'
    AND finished_at < ${ended(nightId, sql`finished_at`)}), 0)
  AND ${column} <= ${ended(nightId, sql`finished_at`)}`

const moved = (
  action: 'LIFECYCLE_MOVED' | 'LEVEL_MOVED',
  table: SQL,
  scope: Scope,
  behind: number,
): Part => ({
  entity: 'CUSTOMER',
  scope,
  action: () => action,
  rows: ({ entityId }, [day, customer], window, actor) =>
    seen(sql`
    SELECT "on" AS k1, customer_id AS k2, 0 AS k3, customer_id AS row_id, NULL AS segment_id, 0 AS made,
      ${seesCustomer(actor, sql`customer_id`)} AS told
    FROM ${table} WHERE ${ofDays(entityId, behind)} AND ("on", customer_id) > (${day}, ${customer})
    ORDER BY "on", customer_id LIMIT ${window}`),
})

const joined: Part = {
  entity: 'CUSTOMER',
  scope: 'segments:read',
  action: () => 'SEGMENT_JOINED',
  rows: ({ entityId }, [at, segment, customer], window, actor) =>
    seen(sql`
    SELECT joined_at AS k1, segment_id AS k2, customer_id AS k3, customer_id AS row_id, segment_id, 0 AS made,
      ${seesCustomer(actor, sql`customer_id`)} AS told
    FROM segment_members WHERE ${ofInstants(entityId, sql`joined_at`)}
      AND (joined_at, segment_id, customer_id) > (${at}, ${segment}, ${customer})
    ORDER BY joined_at, segment_id, customer_id LIMIT ${window}`),
}

const left: Part = {
  entity: 'CUSTOMER',
  scope: 'segments:read',
  action: () => 'SEGMENT_LEFT',
  rows: ({ entityId }, [at, customer, segment], window, actor) =>
    seen(sql`
    SELECT left_at AS k1, customer_id AS k2, segment_id AS k3, customer_id AS row_id, segment_id, 0 AS made,
      ${seesCustomer(actor, sql`customer_id`)} AS told
    FROM segment_stays WHERE ${ofInstants(entityId, sql`left_at`)} AND left_at > joined_at
      AND (left_at, customer_id, segment_id) > (${at}, ${customer}, ${segment})
    ORDER BY left_at, customer_id, segment_id LIMIT ${window}`),
}

const sealed: Part = {
  entity: 'SNAPSHOT',
  action: () => 'SEALED',
  rows: ({ entityId }, [at, id], window) =>
    seen(sql`
    SELECT sealed_at AS k1, id AS k2, 0 AS k3, id AS row_id, NULL AS segment_id, 0 AS made, 1 AS told
    FROM vulnerability_snapshots WHERE ${ofInstants(entityId, sql`sealed_at`)} AND (sealed_at, id) > (${at}, ${id})
    ORDER BY sealed_at, id LIMIT ${window}`),
}

const night: Part = {
  entity: 'NIGHT',
  action: () => 'COMPLETED',
  rows: ({ entityId }, [after], window) =>
    seen(sql`
    SELECT id AS k1, 0 AS k2, 0 AS k3, id AS row_id, NULL AS segment_id, 0 AS made, 1 AS told
    FROM nights WHERE id = ${entityId} AND id > ${after} LIMIT ${window}`),
}

/** Of each change of many, by its action as stored: what it wrote, in the order of the feed. */
export const partsOf: Readonly<Record<string, readonly Part[]>> = {
  import: [
    imported('REGION', 'region'),
    imported('CUSTOMER', 'customer'),
    imported('INTERACTION', 'interaction'),
  ],
  'follow-up.expire': [followUps('EXPIRED')],
  'follow-up.fill': [followUps('CREATED')],
  'night.complete': [
    moved('LIFECYCLE_MOVED', sql`lifecycle_changes`, 'customers:read', 0),
    sealed,
    joined,
    left,
    // A level holds from the day on that follows.
    moved('LEVEL_MOVED', sql`relationship_level_changes`, 'relationships:read', 1),
    // The last: whoever reads it has read all that the night moved.
    night,
  ],
}
