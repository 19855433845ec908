import { type SQL, sql } from 'drizzle-orm'
import { whole } from '../../../src/database/whole.ts'

const bought = sql.raw(
  `kind IN ('PURCHASE', 'REFUND') AND cancelled = 0 AND kind = 'PURCHASE' AND amount > 0`,
)
const daysOf = (customer: string) => sql`
  FROM interactions INDEXED BY interactions_purchases WHERE customer_id = ${sql.raw(customer)} AND ${bought}`

/**
 * Stages of customers who were all prospects before, as the first night finds them: one statement for the stages
 * and what they rest on, one for the dated moves, which follow from them.
 */
export function storeLifecycle(day: number): SQL[] {
  const today = whole(day)
  return [
    sql`
      WITH judged AS MATERIALIZED (
        SELECT id, first_purchase_on AS first, last_purchase_on AS last, purchase_days AS days,
          ${today} - last_purchase_on AS elapsed, cycle_doubled AS own, ifnull(cycle_doubled, shop) AS cycle, shop, low
        FROM customers NOT INDEXED, (${shopCycle}) WHERE last_purchase_on IS NOT NULL),
      recent AS MATERIALIZED (
        SELECT j.id AS id, i.day AS day, j.own AS own, j.cycle AS cycle, j.shop AS shop, j.low AS low,
          (SELECT day ${daysOf('j.id')} AND day < i.day ORDER BY day DESC LIMIT 1) AS previous
        FROM judged j CROSS JOIN interactions i INDEXED BY interactions_purchases
          ON i.customer_id = j.id AND i.day BETWEEN j.last - j.cycle AND ${today}
          AND i.kind IN ('PURCHASE', 'REFUND') AND i.cancelled = 0 AND i.kind = 'PURCHASE' AND i.amount > 0
        WHERE j.days > 1 AND 4 * j.elapsed <= 6 * j.cycle
        GROUP BY j.id, i.day),
      -- Who was lost between two purchases, by the cycle of the day before the second; no cycle is below a day.
      -- What rests on the shop's cycle counts as such only as far as that may move within a factor of two.
      silences AS MATERIALIZED (
        SELECT id, day, day - previous AS gap, cycle, shop, low, (
          SELECT sum(gap) * (1 + size % 2) FROM (
            SELECT gap, row_number() OVER (ORDER BY gap) AS place, count(*) OVER () AS size FROM (
              SELECT day - lag(day) OVER (ORDER BY day) AS gap ${daysOf('recent.id')}
                AND day < recent.day AND day >= recent.day - 365 GROUP BY day)
            WHERE gap IS NOT NULL)
          WHERE size >= 2 AND place IN ((size + 1) / 2, (size + 2) / 2)) AS before
        FROM recent WHERE day - previous > 3),
      returned AS MATERIALIZED (
        SELECT id, max(before IS NULL AND 4 * gap > 6 * low AND 4 * gap <= 6 * (2 * low - 1)) AS asked,
          max(day) FILTER (WHERE 4 * gap > 6 * ifnull(before, shop) AND ${today} - day <= cycle) AS day
        FROM silences GROUP BY id),
      staged AS (
        SELECT j.*, r.day AS returned, own IS NULL OR ifnull(r.asked, 0) AS asked, CASE
          WHEN 4 * elapsed > 6 * cycle THEN 'LOST'
          WHEN r.day IS NOT NULL THEN 'WON_BACK'
          WHEN 4 * elapsed > 3 * cycle THEN 'LAPSING'
          WHEN days = 1 THEN 'NEW'
          WHEN days >= 5 AND last - first >= 365 THEN 'LOYAL'
          ELSE 'ACTIVE' END AS stage
        FROM judged j LEFT JOIN returned r ON r.id = j.id)
      UPDATE customers SET lifecycle = s.stage, lifecycle_since = ${today},
        lifecycle_review_on = iif(s.days > 1 AND s.stage <> 'LOST', 1 + CASE s.stage
          WHEN 'WON_BACK' THEN s.returned + s.cycle
          WHEN 'LAPSING' THEN s.last + 6 * s.cycle / 4
          ELSE s.last + 3 * s.cycle / 4 END, NULL),
        lifecycle_cycle = iif(s.days > 1 AND s.stage <> 'LOST' AND s.asked, s.shop, NULL)
      FROM staged s WHERE customers.id = s.id`,
    sql`
      INSERT INTO lifecycle_changes (customer_id, "on", "from", "to", reason)
      SELECT id, ${today}, 'PROSPECT', lifecycle, iif(lifecycle = 'WON_BACK',
        json_object('e', e, 'cycleDoubled', cycle, 'cycleOf', whose, 'threshold', cycle,
          'returnedOn', lifecycle_review_on - cycle - 1),
        json_object('e', e, 'cycleDoubled', cycle, 'cycleOf', whose,
          'threshold', iif(quarters % 4 = 0, quarters / 4, quarters / 4.0)))
      FROM (
        SELECT id, lifecycle, lifecycle_review_on, ${today} - last_purchase_on AS e,
          ifnull(cycle_doubled, shop) AS cycle, iif(cycle_doubled IS NULL, 'WORKSPACE', 'CUSTOMER') AS whose,
          iif(lifecycle = 'LOST', 6, 3) * ifnull(cycle_doubled, shop) AS quarters
        FROM customers NOT INDEXED, (${shopCycle}) WHERE lifecycle <> 'PROSPECT')
      ORDER BY id`,
  ]
}

const owned = sql.raw(`FROM customers INDEXED BY customers_cycle WHERE cycle_doubled IS NOT NULL`)
const placed = (offset: string) => sql`
  (SELECT cycle_doubled ${owned} ORDER BY cycle_doubled LIMIT 1 OFFSET (SELECT ${sql.raw(offset)} ${owned}))`

/** The median of all own doubled cycles, a half rounded up, and the power of two at or below it. */
const shopCycle = sql`
  SELECT shop, (SELECT max(value) FROM json_each('[1,2,4,8,16,32,64,128,256,512]') WHERE value <= shop) AS low
  FROM (SELECT (${placed('(count(*) - 1) / 2')} + ${placed('count(*) / 2')} + 1) / 2 AS shop)`
