import { and, eq } from 'drizzle-orm'
import * as z from 'zod'
import { postalAddresses } from '../../database/tables/postal-addresses.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit } from '../writes/commit.ts'
import { updateRow } from '../writes/update-row.ts'
import { foundAt, unchanged } from '../writes/versions.ts'
import { postalAddressFields, requireValidity } from './input.ts'

const key = { id: idOf('postalAddress'), expectedVersion }
const updateInput = z.strictObject({ ...key, patch: postalAddressFields })
const removeInput = z.strictObject(key)

function findPostalAddress(service: Service, id: number, expected: number | null | undefined) {
  const within = and(eq(postalAddresses.id, id), ofCustomersWithinReach(service, postalAddresses))
  const query = service.db.orm.select().from(postalAddresses).where(within)
  return foundAt(query, 'postalAddress', expected)
}

/**
 * Changes what `patch` names: absent leaves, null clears; `primary` puts the address before the customer's others.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`
 */
export async function updatePostalAddress(
  service: Service,
  input: unknown,
): Promise<{ postalAddressId: number; customerId: number }> {
  requireScope(service.actor, 'customers:write')
  const { id, patch, expectedVersion: expected } = parse(updateInput, input)
  const { primary, ...columns } = patch
  const current = await findPostalAddress(service, id, expected)
  requireValidity(
    {
      validFrom: columns.validFrom === undefined ? current.validFrom : columns.validFrom,
      validUntil: columns.validUntil === undefined ? current.validUntil : columns.validUntil,
    },
    ['patch'],
  )
  return updateRow(
    service,
    { table: postalAddresses, current, patch: { ...columns, ...(primary && { chosenAt: service.now }) } },
    (before, after) => ({ action: 'postal-address.update', entityId: id, before, after }),
    { postalAddressId: id, customerId: current.customerId },
  )
}

/**
 * Takes a postal address away from a customer; of the others the one that was chosen last, else the oldest, is primary.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`
 */
export async function removePostalAddress(service: Service, input: unknown): Promise<{ customerId: number }> {
  requireScope(service.actor, 'customers:write')
  const { id, expectedVersion: expected } = parse(removeInput, input)
  const current = await findPostalAddress(service, id, expected)
  const which = eq(postalAddresses.id, id)
  return commit(
    service,
    { action: 'postal-address.remove', entityId: id, before: current },
    [
      unchanged(service, postalAddresses, which, current.version),
      service.db.orm.delete(postalAddresses).where(which),
    ],
    { customerId: current.customerId },
  )
}
