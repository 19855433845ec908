import { and, eq } from 'drizzle-orm'
import * as z from 'zod'
import { followUps } from '../../database/tables/care/follow-ups.ts'
import { customers } from '../../database/tables/customers/customers.ts'
import { requireUnerased, requireUnrestricted } from '../customers/require-customer.ts'
import { dayText, idOf, parse, text } from '../input/fields.ts'
import { policyInForce } from '../policies/read.ts'
import { customersWithinReach } from '../reach/customers.ts'
import { standingCustomer } from '../reach/standing.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { requireStaff } from '../staff/require-staff.ts'
import { say } from '../wording/say.ts'
import { commit } from '../writes/commit.ts'
import { firstVersion, found, inOrder } from '../writes/versions.ts'
import { requireAssignable } from './open-item.ts'
import { followUpPolicy } from './policy.ts'

/** Promised work may lie so many days ahead. */
const farthestDay = 3_660

export const dueDay = (service: Service) =>
  dayText
    .refine(day => day >= service.today, say('inPast'))
    .refine(day => day <= service.today + farthestDay, say('yearsAhead', { years: 10 }))

const schema = (service: Service) =>
  z.strictObject({
    customer: idOf('customer'),
    dueOn: dueDay(service),
    /** Who should do it: when nothing is said the actor's own staff member, else the customer's owner. */
    owner: idOf('staffMember').nullish(),
    note: text(2_000).nullish(),
  })

/**
 * Puts work that somebody promised a customer into the queue. It never expires, and no limit on contacts holds
 * it back.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` for a staff member who has left, for a person who was
 * erased, and for a customer who is restricted
 */
export async function createFollowUp(
  service: Service,
  input: unknown,
): Promise<{ followUpId: number; customerId: number }> {
  requireScope(service.actor, 'follow-ups:write')
  const { customer: named, dueOn, owner, note = null } = parse(schema(service), input)
  requireAssignable(service, owner, ['owner'])
  const { orm } = service.db
  const within = and(
    eq(customers.id, standingCustomer(named)),
    customersWithinReach(service.actor, customers),
  )
  const [customer, , { body: policy }] = await inOrder([
    found(
      orm
        .select({
          ...{ id: customers.id, ownerId: customers.ownerId, netSpendYear: customers.netSpendYear },
          ...{ erasedAt: customers.erasedAt, restrictedAt: customers.restrictedAt },
        })
        .from(customers)
        .where(within),
      'customer',
      ['customer'],
    ),
    requireStaff(service, owner, ['owner'], { active: true }),
    policyInForce(service, followUpPolicy),
  ])
  requireUnerased(customer, ['customer'])
  requireUnrestricted(customer, ['customer'])
  const id = service.newId()
  const customerId = customer.id
  const row = {
    id,
    customerId,
    tactic: 'MANUAL' as const,
    // Promises never replace one another.
    period: `manual:${id}`,
    state: 'OPEN' as const,
    dueOn,
    ownerId: owner ?? service.actor.staffId ?? customer.ownerId,
    note,
    reasons: [{ code: 'PROMISED', threshold: null, measured: null, facts: [] }],
    netSpendYear: customer.netSpendYear,
    createdOn: service.today,
    minutes: policy.promisedMinutes,
    ...firstVersion(service),
  }
  return commit(
    service,
    { action: 'follow-up.create', entityId: id, after: row },
    [orm.insert(followUps).values(row)],
    { followUpId: id, customerId },
  )
}
