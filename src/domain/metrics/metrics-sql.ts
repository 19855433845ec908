import { type SQL, sql } from 'drizzle-orm'
import { lifecyclePolicy } from './lifecycle.ts'

/**
 * A purchase of an amount that was not cancelled, on the table alias `i`. The first two conditions are those
 * of the index `interactions_purchases`: SQLite uses a partial index only where it finds its very terms.
 */
export const isPurchase = sql.raw(
  `i.kind IN ('PURCHASE', 'REFUND') AND i.cancelled = 0 AND i.kind = 'PURCHASE' AND i.amount > 0`,
)

/**
 * Twice the median gap per owner, over the gaps `(owner, gap)` between neighbouring purchase days of a window,
 * the first of which has none (NULL). Owners with fewer than three purchase days, so fewer than two gaps, are
 * left out. An odd number of gaps has one middle, which then counts twice.
 */
export const doubledMedian = (gaps: SQL): SQL => sql`
  SELECT owner, sum(gap) * (1 + size % 2) AS cycle_doubled
  FROM (
    SELECT owner, gap,
      row_number() OVER (PARTITION BY owner ORDER BY gap) AS place,
      count(*) OVER (PARTITION BY owner) AS size
    FROM (${gaps}) WHERE gap IS NOT NULL)
  WHERE size >= ${lifecyclePolicy.cyclePurchaseDays - 1} AND place IN ((size + 1) / 2, (size + 2) / 2)
  GROUP BY owner`

/**
 * Stores the purchase metrics of the customers of a JSON list of ids as of `day`, writing only rows whose
 * values differ. Everything comes from the index `interactions_purchases`.
 */
export function storeMetrics(ids: string, day: number): SQL {
  const yearStart = day - lifecyclePolicy.cycleWindowDays
  return sql`
    WITH chosen AS MATERIALIZED (SELECT value AS id FROM json_each(${ids})),
    daily AS MATERIALIZED (
      SELECT i.customer_id AS owner, i.day AS day,
        max(i.kind = 'PURCHASE' AND ifnull(i.amount, 0) > 0) AS bought,
        sum(CASE i.kind WHEN 'PURCHASE' THEN ifnull(i.amount, 0) ELSE -ifnull(i.amount, 0) END) AS net
      FROM chosen CROSS JOIN interactions i INDEXED BY interactions_purchases
        ON i.customer_id = chosen.id AND i.day <= ${day} AND i.kind IN ('PURCHASE', 'REFUND') AND i.cancelled = 0
      GROUP BY i.customer_id, i.day),
    totals AS (
      SELECT owner, min(day) FILTER (WHERE bought) AS first, max(day) FILTER (WHERE bought) AS last,
        sum(bought) AS days, sum(net) AS net, ifnull(sum(net) FILTER (WHERE day > ${yearStart}), 0) AS year
      FROM daily GROUP BY owner),
    cycles AS (${doubledMedian(sql`
      SELECT owner, day - lag(day) OVER (PARTITION BY owner ORDER BY day) AS gap
      FROM daily WHERE bought AND day > ${yearStart}`)}),
    measured AS (
      SELECT chosen.id AS id, first, last, ifnull(days, 0) AS days, ifnull(net, 0) AS net, ifnull(year, 0) AS year,
        cycle_doubled AS cycle
      FROM chosen LEFT JOIN totals ON totals.owner = chosen.id LEFT JOIN cycles ON cycles.owner = chosen.id)
    UPDATE customers SET first_purchase_on = m.first, last_purchase_on = m.last, purchase_days = m.days,
      net_spend = m.net, net_spend_year = m.year, cycle_doubled = m.cycle, metrics_on = ${day}
    FROM measured m
    WHERE customers.id = m.id AND (
      first_purchase_on IS NOT m.first OR last_purchase_on IS NOT m.last OR purchase_days IS NOT m.days
      OR net_spend IS NOT m.net OR net_spend_year IS NOT m.year OR cycle_doubled IS NOT m.cycle)`
}
