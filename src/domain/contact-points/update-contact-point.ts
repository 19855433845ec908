import { and, eq } from 'drizzle-orm'
import * as z from 'zod'
import { contactPoints } from '../../database/tables/customers/contact-points.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { updateRow } from '../writes/update-row.ts'
import { foundAt } from '../writes/versions.ts'
import { contactPointPatch } from './input.ts'

const updateInput = (service: Service) =>
  z.strictObject({ id: idOf('contactPoint'), expectedVersion, patch: contactPointPatch(service) })

/**
 * Changes what is said of an e-mail or a phone: absent leaves, null clears. Itself it stays: another is another one.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`
 */
export async function updateContactPoint(
  service: Service,
  input: unknown,
): Promise<{ contactPointId: number; customerId: number }> {
  requireScope(service.actor, 'customers:write')
  const { id, patch, expectedVersion } = parse(updateInput(service), input)
  const within = and(eq(contactPoints.id, id), ofCustomersWithinReach(service, contactPoints))
  const query = service.db.orm.select().from(contactPoints).where(within)
  const current = await foundAt(query, 'contactPoint', expectedVersion)
  return updateRow(
    service,
    { table: contactPoints, current, patch },
    (before, after) => ({ action: 'contact-point.update', entityId: id, before, after }),
    { contactPointId: id, customerId: current.customerId },
  )
}
