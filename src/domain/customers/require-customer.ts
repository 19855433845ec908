import { and, eq } from 'drizzle-orm'
import { customers } from '../../database/tables/customers.ts'
import { customersWithinReach } from '../reach/customers.ts'
import { standingCustomer } from '../reach/standing.ts'
import type { Issue } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { found } from '../writes/versions.ts'

/**
 * The id of the customer whom an id stands for, whom the actor reaches. One read.
 * @throws UserError `NOT_FOUND`
 */
export async function requireCustomer(service: Service, id: number, path: Issue['path']): Promise<number> {
  const query = service.db.orm
    .select({ id: customers.id })
    .from(customers)
    .where(and(eq(customers.id, standingCustomer(id)), customersWithinReach(service.actor, customers)))
  return (await found(query, 'customer', path)).id
}
