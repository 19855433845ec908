import { and, eq } from 'drizzle-orm'
import { customers } from '../../database/tables/customers.ts'
import type { Issue } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { found } from '../writes/versions.ts'
import { customersWithinReach } from './reach.ts'

/**
 * Checks that the actor reaches a customer. One read.
 * @throws UserError `NOT_FOUND`
 */
export async function requireCustomer(service: Service, id: number, path: Issue['path']): Promise<void> {
  const within = and(eq(customers.id, id), customersWithinReach(service.actor, customers))
  await found(service.db.orm.select({ id: customers.id }).from(customers).where(within), 'customer', path)
}
