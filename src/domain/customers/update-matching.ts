import { and, asc, getTableColumns, gt } from 'drizzle-orm'
import * as z from 'zod'
import { customers } from '../../database/tables/customers.ts'
import { customerTable } from '../fields/tables.ts'
import { holding, requireScopesOf } from '../filters/apply.ts'
import { readCondition } from '../filters/read.ts'
import { idOf, parse } from '../input/fields.ts'
import { countRows } from '../lists/count.ts'
import { customersWithinReach } from '../reach/customers.ts'
import { requireScope } from '../service/actor.ts'
import { invalid, UserError } from '../service/errors.ts'
import type { Outcome } from '../service/idempotency.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { commitBatch } from '../writes/commit.ts'
import { isChanged, mostInputs, prepared } from '../writes/many.ts'
import { customerList } from './list.ts'
import { updateCustomer } from './update-customer.ts'

const schema = z.strictObject({
  filter: z.unknown(),
  /** Of what only one can have there is none: `updateCustomer` reads the rest. */
  patch: z.strictObject({
    owner: z.unknown().optional(),
    region: z.unknown().optional(),
    regionSince: z.unknown().optional(),
    acquisitionSource: z.unknown().optional(),
    attributesMerge: z.unknown().optional(),
    tagsAdd: z.unknown().optional(),
    tagsRemove: z.unknown().optional(),
  }),
  after: idOf('customer').nullish(),
  dryRun: z.boolean().nullish(),
})

/** What became of those that one request came to. */
export interface Matching {
  /** How many fit in all when the request came; null behind the first request. */
  matching: { rows: number; exact: boolean } | null
  changed: number
  unchanged: number
  refused: { customerId: number; error: Extract<Outcome, { error: unknown }>['error'] }[]
  /** The last customer that was looked at, while more may follow. */
  lastId: number | null
}

/**
 * Changes all customers within reach for whom a condition holds, in the order of their ids: at most 250 in one request,
 * together, each a change of its own. Whoever goes on behind `lastId` meets each customer once, whatever the change does
 * to the condition. A dry run says the same and writes nothing.
 * @throws UserError `INVALID_INPUT` for a filter that asks nothing, and where all are refused alike
 */
export async function updateMatchingCustomers(service: Service, input: unknown): Promise<Matching> {
  requireScope(service.actor, 'customers:write')
  requireScope(service.actor, 'customers:read')
  const { filter, patch, after, dryRun } = parse(schema, input)
  const condition = readCondition(customerTable, filter, service.workspace)
  if (!condition) throw invalid(['filter'], say('emptyCondition'))
  requireScopesOf(service, condition)
  const columns = getTableColumns(customers)
  const [found, matching] = await Promise.all([
    service.db.orm
      .select({ id: customers.id })
      .from(customers)
      .where(
        and(
          gt(customers.id, after ?? 0),
          customersWithinReach(service.actor, customers),
          holding(service, condition, columns),
        ),
      )
      .orderBy(asc(customers.id))
      .limit(mostInputs + 1),
    after == null ? countRows(service, customerList, condition) : null,
  ])
  const ids = found.slice(0, mostInputs).map(({ id }) => id)
  const { outcomes, gathering } = await prepared(
    service,
    updateCustomer,
    ids.map(id => ({ id, patch })),
  )
  const refused = ids.flatMap((customerId, at) => {
    const outcome = outcomes[at]
    return outcome && 'error' in outcome ? [{ customerId, error: outcome.error }] : []
  })
  const [first] = refused
  if (first && refused.length === ids.length)
    throw new UserError(first.error.code, first.error.saying, first.error.issues)
  const changed = ids.filter(id => isChanged(gathering, 'customer', id)).length
  const result: Matching = {
    ...{ matching, changed, refused },
    unchanged: ids.length - changed - refused.length,
    lastId: found.length > mostInputs ? (ids.at(-1) ?? null) : null,
  }
  return dryRun ? result : commitBatch(service, gathering.statements, result)
}
