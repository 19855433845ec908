import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { relationshipOverrides } from '../../database/tables/value/relationships.ts'
import { requireUnrestrictedCustomer } from '../customers/require-customer.ts'
import { dayText, expectedVersion, idOf, parse, text } from '../input/fields.ts'
import { standingCustomer } from '../reach/standing.ts'
import { requireScope } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { commit, thisChange } from '../writes/commit.ts'
import { mayRead } from '../writes/may-read.ts'
import { firstVersion, inOrder, nextVersion, requireVersion, unchanged } from '../writes/versions.ts'
import { moveLevels, noPlaces } from './levels-sql.ts'
import { relationshipLevel } from './policy.ts'

const schema = z.strictObject({
  customer: idOf('customer'),
  level: relationshipLevel,
  reason: text(500),
  /** The last day on which it holds. */
  until: dayText,
  /** Of the override that stands, if one does. */
  expectedVersion,
})

/** No override outlives two years: by then somebody has to look at it again. */
const longestDays = 731

/**
 * Gives a customer a level by hand until a day; one that stands, also one whose days are over, is replaced.
 * The stored level follows in the same write.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` on `expectedVersion`, and for a
 * customer who is restricted
 */
export async function setOverride(service: Service, input: unknown): Promise<{ customerId: number }> {
  requireScope(service.actor, 'relationships:write')
  const { customer: named, level, reason, until, expectedVersion } = parse(schema, input)
  if (until <= service.today) throw invalid(['until'], say('notFuture'))
  if (until > service.today + longestDays) throw invalid(['until'], say('yearsAhead', { years: 2 }))
  const [current, customer] = await inOrder([
    readOverride(service, named),
    requireUnrestrictedCustomer(service, named, ['customer']),
  ])
  requireVersion(current, 'override', expectedVersion)
  const { actor, db } = service
  const values = { level, reason, until, author: actor.caller, staffId: actor.staffId }
  const change = { action: 'relationship.override', entityId: customer } as const
  const result = { customerId: customer }
  const moved = moveLevels(JSON.stringify([customer]), noPlaces, service.today, thisChange)
  if (!current) {
    const row = { ...values, customerId: customer, ...firstVersion(service) }
    return commit(
      service,
      { ...change, after: row },
      [db.orm.insert(relationshipOverrides).values(row), ...moved],
      result,
    )
  }
  // What the same author says again changes nothing; what another says again is then the other's word.
  const next = nextVersion(service, current, values)
  const known = actor.scopes.has('relationships:read') && mayRead(actor, change.action, values)
  if (next.same && known) return result
  const same = eq(relationshipOverrides.customerId, customer)
  return commit(
    service,
    { ...change, before: current, after: next.after },
    [
      unchanged(service, relationshipOverrides, same, current.version),
      db.orm.update(relationshipOverrides).set(next.set).where(same),
      ...moved,
    ],
    result,
  )
}

type Stored = typeof relationshipOverrides.$inferSelect

/** What is stored for the customer whom an id stands for, in force or not. */
export async function readOverride(service: Service, customerId: number): Promise<Stored | null> {
  const [row] = await service.db.orm
    .select()
    .from(relationshipOverrides)
    .where(eq(relationshipOverrides.customerId, standingCustomer(customerId)))
  return row ?? null
}
