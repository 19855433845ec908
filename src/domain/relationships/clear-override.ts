import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { relationshipOverrides } from '../../database/tables/value/relationships.ts'
import { requireCustomer } from '../customers/require-customer.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { notFound } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { commit, thisChange } from '../writes/commit.ts'
import { inOrder, requireVersion, unchanged } from '../writes/versions.ts'
import { moveLevels, rankedPlaces } from './levels-sql.ts'
import { readMarket } from './market-segments.ts'
import { readOverride } from './set-override.ts'

const schema = z.strictObject({ customer: idOf('customer'), expectedVersion })

/**
 * Takes a level given by hand away again, so that the recommended one holds; the stored level follows in the same
 * write. The audit trail keeps what it was.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND` for the customer or without an override, `CONFLICT` on
 * `expectedVersion`
 */
export async function clearOverride(service: Service, input: unknown): Promise<{ customerId: number }> {
  requireScope(service.actor, 'relationships:write')
  const { customer: named, expectedVersion } = parse(schema, input)
  const [current, customer, market] = await inOrder([
    readOverride(service, named),
    requireCustomer(service, named, ['customer']),
    readMarket(service),
  ])
  requireVersion(current, 'override', expectedVersion)
  if (!current) throw notFound(['customer'], 'override')
  const same = eq(relationshipOverrides.customerId, customer)
  return commit(
    service,
    { action: 'relationship.override-clear', entityId: customer, before: current },
    [
      unchanged(service, relationshipOverrides, same, current.version),
      service.db.orm.delete(relationshipOverrides).where(same),
      ...moveLevels(JSON.stringify([customer]), rankedPlaces(market), service.today, thisChange),
    ],
    { customerId: customer },
  )
}
