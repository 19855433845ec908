import { and, eq, getTableColumns, sql } from 'drizzle-orm'
import * as z from 'zod'
import { customerDuplicates } from '../../../database/tables/customers/customer-duplicates.ts'
import { requireUnerased } from '../../customers/require-customer.ts'
import { expectedVersion, idOf, parse } from '../../input/fields.ts'
import { requireScope } from '../../service/actor.ts'
import type { Service } from '../../service/service.ts'
import { updateRow } from '../../writes/update-row.ts'
import { foundAt } from '../../writes/versions.ts'
import { bothWithinReach } from './list.ts'

const schema = z.strictObject({ id: idOf('customerDuplicate'), expectedVersion })

async function find(service: Service, input: unknown) {
  requireScope(service.actor, 'customers:write')
  const { id, expectedVersion } = parse(schema, input)
  const within = and(eq(customerDuplicates.id, id), bothWithinReach(service, customerDuplicates))
  const query = service.db.orm
    .select({ ...getTableColumns(customerDuplicates), erasedAt })
    .from(customerDuplicates)
    .where(within)
  const { erasedAt: erased, ...pair } = await foundAt(query, 'customerDuplicate', expectedVersion)
  requireUnerased({ erasedAt: erased }, ['id'])
  return pair
}

/** When one of the two was erased; null of both who are there. */
const erasedAt = sql<number | null>`(SELECT max(c.erased_at) FROM customers AS c
  WHERE c.id IN (customer_duplicates.first_id, customer_duplicates.second_id))`

/**
 * Says that two customers are not the same: no night takes that back.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`, also where one of the two was erased
 */
export async function dismissDuplicate(service: Service, input: unknown): Promise<{ duplicateId: number }> {
  const current = await find(service, input)
  const said = current.state === 'DISMISSED'
  return updateRow(
    service,
    {
      table: customerDuplicates,
      current,
      patch: said
        ? { state: 'DISMISSED' }
        : { state: 'DISMISSED', dismissedAt: service.now, dismissedBy: service.actor.caller },
    },
    (before, after) => ({ action: 'customer-duplicate.dismiss', entityId: current.id, before, after }),
    { duplicateId: current.id },
  )
}

/**
 * Takes that back. What the two have not in common any more by then the next night takes away.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`, also where one of the two was erased
 */
export async function reopenDuplicate(service: Service, input: unknown): Promise<{ duplicateId: number }> {
  const current = await find(service, input)
  return updateRow(
    service,
    {
      table: customerDuplicates,
      current,
      patch: { state: 'OPEN', dismissedAt: null, dismissedBy: null },
    },
    (before, after) => ({ action: 'customer-duplicate.reopen', entityId: current.id, before, after }),
    { duplicateId: current.id },
  )
}
