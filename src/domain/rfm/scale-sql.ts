import { type SQL, sql } from 'drizzle-orm'
import { whole } from '../../database/whole.ts'

/** Customers per last purchase day, ascending, from the index alone. */
export const lastPurchaseCounts: SQL = sql`
  SELECT last_purchase_on AS value, count(*) AS count FROM customers INDEXED BY customers_last_purchase
  WHERE last_purchase_on IS NOT NULL GROUP BY last_purchase_on ORDER BY last_purchase_on`

/** Customers per number of purchase days, ascending, from the index alone. */
export const purchaseDayCounts: SQL = sql`
  SELECT purchase_days AS value, count(*) AS count FROM customers INDEXED BY customers_purchase_days
  WHERE purchase_days > 0 GROUP BY purchase_days ORDER BY purchase_days`

/**
 * The least net spend of a customer with a purchase day that at least `below` such customers (1 or more) have
 * less than, as text: the value after the `below`-th in order. No row where nobody does. A walk along the index.
 */
export const spendAbove = (below: number): SQL => sql`
  SELECT cast(net_spend AS text) AS value FROM customers INDEXED BY customers_net_spend
  WHERE purchase_days > 0 AND net_spend > (
    SELECT net_spend FROM customers INDEXED BY customers_net_spend WHERE purchase_days > 0
    ORDER BY net_spend LIMIT 1 OFFSET ${whole(below - 1)})
  ORDER BY net_spend LIMIT 1`
