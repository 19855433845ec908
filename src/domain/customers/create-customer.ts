import type { Statement } from '../../database/client.ts'
import { customerExternalIds, customerRegions, customers } from '../../database/tables/customers.ts'
import { parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { commit, thisChange } from '../writes/commit.ts'
import { newcomersChannels, requireChannelsApart } from './channels.ts'
import { type CustomerFields, customerFields } from './input.ts'
import { newCustomerRow } from './new-customer.ts'
import { type References, resolveReferences } from './references.ts'
import { UNKNOWN_SINCE } from './region-history.ts'

/**
 * Creates a customer: a prospect until a purchase is known. A region without `regionSince` counts as the
 * customer's since ever. A caller who sees only its own customers becomes the owner.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`
 */
export async function createCustomer(service: Service, input: unknown): Promise<{ customerId: number }> {
  requireScope(service.actor, 'customers:write')
  const fields = parse(customerFields(service), input)
  const references = await resolveReferences(service, fields, { path: [] })
  return insertCustomer(service, fields, references, {})
}

/**
 * The write half, which an upsert shares.
 * @param told what the outcome says besides
 */
export async function insertCustomer<Told extends object>(
  service: Service,
  fields: CustomerFields,
  references: References,
  told: Told,
): Promise<{ customerId: number } & Told> {
  const customerId = service.newId()
  const { orm } = service.db
  const { actor } = service
  if (actor.reach === 'OWNED' && actor.staffId === null)
    throw invalid(['owner'], 'You stand for no staff member, so you would not see this customer.')
  if (actor.reach === 'OWNED' && references.ownerId != null && references.ownerId !== actor.staffId)
    throw invalid(['owner'], 'You can create only customers of your own.')
  if (fields.regionSince != null && references.regionId == null)
    throw invalid(['regionSince'], 'This says since when, but not which region.')
  requireChannelsApart(fields, newcomersChannels, [])
  const ownerId = actor.reach === 'OWNED' ? actor.staffId : (references.ownerId ?? null)
  const statements: Statement[] = [
    orm.insert(customers).values(
      newCustomerRow(service, customerId, {
        ...(fields.kind === undefined ? {} : { kind: fields.kind }),
        name: fields.name ?? null,
        email: fields.email ?? null,
        phone: fields.phone ?? null,
        gender: fields.gender ?? null,
        birthDate: fields.birthDate ?? null,
        acquisitionSource: fields.acquisitionSource ?? null,
        ownerId,
        regionId: references.regionId ?? null,
        preferredChannels: fields.preferredChannels ?? [],
        forbiddenChannels: fields.forbiddenChannels ?? [],
        attributes: fields.attributes ?? {},
      }),
    ),
    ...references.newExternalIds.map(key => orm.insert(customerExternalIds).values({ ...key, customerId })),
  ]
  if (references.regionId != null) {
    statements.push(
      orm.insert(customerRegions).values({
        customerId,
        since: fields.regionSince ?? UNKNOWN_SINCE,
        regionId: references.regionId,
        changeId: thisChange,
      }),
    )
  }
  const change = { action: 'customer.create', entity: 'customer', entityId: customerId }
  const { result } = await commit(service, change, statements, { customerId, ...told })
  return result
}
