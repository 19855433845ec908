import { and, eq, inArray, sql } from 'drizzle-orm'
import * as z from 'zod'
import { customerExternalIds, customers } from '../../database/tables/customers/customers.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { customersWithinReach } from '../reach/customers.ts'
import { standingCustomer } from '../reach/standing.ts'
import { requireScope } from '../service/actor.ts'
import { notFound } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { commit, thisChange } from '../writes/commit.ts'
import { requireVersion, unchanged } from '../writes/versions.ts'
import { externalIdInput } from './find.ts'
import { isKey, keyTold } from './references.ts'

const schema = z.strictObject({
  externalId: externalIdInput,
  to: idOf('customer'),
  /** Of the customer that gets it. */
  expectedVersion,
})

/**
 * Gives an external id of one customer to another: it was the wrong one's. What was recorded stays with whom it was
 * recorded. The trails of both tell it. Moving it to whom has it changes nothing.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND` for an external id or a customer that is not there for the caller,
 * `CONFLICT` on `expectedVersion`
 */
export async function moveExternalId(
  service: Service,
  input: unknown,
): Promise<{ customerId: number; fromId: number }> {
  requireScope(service.actor, 'customers:write')
  const { externalId, to, expectedVersion } = parse(schema, input)
  const { orm } = service.db
  const holder = orm
    .select({ id: customerExternalIds.customerId })
    .from(customerExternalIds)
    .where(isKey(externalId))
  const both = await orm
    .select({
      id: customers.id,
      version: customers.version,
      holds: sql<number>`${inArray(customers.id, holder)}`,
      gets: sql<number>`${eq(customers.id, standingCustomer(to))}`,
    })
    .from(customers)
    .where(
      and(
        sql`(${eq(customers.id, standingCustomer(to))} OR ${inArray(customers.id, holder)})`,
        customersWithinReach(service.actor, customers),
      ),
    )
  const from = both.find(one => one.holds === 1)
  const target = both.find(one => one.gets === 1)
  if (!from) throw notFound(['externalId'], 'externalId')
  if (!target) throw notFound(['to'], 'customer')
  requireVersion(target, 'customer', expectedVersion)
  const result = { customerId: target.id, fromId: from.id }
  if (from.id === target.id) return result
  const nextOf = ({ id, version }: typeof target) => [
    unchanged(service, customers, eq(customers.id, id), version),
    orm
      .update(customers)
      .set({ version: version + 1, updatedAt: service.now, changeId: thisChange })
      .where(eq(customers.id, id)),
  ]
  const change = { action: 'customer.external-id-move', detail: { from: from.id, to: target.id } } as const
  const externalIds = [keyTold(externalId)]
  return commit(
    service,
    [
      { ...change, entityId: from.id, before: { externalIds } },
      { ...change, entityId: target.id, after: { externalIds } },
    ],
    [
      ...nextOf(from),
      ...nextOf(target),
      orm.update(customerExternalIds).set({ customerId: target.id }).where(isKey(externalId)),
    ],
    result,
  )
}
