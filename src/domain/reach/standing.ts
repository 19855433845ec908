import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import type { Service } from '../service/service.ts'

/** The customer whom an id stands for: itself, or the one that it was merged into, through all merges since. */
export const standingCustomer = (id: number | SQL): SQL<number> => sql`ifnull((
  WITH RECURSIVE led(id) AS (
    SELECT survivor_id FROM customer_merges WHERE merged_id = ${id} AND undone_by IS NULL
    UNION ALL
    SELECT m.survivor_id FROM led CROSS JOIN customer_merges AS m ON m.merged_id = led.id AND m.undone_by IS NULL)
  SELECT id FROM led WHERE NOT EXISTS (
    SELECT 1 FROM customer_merges AS m WHERE m.merged_id = led.id AND m.undone_by IS NULL)), ${id})`

const led = z.object({ id: z.int(), standing: z.int() })

/** By those of the ids whose customer was merged into another one: the id of who stands for it. */
export async function standingCustomers(
  { db }: Service,
  ids: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const rows = await checkedRows(
    db.orm,
    led,
    sql`SELECT value AS id, ${standingCustomer(sql`value`)} AS standing FROM json_each(${JSON.stringify(ids)})`,
  )
  return new Map(rows.flatMap(({ id, standing }) => (id === standing ? [] : [[id, standing]])))
}
