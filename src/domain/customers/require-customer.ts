import { and, eq } from 'drizzle-orm'
import { customers } from '../../database/tables/customers/customers.ts'
import { customersWithinReach } from '../reach/customers.ts'
import { standingCustomer } from '../reach/standing.ts'
import { conflict, type Issue } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { found } from '../writes/versions.ts'

/** @throws UserError `CONFLICT` with reason `ERASED` */
export function requireUnerased({ erasedAt }: { erasedAt: number | null }, path: Issue['path']): void {
  if (erasedAt !== null) throw conflict(path, say('customerErased'), { reason: 'ERASED' })
}

/** @throws UserError `CONFLICT` with reason `RESTRICTED` */
export function requireUnrestricted(
  { restrictedAt }: { restrictedAt: number | null },
  path: Issue['path'],
): void {
  if (restrictedAt !== null) throw conflict(path, say('customerRestricted'), { reason: 'RESTRICTED' })
}

async function readStanding(service: Service, id: number, path: Issue['path']) {
  const query = service.db.orm
    .select({ id: customers.id, erasedAt: customers.erasedAt, restrictedAt: customers.restrictedAt })
    .from(customers)
    .where(and(eq(customers.id, standingCustomer(id)), customersWithinReach(service.actor, customers)))
  const row = await found(query, 'customer', path)
  requireUnerased(row, path)
  return row
}

/**
 * The id of the customer whom an id stands for, whom the actor reaches. One read.
 * @throws UserError `NOT_FOUND`, `CONFLICT` where the person was erased
 */
export async function requireCustomer(service: Service, id: number, path: Issue['path']): Promise<number> {
  return (await readStanding(service, id, path)).id
}

/**
 * The same of one for whom something new may be planned.
 * @throws UserError `NOT_FOUND`, `CONFLICT` where the person was erased, or the customer is restricted
 */
export async function requireUnrestrictedCustomer(
  service: Service,
  id: number,
  path: Issue['path'],
): Promise<number> {
  const row = await readStanding(service, id, path)
  requireUnrestricted(row, path)
  return row.id
}
