import { type SQL, sql } from 'drizzle-orm'
import { type LifecycleStage, lifecyclePolicy } from './lifecycle.ts'
import { doubledMedian, isPurchase } from './metrics-sql.ts'

/** A customer whose stage at the end of the day is not the stored one, with what the stage was made of. */
export interface Mover {
  id: number
  stage: LifecycleStage
  elapsed: number | null
  cycleDoubled: number
  own: number
  returnedOn: number | null
}

/**
 * The movers among the `limit` customers behind id `after`: `lifecycleStage` in SQL, over the stored metrics of
 * the same day. Purchases are read only of customers who can be won back at all, those whose last purchase
 * day is at most 2c ago, and only those of the last 2c with, for each, the 365 days before it.
 */
export function selectMovers(day: number, workspaceCycle: number, after: number, limit: number): SQL {
  const policy = lifecyclePolicy
  const within = (days: SQL, quarters: number, cycle: SQL) => sql`4 * (${days}) <= ${quarters} * ${cycle}`
  return sql`
    WITH judged AS MATERIALIZED (
      SELECT id, lifecycle, first_purchase_on AS first, last_purchase_on AS last, purchase_days AS days,
        ${day} - last_purchase_on AS elapsed, cycle_doubled IS NOT NULL AS own,
        ifnull(cycle_doubled, ${workspaceCycle}) AS cycle
      FROM customers WHERE id > ${after} ORDER BY id LIMIT ${limit}),
    recent AS MATERIALIZED (
      SELECT judged.id AS id, i.day AS day, (
        SELECT p.day FROM interactions p INDEXED BY interactions_purchases
        WHERE p.customer_id = judged.id AND p.day < i.day AND p.kind IN ('PURCHASE', 'REFUND')
          AND p.cancelled = 0 AND p.kind = 'PURCHASE' AND p.amount > 0
        ORDER BY p.day DESC LIMIT 1) AS previous
      FROM judged CROSS JOIN interactions i INDEXED BY interactions_purchases
        ON i.customer_id = judged.id AND i.day <= ${day} AND ${isPurchase}
        AND i.day >= ${day} - ${policy.wonBackQuarters} * judged.cycle / 4
      WHERE judged.days > 1 AND ${within(sql`judged.elapsed`, policy.wonBackQuarters, sql`judged.cycle`)}
      GROUP BY judged.id, i.day),
    -- No cycle is shorter than a day, so a gap of up to three days needs no look at the year before it.
    returns AS MATERIALIZED (
      SELECT id, day, day - previous AS gap, (SELECT cycle_doubled FROM (${doubledMedian(sql`
        SELECT 0 AS owner, i.day - lag(i.day) OVER (ORDER BY i.day) AS gap
        FROM interactions i INDEXED BY interactions_purchases
        WHERE i.customer_id = recent.id AND i.day < recent.day
          AND i.day >= recent.day - ${policy.cycleWindowDays} AND ${isPurchase}
        GROUP BY i.day`)})) AS cycle
      FROM recent WHERE previous IS NOT NULL AND NOT ${within(sql`day - previous`, policy.lapsingQuarters, sql`2`)}),
    back AS MATERIALIZED (
      SELECT id, max(day) AS day FROM returns
      WHERE NOT ${within(sql`gap`, policy.lapsingQuarters, sql`ifnull(cycle, ${workspaceCycle})`)}
      GROUP BY id),
    staged AS (
      SELECT judged.id AS id, lifecycle, elapsed, cycle, own, back.day AS returned,
        CASE
          WHEN last IS NULL THEN 'PROSPECT'
          WHEN back.day IS NOT NULL THEN 'WON_BACK'
          WHEN ${within(sql`elapsed`, policy.activeQuarters, sql`cycle`)} THEN CASE
            WHEN days = 1 THEN 'NEW'
            WHEN days >= ${policy.loyalPurchaseDays} AND last - first >= ${policy.loyalSpanDays} THEN 'LOYAL'
            ELSE 'ACTIVE' END
          WHEN ${within(sql`elapsed`, policy.lapsingQuarters, sql`cycle`)} THEN 'LAPSING'
          ELSE 'LOST' END AS stage
      FROM judged LEFT JOIN back ON back.id = judged.id)
    SELECT id, stage, elapsed, cycle AS cycleDoubled, own, returned AS returnedOn
    FROM staged WHERE stage <> lifecycle ORDER BY id`
}

/**
 * Dates the moves of a JSON list `[{ id, stage, reason }]`. A second move on the same day replaces the first,
 * and one that leads back to where the day began leaves no trace.
 */
export function storeMoves(moves: string, day: number): SQL[] {
  return [
    sql`
      INSERT INTO lifecycle_changes (customer_id, "on", "from", "to", reason)
      SELECT c.id, ${day}, c.lifecycle, m.value ->> 'stage', m.value -> 'reason'
      FROM json_each(${moves}) m JOIN customers c ON c.id = m.value ->> 'id'
      WHERE c.lifecycle <> m.value ->> 'stage'
      ON CONFLICT (customer_id, "on") DO UPDATE SET "to" = excluded."to", reason = excluded.reason`,
    sql`
      DELETE FROM lifecycle_changes
      WHERE (customer_id, "on") IN (SELECT value ->> 'id', ${day} FROM json_each(${moves})) AND "from" = "to"`,
    sql`
      UPDATE customers SET lifecycle = m.value ->> 'stage', lifecycle_since = (
        SELECT max("on") FROM lifecycle_changes WHERE customer_id = customers.id)
      FROM json_each(${moves}) m
      WHERE customers.id = m.value ->> 'id' AND lifecycle <> m.value ->> 'stage'`,
  ]
}
