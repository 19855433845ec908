import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import type { Statement } from '../../database/client.ts'
import { relationshipOverrides } from '../../database/tables/relationships.ts'
import { requireCustomer } from '../customers/require-customer.ts'
import { dayText, expectedVersion, idOf, parse, text } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { commit, guard, thisChange } from '../writes/commit.ts'
import { nextVersion, otherVersion } from '../writes/versions.ts'
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

export type SetOverrideInput = z.input<typeof schema>

/** No override outlives two years: by then somebody has to look at it again. */
const longestDays = 731

/**
 * Gives a customer a level by hand until a day; one that stands, also one whose days are over, is replaced.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` on `expectedVersion`
 */
export async function setOverride(
  service: Service,
  input: SetOverrideInput,
): Promise<{ customerId: number }> {
  requireScope(service.actor, 'relationships:write')
  const { customer, level, reason, until, expectedVersion: expected } = parse(schema, input)
  if (until <= service.today) throw invalid(['until'], 'does not lie in the future')
  if (until > service.today + longestDays) throw invalid(['until'], 'lies more than two years ahead')
  const [current] = await Promise.all([
    readOverride(service, customer),
    requireCustomer(service, customer, ['customer']),
  ])
  requireOverrideVersion(current, expected)
  const { actor, now } = service
  const said = { level, reason, until, author: actor.caller, staffId: actor.staffId }
  const { result } = await commit(
    service,
    {
      action: 'relationship.override',
      entity: 'customer',
      entityId: customer,
      detail: { level, reason, until, replaced: current && traceOf(current) },
    },
    current
      ? replaced(service, current, said)
      : [
          service.db.orm.insert(relationshipOverrides).values({
            ...said,
            customerId: customer,
            createdAt: now,
            updatedAt: now,
            version: 1,
            changeId: thisChange,
          }),
        ],
    { customerId: customer },
  )
  return result
}

/** What the same author says again changes nothing; what another says again is then the other's word. */
function replaced(service: Service, current: Stored, said: Partial<Stored>): Statement[] {
  const next = nextVersion(service, current, said)
  if (next === null) return []
  return [
    unchangedOverride(service, current),
    service.db.orm
      .update(relationshipOverrides)
      .set(next)
      .where(eq(relationshipOverrides.customerId, current.customerId)),
  ]
}

type Stored = typeof relationshipOverrides.$inferSelect

/** What is stored for a customer, in force or not. */
export async function readOverride(service: Service, customerId: number): Promise<Stored | null> {
  const [row] = await service.db.orm
    .select()
    .from(relationshipOverrides)
    .where(eq(relationshipOverrides.customerId, customerId))
  return row ?? null
}

/** @throws UserError `CONFLICT` */
export function requireOverrideVersion(current: Stored | null, expected: number | null | undefined): void {
  if (expected == null || expected === current?.version) return
  throw otherVersion(
    current ? `The override is at version ${current.version}.` : 'There is no override any more.',
  )
}

export const unchangedOverride = (service: Service, { customerId, version }: Stored) =>
  guard(
    service,
    sql`EXISTS (SELECT 1 FROM relationship_overrides WHERE customer_id = ${customerId} AND version = ${version})`,
  )

/** What the audit trail keeps of an override that ends. */
export const traceOf = ({ level, reason, until, author }: Stored) => ({ level, reason, until, author })
