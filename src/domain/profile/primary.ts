import { sql } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { postalAddresses } from '../../database/tables/customers/postal-addresses.ts'
import { employments } from '../../database/tables/customers/profile.ts'
import type { Service } from '../service/service.ts'

/** One of several of a customer; of those that were never put before the others `chosenAt` is 0. */
interface Chosen {
  id: number
  chosenAt: number
}

/** The order of several: the primary one first, the others by their last choice, then by age. */
export const primaryFirst = (a: Chosen, b: Chosen): number => b.chosenAt - a.chosenAt || a.id - b.id

const primaryRow = z.object({ id: z.int(), isPrimary: z.int() })

const primaryAmong =
  (table: SQLiteTable) =>
  async ({ db }: Service, ids: readonly number[]): Promise<ReadonlyMap<number, boolean>> => {
    const rows = await checkedRows(
      db.orm,
      primaryRow,
      sql`SELECT t.id, NOT EXISTS (SELECT 1 FROM ${table} AS o WHERE o.customer_id = t.customer_id
            AND (o.chosen_at > t.chosen_at OR o.chosen_at = t.chosen_at AND o.id < t.id)) AS isPrimary
          FROM json_each(${JSON.stringify(ids)}) AS wanted CROSS JOIN ${table} AS t ON t.id = wanted.value`,
    )
    return new Map(rows.map(({ id, isPrimary }) => [id, isPrimary === 1]))
  }

/** Whether each of some addresses is the primary one of its customer. One read. */
export const readPrimaryAddresses = primaryAmong(postalAddresses)

/** Whether each of some employments is the primary one of its person. One read. */
export const readPrimaryEmployments = primaryAmong(employments)
