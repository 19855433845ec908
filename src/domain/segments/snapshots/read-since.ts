import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { ofCustomersWithinReach } from '../../reach/customers.ts'
import type { Service } from '../../service/service.ts'

/** How the members of a snapshot compare with those that its segment has now. */
export interface SinceSnapshot {
  /** In both. */
  stayed: number
  /** Then, and not now. */
  left: number
  /** Now, and not then. */
  joined: number
}

const sinceRow = z.object({ id: z.int(), stayed: z.int(), left: z.int(), joined: z.int() })

/** Who stayed, left and joined since each snapshot, among the customers within reach. One round trip. */
export async function readSince(
  service: Service,
  snapshotIds: readonly number[],
): Promise<ReadonlyMap<number, SinceSnapshot>> {
  const reached = (customerId: string) =>
    ofCustomersWithinReach(service, { customerId: sql.raw(customerId) }) ?? sql`1`
  const rows = await checkedRows(
    service.db.orm,
    sinceRow,
    sql`
    SELECT id, stayed, "then" - stayed AS "left",
      (SELECT count(*) FROM segment_members AS m WHERE m.segment_id = found.segment_id AND ${reached('m.customer_id')})
        - stayed AS joined
    FROM (
      SELECT s.id, s.segment_id, count(f.customer_id) AS "then",
        count(f.customer_id) FILTER (WHERE EXISTS (SELECT 1 FROM segment_members AS m
          WHERE m.segment_id = s.segment_id AND m.customer_id = f.customer_id)) AS stayed
      FROM json_each(${JSON.stringify(snapshotIds)}) AS asked CROSS JOIN segment_snapshots AS s ON s.id = asked.value
      LEFT JOIN segment_snapshot_members AS f ON f.segment_snapshot_id = s.id AND ${reached('f.customer_id')}
      GROUP BY s.id) AS found`,
  )
  return new Map(rows.map(({ id, ...since }) => [id, since]))
}
