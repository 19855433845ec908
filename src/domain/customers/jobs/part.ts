import { and, asc, getTableColumns, gt } from 'drizzle-orm'
import { customers } from '../../../database/tables/customers/customers.ts'
import { customerTable } from '../../fields/tables.ts'
import { holding, requireScopesOf } from '../../filters/apply.ts'
import type { Condition } from '../../filters/condition.ts'
import { readCondition } from '../../filters/read.ts'
import { customersWithinReach } from '../../reach/customers.ts'
import { requireScope } from '../../service/actor.ts'
import { invalid } from '../../service/errors.ts'
import type { Outcome } from '../../service/idempotency.ts'
import type { Gathering, Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { commitBatch, ErasedCustomers, StaleRead } from '../../writes/commit.ts'
import { isChanged, mostInputs, prepared } from '../../writes/many.ts'
import { updateCustomer } from '../update-customer.ts'

/** A customer that stays as it is, and why. */
export interface Refusal {
  customerId: number
  error: Extract<Outcome, { error: unknown }>['error']
}

/** What becomes of the customers that one part comes to. */
export interface Part {
  changed: number
  unchanged: number
  refused: Refusal[]
  /** The last customer that was looked at; null where there was none. */
  lastId: number | null
  /** Whether more may follow. */
  more: boolean
  /** What it would write. */
  gathering: Gathering
}

/**
 * Whom a filter takes.
 * @throws UserError `INVALID_INPUT`, also for one that asks nothing
 * @throws AuthorizationError for what the actor may not read
 */
export function conditionOf(service: Service, filter: unknown): Condition {
  requireScope(service.actor, 'customers:write')
  requireScope(service.actor, 'customers:read')
  const condition = readCondition(customerTable, filter, service.workspace)
  if (!condition) throw invalid(['filter'], say('conditionOfAll'))
  requireScopesOf(service, condition)
  return condition
}

/**
 * Prepares the change of the next customers within reach for whom a condition holds, at most 250 in the order of their
 * ids. Whoever goes on behind the last one meets each once, whatever the change does to the condition. Two round trips.
 */
export async function nextPart(
  service: Service,
  { condition, patch, place }: { condition: Condition; patch: object; place: number },
): Promise<Part> {
  const found = await service.db.orm
    .select({ id: customers.id })
    .from(customers)
    .where(
      and(
        gt(customers.id, place),
        customersWithinReach(service.actor, customers),
        holding(service, condition, getTableColumns(customers)),
      ),
    )
    .orderBy(asc(customers.id))
    .limit(mostInputs + 1)
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
  const changed = ids.filter(id => isChanged(gathering, 'customer', id)).length
  return {
    ...{ changed, refused, gathering },
    unchanged: ids.length - changed - refused.length,
    lastId: ids.at(-1) ?? null,
    more: found.length > mostInputs,
  }
}

/**
 * Stores what was prepared of a part. Whoever was erased meanwhile is refused when it is read again.
 * @throws StaleRead
 */
export async function storePart<Result>(service: Service, gathering: Gathering, result: Result) {
  try {
    return await commitBatch(service, gathering, result)
  } catch (error) {
    throw error instanceof ErasedCustomers ? new StaleRead(error.message) : error
  }
}

/** How many of the refused a job names. */
export const refusalsShown = 100

/** Where a job stands behind a part. */
export const behind = (
  { place, changed, unchanged, refused, refusals }: Counts & { place: number; refusals: readonly object[] },
  part: Part,
) => ({
  place: part.lastId ?? place,
  changed: changed + part.changed,
  unchanged: unchanged + part.unchanged,
  refused: refused + part.refused.length,
  refusals: [...refusals, ...part.refused].slice(0, refusalsShown),
})

interface Counts {
  changed: number
  unchanged: number
  refused: number
}

/** Those that a stored job names. */
export const refusalsOf = ({ refusals }: { refusals: readonly object[] }) => refusals as Refusal[]
