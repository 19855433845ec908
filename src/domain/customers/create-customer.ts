import { customerExternalIds, customers } from '../../database/tables/customers/customers.ts'
import { parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import { isPersonal } from '../service/scopes.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { commit } from '../writes/commit.ts'
import { newcomersChannels, requireChannelsApart } from './channels.ts'
import { historyWrites } from './history-writes.ts'
import { type CustomerFields, customerColumns, customerFields } from './input.ts'
import { newCustomerRow } from './new-customer.ts'
import { keyTold, type References, resolveReferences } from './references.ts'
import { regionsTold, UNKNOWN_SINCE } from './region-history.ts'

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
 * @param outcome what the result says besides
 */
export async function insertCustomer<Outcome extends object>(
  service: Service,
  fields: CustomerFields,
  references: References,
  outcome: Outcome,
): Promise<{ customerId: number } & Outcome> {
  const { orm } = service.db
  const { actor } = service
  if (isPersonal(actor.reach) && actor.staffId === null) throw invalid(['owner'], say('noOwnCustomers'))
  if (isPersonal(actor.reach) && references.ownerId != null && references.ownerId !== actor.staffId)
    throw invalid(['owner'], say('ownCustomersOnly'))
  if (actor.reach === 'REGION' && references.regionId == null) throw invalid(['region'], say('missing'))
  if (fields.regionSince != null && references.regionId == null)
    throw invalid(['regionSince'], say('sinceWithoutRegion'))
  requireChannelsApart(fields, newcomersChannels, [])
  const ownerId = isPersonal(actor.reach) ? actor.staffId : (references.ownerId ?? null)
  const { regionId = null, newExternalIds } = references
  const row = newCustomerRow(service, service.newId(), { ...customerColumns(fields), ownerId, regionId })
  const history = new Map(regionId === null ? [] : [[fields.regionSince ?? UNKNOWN_SINCE, regionId]])
  return commit(
    service,
    {
      action: 'customer.create',
      entityId: row.id,
      after: { ...row, externalIds: newExternalIds.map(keyTold), regions: regionsTold(history) },
    },
    [
      orm.insert(customers).values(row),
      ...newExternalIds.map(key => orm.insert(customerExternalIds).values({ ...key, customerId: row.id })),
      ...historyWrites(service, row.id, new Map(), history),
    ],
    { customerId: row.id, ...outcome },
  )
}
