import { type SQL, sql } from 'drizzle-orm'
import { whole } from '../../../src/database/whole.ts'

const trades = sql.raw(`kind IN ('PURCHASE', 'REFUND') AND cancelled = 0`)
const signed = (column: string) => sql.raw(`sum(iif(kind = 'PURCHASE', ${column}, -${column}))`)

/** The month of a day number, January of the year 0 being 0. */
const monthOf = (day: string) => {
  const quarters = `(4 * (${day} + 719468) + 3)`
  const rest = `((${quarters} % 146097) | 3)`
  return sql.raw(
    `(1200 * (${quarters} / 146097) + 12 * (${rest} / 1461) + (5 * (${rest} % 1461 / 4) + 2) / 153 + 2)`,
  )
}

/** One statement for the purchase metrics of everybody, customer by customer along the index of purchases. */
export const storeMetrics = (day: number): SQL => {
  const year = whole(day - 365)
  const mine = sql`FROM interactions INDEXED BY interactions_purchases
    WHERE customer_id = customers.id AND day <= ${whole(day)} AND ${trades}`
  const bought = sql`${mine} AND kind = 'PURCHASE' AND amount > 0`
  return sql`
    UPDATE customers SET (first_purchase_on, last_purchase_on, purchase_days, net_spend, net_spend_year, repeat_spend,
      costed_spend_year, cost_year, cycle_doubled, active_months, metrics_on) = (
      SELECT first, (SELECT day ${bought} ORDER BY day DESC LIMIT 1), days, net, year,
        iif(first IS NULL, 0, net - net_first), costed, cost, (
          SELECT sum(gap) * (1 + size % 2) FROM (
            SELECT gap, row_number() OVER (ORDER BY gap) AS place, count(*) OVER () AS size FROM (
              SELECT day - lag(day) OVER (ORDER BY day) AS gap ${bought} AND day > ${year} GROUP BY day)
            WHERE gap IS NOT NULL)
          WHERE size >= 2 AND place IN ((size + 1) / 2, (size + 2) / 2)),
        (SELECT json_group_array(month - ${monthOf('first')}) FROM (
          SELECT DISTINCT ${monthOf('day')} AS month ${bought} ORDER BY day)),
        ${whole(day)}
      FROM (
        -- A bare column beside a single min() comes from the row that has it.
        SELECT min(iif(bought, day, NULL)) AS first, net AS net_first, sum(bought) AS days,
          sum(net) AS net, ifnull(sum(net) FILTER (WHERE day > ${year}), 0) AS year,
          ifnull(sum(costed) FILTER (WHERE day > ${year}), 0) AS costed,
          ifnull(sum(cost) FILTER (WHERE day > ${year}), 0) AS cost
        FROM (
          SELECT day, max(kind = 'PURCHASE' AND amount > 0) AS bought, ${signed('amount')} AS net,
            ${signed('iif(cost IS NULL, NULL, amount)')} AS costed, ${signed('cost')} AS cost
          ${mine} GROUP BY day)))
    WHERE EXISTS (SELECT 1 ${mine})`
}

export const storeCohorts = (): SQL[] => [
  sql`
    INSERT INTO cohorts (month, customers, net_spend, net_spend_year)
    SELECT ${monthOf('first_purchase_on')}, count(*), sum(net_spend), sum(net_spend_year)
    FROM customers NOT INDEXED WHERE first_purchase_on IS NOT NULL GROUP BY 1`,
  sql`
    WITH actives AS (
      SELECT ${monthOf('c.first_purchase_on')} AS cohort, m.value AS place,
        c.active_months ->> (m.key + 1) AS following, iif(m.key = 0, NULL, c.active_months ->> (m.key - 1)) AS previous,
        c.net_spend / json_array_length(c.active_months) AS mean
      FROM customers c NOT INDEXED CROSS JOIN json_each(c.active_months) m WHERE c.first_purchase_on IS NOT NULL),
    moves AS (
      SELECT cohort, cohort + place AS month, 1 AS active, 0 AS churned, 0 AS churned_spend,
        previous < place - 1 AS returned, iif(previous < place - 1, mean, 0) AS returned_spend
      FROM actives
      UNION ALL
      SELECT cohort, cohort + place + 1, 0, 1, mean, 0, 0 FROM actives WHERE following IS NOT place + 1)
    INSERT INTO cohort_months (cohort, month, active, churned, churned_spend, returned, returned_spend)
    SELECT cohort, month, sum(active), sum(churned), sum(churned_spend), sum(ifnull(returned, 0)), sum(returned_spend)
    FROM moves GROUP BY cohort, month`,
]
