import { type SQL, sql } from 'drizzle-orm'
import { whole } from '../../../src/database/whole.ts'

/** The first values with at least a fifth, two, three and four fifths of the customers below them. */
const cuts = (value: string) => sql`
  SELECT json_array(
    min(value) FILTER (WHERE 5 * below >= total), min(value) FILTER (WHERE 5 * below >= 2 * total),
    min(value) FILTER (WHERE 5 * below >= 3 * total), min(value) FILTER (WHERE 5 * below >= 4 * total))
  FROM (
    SELECT ${sql.raw(value)} AS value, rank() OVER (ORDER BY ${sql.raw(value)}) - 1 AS below, count(*) OVER () AS total
    FROM customers WHERE purchase_days > 0)`

/** One statement for the cut points of all three scores. */
export const storeScale = (day: number): SQL => sql`
  INSERT INTO rfm_scales (day, customers, recency, frequency, monetary, watermark)
  SELECT ${whole(day)}, (SELECT count(*) FROM customers WHERE purchase_days > 0), (
    SELECT json_array(
      min(value) FILTER (WHERE 5 * later < 4 * total), min(value) FILTER (WHERE 5 * later < 3 * total),
      min(value) FILTER (WHERE 5 * later < 2 * total), min(value) FILTER (WHERE 5 * later < total))
    FROM (
      SELECT last_purchase_on AS value, rank() OVER (ORDER BY last_purchase_on DESC) - 1 AS later,
        count(*) OVER () AS total
      FROM customers WHERE purchase_days > 0)),
    (${cuts('purchase_days')}),
    (SELECT json_group_array(CAST(value AS TEXT)) FROM json_each((${cuts('net_spend')}))),
    (SELECT max(id) FROM changes)`
