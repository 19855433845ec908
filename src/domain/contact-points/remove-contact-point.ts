import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { contactPoints } from '../../database/tables/customers/contact-points.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit } from '../writes/commit.ts'
import { unchanged } from '../writes/versions.ts'
import { findContactPoint } from './find.ts'
import { primaryOf, withPrimary } from './primary.ts'

const schema = z.strictObject({ id: idOf('contactPoint'), expectedVersion })

/**
 * Takes an e-mail or a phone away from a customer. Of a primary one the oldest other of its kind takes the place.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`
 */
export async function removeContactPoint(service: Service, input: unknown): Promise<{ customerId: number }> {
  requireScope(service.actor, 'customers:write')
  const { point, customer, others } = await findContactPoint(service, parse(schema, input))
  const which = eq(contactPoints.id, point.id)
  const beside =
    primaryOf(customer, point.kind) === point.value
      ? withPrimary(service, customer, point.kind, others[0]?.value ?? null)
      : { told: [], statements: [] }
  return commit(
    service,
    [...beside.told, { action: 'contact-point.remove', entityId: point.id, before: point }],
    [
      unchanged(service, contactPoints, which, point.version),
      ...beside.statements,
      service.db.orm.delete(contactPoints).where(which),
    ],
    { customerId: customer.id },
  )
}
