import { sql } from 'drizzle-orm'
import { openDatabase } from '../src/database/client.ts'
import { campaigns } from '../src/database/tables/competition/competitors.ts'
import { vulnerabilityPolicies } from '../src/database/tables/competition/vulnerability.ts'
import { frameOf } from '../src/domain/vulnerability/method/window.ts'
import type { Totals } from './nights.ts'

/** A wait for one long statement. */
const readDeadline = 30_000

/**
 * The purchase metrics of all customers and both sides of the only campaign as of `day`, computed by one
 * statement that knows nothing of chunks, indexes, region trees, exposures or what was computed before, and
 * that stores nothing.
 * @returns the totals and what it took, in milliseconds and rows read
 */
export async function rawNight(databaseUrl: string, day: number) {
  const open = openDatabase({ url: databaseUrl })
  const { orm } = open.session()
  const [[campaign], [policy]] = await Promise.all([
    orm.select().from(campaigns),
    orm.select().from(vulnerabilityPolicies),
  ])
  const frame = campaign && policy && frameOf(campaign, policy, day)
  if (!frame) throw new Error('The shop has no campaign that counts yet.')
  const { firstDay, windowEnd, windowDays, baselineDays } = frame
  const baselineStart = firstDay - baselineDays
  const statement = sql`
    WITH daily AS MATERIALIZED (
      SELECT customer_id AS id, day, max(kind = 'PURCHASE' AND ifnull(amount, 0) > 0) AS bought,
        sum(iif(kind = 'PURCHASE', 1, -1) * ifnull(amount, 0)) AS net
      FROM interactions WHERE kind IN ('PURCHASE', 'REFUND') AND cancelled = 0 AND day <= ${day}
      GROUP BY customer_id, day),
    gaps AS (
      SELECT 'NOW' AS of, id, day - lag(day) OVER (PARTITION BY id ORDER BY day) AS gap
      FROM daily WHERE bought AND day > ${day} - 365
      UNION ALL
      SELECT 'BEFORE', id, day - lag(day) OVER (PARTITION BY id ORDER BY day)
      FROM daily WHERE bought AND day BETWEEN ${firstDay} - 365 AND ${firstDay} - 1),
    ranked AS (
      SELECT of, id, gap, row_number() OVER (PARTITION BY of, id ORDER BY gap) AS place,
        count(*) OVER (PARTITION BY of, id) AS size
      FROM gaps WHERE gap IS NOT NULL),
    cycles AS MATERIALIZED (
      SELECT of, id, size, sum(gap * ((place = (size + 1) / 2) + (place = (size + 2) / 2))) AS cycle
      FROM ranked GROUP BY of, id),
    metrics AS MATERIALIZED (
      SELECT id, min(day) FILTER (WHERE bought) AS first, max(day) FILTER (WHERE bought) AS last,
        sum(bought) AS days, sum(net) AS net, ifnull(sum(net) FILTER (WHERE day > ${day} - 365), 0) AS year,
        max(day) FILTER (WHERE bought AND day < ${firstDay}) AS last_before,
        ifnull(sum(net) FILTER (WHERE day BETWEEN ${baselineStart} AND ${firstDay} - 1), 0) AS spend_before,
        ifnull(sum(net) FILTER (WHERE day BETWEEN ${firstDay} AND ${windowEnd}), 0) AS spend_during,
        count(*) FILTER (WHERE bought AND day BETWEEN ${baselineStart} AND ${firstDay} - 1) AS days_before
      FROM daily GROUP BY id),
    sides AS (
      SELECT r.customer_id AS id, r.region_id IN (SELECT region_id FROM campaign_regions) AS treated
      FROM customer_regions r
      WHERE r.since = (
        SELECT max(since) FROM customer_regions n WHERE n.customer_id = r.customer_id AND n.since < ${firstDay})),
    observed AS (
      SELECT treated, spend_during * ${baselineDays} * 100
        <= spend_before * ${windowDays} * (100 - ${policy.declinePercent}) AS declined
      FROM sides JOIN metrics USING (id) LEFT JOIN cycles ON cycles.id = sides.id AND cycles.of = 'BEFORE'
      WHERE first <= ${baselineStart} AND days_before >= 2 AND spend_before > 0
        AND NOT ifnull(${firstDay} - last_before > cycle, 0)
        AND NOT ifnull(2 * last_before + cycle > 2 * ${windowEnd}, 0)),
    index_of AS (
      SELECT ifnull(sum(treated), 0) AS os, ifnull(sum(treated AND declined), 0) AS vs,
        ifnull(sum(NOT treated), 0) AS controlOs, ifnull(sum(NOT treated AND declined), 0) AS controlVs
      FROM observed)
    SELECT count(*) AS customers, sum(first) AS first, sum(last) AS last, sum(days) AS days, sum(net) AS net,
      sum(year) AS year, (SELECT sum(cycle) FROM cycles WHERE of = 'NOW' AND size >= 2) AS cycle, os, vs,
      controlOs, controlVs
    FROM metrics, index_of`
  const session = open.session({ readDeadline })
  const started = performance.now()
  const [totals] = await session.orm.all<Totals>(statement)
  return { totals, milliseconds: performance.now() - started, rowsRead: session.counters.rowsRead }
}
