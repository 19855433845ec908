import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { whole } from '../../database/whole.ts'
import { isPurchase, isTrade } from '../facts/purchases.ts'
import { notScoredCustomers, scoredRow } from '../facts/scored.ts'
import { outliersAtMost } from './spend-outliers.ts'

/** The `size` customers behind an id; `last` is null behind the last one. */
export const chunkRow = z.object({
  size: z.int(),
  last: z.int().nullable(),
  /** JSON `[x, t_x, T, customers, later][]`, days. */
  histories: z.string(),
})

export type ChunkRow = z.infer<typeof chunkRow>

export const storedChunkRow = chunkRow.extend({
  /** Who had bought and may not be scored: in none of the lists. */
  leftOut: z.int(),
  /** JSON `[x, net spend in minor units apart from the first purchase day, customers][]`. */
  spends: z.string(),
  /** JSON `[id, x, the same net spend][]`: those with the highest and the lowest per repeat purchase day. */
  extremes: z.string(),
})

const extremes = (direction: SQL): SQL => sql`
  SELECT * FROM (SELECT id, x, spend FROM chunk WHERE x > 0 AND spend > 0
    ORDER BY 1.0 * spend / x ${direction}, id LIMIT ${outliersAtMost})`

/**
 * Grouped histories as of `day` from the stored metrics of the `limit` customers behind id `after`, as far as they may be scored. One JSON
 * text per group list: 50,000 rows would take far longer to decode.
 */
export const storedHistories = (day: number, after: number, limit: number): SQL => sql`
  WITH chunk AS MATERIALIZED (
    SELECT id, ${scoredRow('')} AS scored, iif(${scoredRow('')}, purchase_days - 1, -1) AS x, purchase_days, last_purchase_on - first_purchase_on AS recency,
      ${whole(day)} - first_purchase_on AS age, repeat_spend AS spend
    FROM customers NOT INDEXED WHERE id > ${after} ORDER BY id LIMIT ${limit})
  SELECT (SELECT count(*) FROM chunk) AS size, (SELECT max(id) FROM chunk) AS last,
    (SELECT count(*) FROM chunk WHERE purchase_days > 0 AND NOT scored) AS leftOut,
    (SELECT json_group_array(json_array(x, recency, age, n, 0)) FROM (
      SELECT x, recency, age, count(*) AS n FROM chunk WHERE x >= 0 GROUP BY x, recency, age)) AS histories,
    (SELECT json_group_array(json_array(x, spend, n)) FROM (
      SELECT x, spend, count(*) AS n FROM chunk WHERE x > 0 GROUP BY x, spend)) AS spends,
    (SELECT json_group_array(json_array(id, x, spend)) FROM (
      ${extremes(sql`DESC`)} UNION ${extremes(sql`ASC`)})) AS extremes`

/**
 * Grouped histories as of `end` with the purchase days of (end, asOf], from the purchase index alone, of the
 * `limit` customers behind id `after` who had bought by then.
 */
export const heldOutHistories = (end: number, asOf: number, after: number, limit: number): SQL => sql`
  WITH bound AS MATERIALIZED (
    SELECT count(*) AS size, max(id) AS last
    FROM (SELECT id FROM customers NOT INDEXED WHERE id > ${after} ORDER BY id LIMIT ${limit})),
  bought AS (
    SELECT i.customer_id AS owner, i.day AS day FROM interactions i INDEXED BY interactions_purchases
    WHERE i.customer_id > ${after} AND i.customer_id <= (SELECT last FROM bound) AND i.day <= ${asOf}
      AND ${isTrade} AND ${isPurchase} AND i.customer_id NOT IN ${notScoredCustomers('id')}
    GROUP BY i.customer_id, i.day),
  histories AS (
    SELECT count(*) FILTER (WHERE day <= ${end}) - 1 AS x,
      max(day) FILTER (WHERE day <= ${end}) - min(day) AS recency, ${whole(end)} - min(day) AS age,
      count(*) FILTER (WHERE day > ${end}) AS later
    FROM bought GROUP BY owner HAVING min(day) <= ${end})
  SELECT size, last, (
    SELECT json_group_array(json_array(x, recency, age, n, later)) FROM (
      SELECT x, recency, age, count(*) AS n, sum(later) AS later FROM histories GROUP BY x, recency, age)) AS histories
  FROM bound`
