import { count, eq } from 'drizzle-orm'
import { postalAddresses } from '../../database/tables/postal-addresses.ts'
import { requireCustomer } from '../customers/require-customer.ts'
import { parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { commit } from '../writes/commit.ts'
import { firstVersion, inOrder } from '../writes/versions.ts'
import { newPostalAddressFields, requireValidity } from './input.ts'

const most = 20

/**
 * Adds a postal address to those of a customer. The first is the primary one; another becomes it by `primary`.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`
 */
export async function addPostalAddress(
  service: Service,
  input: unknown,
): Promise<{ postalAddressId: number; customerId: number }> {
  requireScope(service.actor, 'customers:write')
  const { customer: customerId, primary, ...said } = parse(newPostalAddressFields, input)
  const { orm } = service.db
  const ofCustomer = eq(postalAddresses.customerId, customerId)
  const [, [others]] = await inOrder([
    requireCustomer(service, customerId, ['customer']),
    Promise.resolve(orm.select({ count: count() }).from(postalAddresses).where(ofCustomer)),
  ])
  if (others !== undefined && others.count >= most)
    throw invalid(['customer'], say('moreAddresses', { max: most }))
  const row = {
    id: service.newId(),
    ...{ customerId, label: said.label ?? null, recipient: said.recipient ?? null, lines: said.lines },
    ...{ postalCode: said.postalCode ?? null, locality: said.locality ?? null, region: said.region ?? null },
    country: said.country ?? service.workspace.phoneCountry,
    ...{ validFrom: said.validFrom ?? null, validUntil: said.validUntil ?? null },
    chosenAt: primary ? service.now : 0,
    ...firstVersion(service),
  }
  requireValidity(row, [])
  return commit(
    service,
    { action: 'postal-address.add', entityId: row.id, after: row },
    [orm.insert(postalAddresses).values(row)],
    { postalAddressId: row.id, customerId },
  )
}
