import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import type { LevelMeasured } from '../../database/tables/value/relationships.ts'
import { whole } from '../../database/whole.ts'
import { scoredRow } from '../facts/scored.ts'
import { basisOf, type Market } from './market-segments.ts'
import { byRank, placeOf } from './matrix.ts'

/** The places of all market segments as one JSON text, the one that decides before another first. */
export function rankedPlaces(market: Market): string {
  const basis = basisOf(market)
  const { version: policyVersion } = market.policy
  const places = market.segments.map(segment => placeOf(basis, segment)).sort(byRank)
  return JSON.stringify(
    places.map(({ segmentId, level, customers, sizeClass, marginClass }) => {
      const measured: LevelMeasured = { customers, sizeClass, marginClass, policyVersion }
      return [segmentId, level, measured]
    }),
  )
}

/** Where an override is in force, which decides before any segment. */
export const noPlaces = '[]'

/**
 * The levels that customers are assigned on a day, beside those that are stored. Without the casts SQLite would make no
 * index of the places, because a value out of JSON compares as something else than an id.
 * @param whom a select of the columns `id`, `relationship_level` and `scored` of customers: who is not scored has level 1
 */
const assignedLevels = (whom: SQL, places: string, day: number) => sql`
  WITH places AS MATERIALIZED (
    SELECT CAST(key AS INTEGER) AS rank, CAST(value ->> 0 AS INTEGER) AS segment, value ->> 1 AS level, value -> 2 AS measured
    FROM json_each(${places})),
  chosen AS MATERIALIZED (${whom}),
  best AS MATERIALIZED (
    SELECT chosen.id AS customer, CAST(min(places.rank) AS INTEGER) AS rank
    FROM chosen CROSS JOIN segment_members AS m INDEXED BY segment_members_customer ON m.customer_id = chosen.id
      CROSS JOIN places ON places.segment = m.segment_id
    WHERE chosen.scored
    GROUP BY chosen.id)
  SELECT c.id AS id, c.relationship_level AS "from", coalesce(o.level, p.level, 1) AS "to",
    CASE WHEN o.level IS NOT NULL THEN 'OVERRIDE' WHEN NOT c.scored THEN 'NOT_SCORED' WHEN p.level IS NOT NULL THEN 'SEGMENT' ELSE 'NO_SEGMENT' END AS reason,
    iif(o.level IS NULL, p.segment, NULL) AS segment, iif(o.level IS NULL, p.measured, NULL) AS measured
  FROM chosen AS c
    LEFT JOIN relationship_overrides AS o ON o.customer_id = c.id AND o.until >= ${whole(day)}
    LEFT JOIN best ON best.customer = c.id LEFT JOIN places AS p ON p.rank = best.rank`

export const levelsRow = z.object({
  size: z.int(),
  /** The range's last customer id. */
  last: z.int().nullable(),
  /** A JSON list of the ids of those who are stored with another level. */
  moving: z.string(),
})

/** Compares the levels of the next `limit` customers behind id `after`, in one row. */
export const compareRange = (places: string, day: number, after: number, limit: number): SQL => sql`
  SELECT count(*) AS size, max(id) AS last, json_group_array(id) FILTER (WHERE "from" <> "to") AS moving
  FROM (${assignedLevels(
    sql`SELECT id, relationship_level, ${scoredRow('')} AS scored FROM customers NOT INDEXED WHERE id > ${after} ORDER BY id LIMIT ${limit}`,
    places,
    day,
  )})`

/**
 * Gives customers the level that they are assigned on `day` and dates each move. A second move on the same day
 * replaces the first, and one that leads back to where the day began leaves no trace but for the feed. Where a write of a later day
 * came before, its move is the one that is replaced: levels follow one another.
 * @param customers a JSON list of ids
 * @param changeId the change that moves them; 0 where the feed tells of none
 */
export function moveLevels(
  customers: string,
  places: string,
  day: number,
  changeId: number | SQL<number>,
): SQL[] {
  const chosen = sql`(SELECT value FROM json_each(${customers}))`
  const back = sql`FROM relationship_level_changes WHERE customer_id IN ${chosen} AND "from" = "to"`
  const assigned = assignedLevels(
    sql`SELECT id, relationship_level, ${scoredRow('')} AS scored FROM customers WHERE id IN ${chosen}`,
    places,
    day,
  )
  return [
    sql`
      INSERT INTO relationship_level_changes (customer_id, "on", "from", "to", reason, segment_id, measured, change_id)
      SELECT id, max(${whole(day)}, ifnull((
          SELECT max("on") FROM relationship_level_changes AS l WHERE l.customer_id = a.id), ${whole(day)})),
        "from", "to", reason, segment, measured, ${changeId}
      FROM (${assigned}) AS a WHERE "from" <> "to"
      ON CONFLICT (customer_id, "on") DO UPDATE SET "to" = excluded."to", reason = excluded.reason,
        segment_id = excluded.segment_id, measured = excluded.measured, change_id = excluded.change_id`,
    sql`
      UPDATE customers SET relationship_level = a."to" FROM (${assigned}) AS a
      WHERE a.id = customers.id AND a."from" <> a."to"`,
    sql`INSERT INTO change_rows (change_id, entity, row_id) SELECT ${changeId}, 'level', customer_id ${back} AND ${changeId} > 0
      ON CONFLICT DO NOTHING`,
    sql`DELETE ${back}`,
  ]
}
