import { type SQL, sql } from 'drizzle-orm'
import { whole } from '../../database/whole.ts'
import { notScoredCustomers } from '../facts/scored.ts'

/** Customers per value of a column, ascending, from its index alone, without those who are not scored. */
const countsBy = (column: string, index: string, bought: string): SQL =>
  sql`SELECT value, sum(count) AS count FROM (
    SELECT ${sql.raw(column)} AS value, count(*) AS count FROM customers INDEXED BY ${sql.raw(index)}
    WHERE ${sql.raw(bought)} GROUP BY 1
    UNION ALL SELECT ${sql.raw(column)}, -1 FROM ${notScoredCustomers('*')} WHERE ${sql.raw(bought)})
  GROUP BY value HAVING sum(count) > 0 ORDER BY value`

export const lastPurchaseCounts: SQL = countsBy(
  'last_purchase_on',
  'customers_last_purchase',
  'last_purchase_on IS NOT NULL',
)

export const purchaseDayCounts: SQL = countsBy(
  'purchase_days',
  'customers_purchase_days',
  'purchase_days > 0',
)

/** How many have a purchase day and are not ranked. */
export const leftOutCount: SQL = sql`SELECT count(*) AS count FROM ${notScoredCustomers('purchase_days')} WHERE purchase_days > 0`

const isRanked = sql`id NOT IN ${notScoredCustomers('id')}`

/**
 * The least net spend of a customer with a purchase day that at least `below` such customers (1 or more) have
 * less than, as text: the value after the `below`-th in order. No row where nobody does. A walk along the index.
 */
export const spendAbove = (below: number): SQL => sql`
  SELECT cast(net_spend AS text) AS value FROM customers INDEXED BY customers_net_spend
  WHERE purchase_days > 0 AND ${isRanked} AND net_spend > (
    SELECT net_spend FROM customers INDEXED BY customers_net_spend WHERE purchase_days > 0 AND ${isRanked}
    ORDER BY net_spend LIMIT 1 OFFSET ${whole(below - 1)})
  ORDER BY net_spend LIMIT 1`
