import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { json } from '../../../database/checked-rows.ts'
import type { Entity } from '../../changes/fields.ts'
import { entityOf } from '../../feed/entities.ts'
import { customerOf } from '../../feed/trail-sql.ts'

/** By what a change is of: the tables that it may write for the customer. */
export const tablesWritten: Readonly<Partial<Record<Entity, readonly string[]>>> = {
  customer: [
    ...['customers', 'customer_external_ids', 'contact_points', 'segment_members'],
    'segment_snapshot_members',
  ],
  consent: ['consents'],
  'contact-point': ['contact_points', 'customers'],
  exposure: ['exposures'],
  feedback: ['feedback'],
  'follow-up': ['follow_ups'],
  survey: ['surveys'],
  interaction: ['interactions', 'feedback'],
  'postal-address': ['postal_addresses'],
  occasion: ['occasions'],
  preference: ['preferences'],
  note: ['notes'],
  'file-reference': ['file_references'],
  'care-team-member': ['care_team_members'],
  'channel-reachability': ['channel_reachability'],
  employment: ['employments'],
  touch: ['touches'],
}

const isFollowed = (name: string): name is Entity => Object.hasOwn(tablesWritten, name)
const followed = Object.keys(tablesWritten).filter(isFollowed)

export const windowRow = z.object({ from: z.int(), to: z.int(), turn: z.int(), size: z.int() })

const from = sql.raw('ifnull((SELECT change_id FROM segment_following), 0)')

/** The next changes behind those that were followed, at most `most`. */
export const changesBehind = (most: number): SQL => sql`
  SELECT ${from} AS "from", ifnull(max(id), ${from}) AS "to", count(*) AS size,
    ifnull((SELECT turn FROM segment_following), 0) AS turn
  FROM (SELECT id FROM changes WHERE id > ${from} ORDER BY id LIMIT ${most})`

export const changedRow = z.object({ entity: z.string(), customers: json(z.array(z.int())) })

/** The customers whom those changes are of, by what they changed: of changes of many rows each of these. */
export const customersChanged = (most: number): SQL => sql`
  WITH span AS MATERIALIZED (SELECT id FROM changes WHERE id > ${from} ORDER BY id LIMIT ${most}),
  c AS MATERIALIZED (
    SELECT entity, entity_id, detail FROM changes WHERE id IN (SELECT id FROM span)
    UNION ALL
    SELECT entity, row_id, json_object('before', json(before)) FROM change_rows WHERE change_id IN (SELECT id FROM span))
  SELECT entity, json_group_array(DISTINCT customer) AS customers FROM (
    SELECT entity, CASE entity ${sql.join(followed.map(arm), sql` `)} END AS customer FROM c
    UNION ALL
    SELECT entity, detail ->> '$.before.customerId' FROM c
      WHERE entity IN (SELECT value FROM json_each(${JSON.stringify(followed)})))
  WHERE customer IS NOT NULL GROUP BY entity`

const arm = (entity: Entity): SQL =>
  sql`WHEN ${entity} THEN ${customerOf[entityOf[entity]] ?? sql`c.entity_id`}`
