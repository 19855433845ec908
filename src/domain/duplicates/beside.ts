import { type SQL, sql } from 'drizzle-orm'
import { contactKinds } from '../../database/tables/customers/contact-points.ts'
import { primaryOf } from '../contact-points/primary.ts'
import type { Service } from '../service/service.ts'
import { thisChange } from '../writes/commit.ts'
import type { CustomerRow } from './read-pair.ts'
import type { Undoing } from './since-sql.ts'

/**
 * Keeps the primary e-mail and phone that give way beside those that stay, where the survivor has no such row by then.
 * @param pair both customers as they were
 */
export const keepBeside = (
  service: Service,
  mergeId: number,
  survivor: CustomerRow,
  pair: readonly CustomerRow[],
): SQL[] =>
  contactKinds.flatMap(kind =>
    pair.flatMap(row => {
      const value = primaryOf(row, kind)
      if (value === null || value === primaryOf(survivor, kind)) return []
      const isMissing = sql`NOT EXISTS (
        SELECT 1 FROM contact_points WHERE customer_id = ${survivor.id} AND value = ${value})`
      return [
        sql`INSERT INTO customer_merge_rows (merge_id, holding, key, row, moved)
          SELECT ${mergeId}, 'contact_points', json_array(${value}), NULL, 0 WHERE ${isMissing}`,
        sql`INSERT INTO contact_points (id, customer_id, kind, value, created_at, updated_at, version, change_id)
          SELECT ${service.newId()}, ${survivor.id}, ${kind}, ${value}, ${service.now}, ${service.now}, 1, ${thisChange}
          WHERE ${isMissing}`,
      ]
    }),
  )

/**
 * Takes away again what a merge kept beside: what is primary again, and what the merged customer takes along. Of what
 * somebody says something since nothing goes.
 */
export const dropBeside = ({ mergeId, survivor, at }: Undoing, pair: readonly CustomerRow[]): SQL => sql`
  DELETE FROM contact_points WHERE customer_id = ${survivor} AND created_at = ${at}
    AND label IS NULL AND verified_on IS NULL
    AND json_array(value) IN (SELECT key FROM customer_merge_rows
      WHERE merge_id = ${mergeId} AND holding = 'contact_points' AND row IS NULL)
    AND value IN (SELECT value FROM json_each(${JSON.stringify(pair.flatMap(({ email, phone }) => [email, phone]))}))`
