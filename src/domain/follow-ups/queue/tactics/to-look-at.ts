import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../../../database/checked-rows.ts'
import type { Service } from '../../../service/service.ts'
import { tactics } from './all.ts'
import type { Night } from './tactic.ts'

const rangeRow = z.object({
  /** The last of them; null where there is nobody any more. */
  upto: z.int().nullable(),
  customers: z.int(),
  ids: json(z.array(z.int())),
})

/** The next customers in the order of their ids, and those among them for whom the queue may have something. */
export async function readRange(service: Service, night: Night, after: number, size: number) {
  const [range] = await checkedRows(
    service.db.orm,
    rangeRow,
    sql`
    SELECT max(id) AS upto, count(*) AS customers, json_group_array(id) FILTER (WHERE matters) AS ids
    FROM (SELECT c.id AS id, ${matters(night)} AS matters FROM customers c WHERE c.id > ${after} ORDER BY c.id LIMIT ${size})`,
  )
  if (!range) throw new Error('An aggregate without a row')
  return range
}

/** Whether something is left out of the customer `c`, feedback of it is open, or a tactic may concern it. */
const matters = (night: Night): SQL => sql`(
  EXISTS (SELECT 1 FROM follow_ups_left_out l WHERE l.customer_id = c.id)
  OR EXISTS (SELECT 1 FROM feedback f INDEXED BY feedback_customer WHERE f.customer_id = c.id AND f.state = 'OPEN')
  OR ${sql.join(
    tactics.map(tactic => sql`(${tactic.mayConcern(night)})`),
    sql` OR `,
  )})`
