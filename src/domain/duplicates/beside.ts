import { type SQL, sql } from 'drizzle-orm'
import { contactKinds } from '../../database/tables/customers/contact-points.ts'
import { primaryOf } from '../contact-points/primary.ts'
import type { Service } from '../service/service.ts'
import { thisChange } from '../writes/commit.ts'
import type { Undoing } from './give-back-sql.ts'
import type { CustomerRow } from './read-pair.ts'

/**
 * Keeps the primary e-mail and phone that give way beside those that stay, where the survivor has no such row by then.
 * @param pair both customers as they were
 */
export const keepBeside = (service: Service, survivor: CustomerRow, pair: readonly CustomerRow[]): SQL[] =>
  contactKinds.flatMap(kind =>
    pair.flatMap(row => {
      const value = primaryOf(row, kind)
      if (value === null || value === primaryOf(survivor, kind)) return []
      return [
        sql`INSERT INTO contact_points (id, customer_id, kind, value, created_at, updated_at, version, change_id)
          SELECT ${service.newId()}, ${survivor.id}, ${kind}, ${value}, ${service.now}, ${service.now}, 1, ${thisChange}
          WHERE NOT EXISTS (SELECT 1 FROM contact_points WHERE customer_id = ${survivor.id} AND value = ${value})`,
      ]
    }),
  )

/**
 * Takes away again what a merge kept beside: what is primary again, and what the merged customer takes along. Of what
 * somebody wrote since nothing goes.
 */
export const dropBeside = ({ survivor, at, change }: Undoing, pair: readonly CustomerRow[]): SQL => sql`
  DELETE FROM contact_points WHERE customer_id = ${survivor} AND created_at = ${at} AND version = 1
    AND change_id >= ${change}
    AND value IN (SELECT value FROM json_each(${JSON.stringify(pair.flatMap(({ email, phone }) => [email, phone]))}))`
