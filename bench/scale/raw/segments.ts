import { type SQL, sql } from 'drizzle-orm'
import { whole } from '../../../src/database/whole.ts'
import type { Plain } from '../world.ts'

/** The members of a segment, then what they are and are worth: its rule in the words of SQL, over customers `c`. */
export const storeSegment = (id: number, { holds, unknown }: Plain, day: number, now: number): SQL[] => [
  sql`
    INSERT INTO segment_members (segment_id, customer_id, joined_at)
    SELECT ${whole(id)}, c.id, ${whole(now)} FROM customers c NOT INDEXED WHERE ${holds(day)} ORDER BY c.id`,
  sql`
    INSERT INTO segment_values (segment_id, customers, buyers_year, net_spend, net_spend_year, costed_spend_year,
      cost_year, computed_on)
    SELECT ${whole(id)}, count(*), count(*) FILTER (WHERE last_purchase_on > ${whole(day - 365)}),
      ifnull(sum(net_spend), 0), ifnull(sum(net_spend_year), 0), ifnull(sum(costed_spend_year), 0),
      ifnull(sum(cost_year), 0), ${whole(day)}
    FROM segment_members m CROSS JOIN customers c ON c.id = m.customer_id WHERE m.segment_id = ${whole(id)}
    ON CONFLICT (segment_id) DO UPDATE SET customers = excluded.customers, buyers_year = excluded.buyers_year,
      net_spend = excluded.net_spend, net_spend_year = excluded.net_spend_year,
      costed_spend_year = excluded.costed_spend_year, cost_year = excluded.cost_year,
      computed_on = excluded.computed_on`,
  sql`
    UPDATE segments SET computed_at = ${whole(now)},
      member_count = (SELECT count(*) FROM segment_members WHERE segment_id = ${whole(id)}),
      unknown_count = (SELECT count(*) FROM customers c NOT INDEXED WHERE ${unknown(day)})
    WHERE id = ${whole(id)}`,
]
