import { and, eq } from 'drizzle-orm'
import { contactPoints } from '../../database/tables/customers/contact-points.ts'
import { customers } from '../../database/tables/customers/customers.ts'
import { requireUnerased } from '../customers/require-customer.ts'
import { parse } from '../input/fields.ts'
import { customersWithinReach } from '../reach/customers.ts'
import { standingCustomer } from '../reach/standing.ts'
import { requireScope } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { emailSaid, phoneSaid } from '../tombstones/marks.ts'
import { refuseErased } from '../tombstones/refuse-erased.ts'
import { say } from '../wording/say.ts'
import { commit } from '../writes/commit.ts'
import { found, inOrder } from '../writes/versions.ts'
import { type ContactKind, newContactPointFields, takenContactPoint } from './input.ts'
import { keepingPrimary, newContactPointRow, primaryOf, reachedColumns, withPrimary } from './primary.ts'

const most = 20

/**
 * Adds an e-mail or a phone to those of a customer. The first of its kind is the primary one; another becomes it by
 * `primary`, and the one before stays beside it.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` for one that the customer has
 */
export async function addContactPoint(
  service: Service,
  input: unknown,
): Promise<{ contactPointId: number; customerId: number }> {
  requireScope(service.actor, 'customers:write')
  // Whether the customer has it already shows.
  requireScope(service.actor, 'customers:personal')
  const said = parse(newContactPointFields(service), input)
  const { orm } = service.db
  const named = standingCustomer(said.customer)
  const within = and(eq(customers.id, named), customersWithinReach(service.actor, customers))
  const [customer, others] = await inOrder([
    found(
      orm
        .select({ ...reachedColumns, erasedAt: customers.erasedAt })
        .from(customers)
        .where(within),
      'customer',
      ['customer'],
    ),
    Promise.resolve(
      orm
        .select({ value: contactPoints.value })
        .from(contactPoints)
        .where(eq(contactPoints.customerId, named)),
    ),
    refuseErased(service, [
      ...(said.email ? [emailSaid(said.email, ['email'])] : []),
      ...(said.phone ? [phoneSaid(said.phone, ['phone'])] : []),
    ]),
  ])
  requireUnerased(customer, ['customer'])
  if (others.length >= most) throw invalid(['customer'], say('moreContactPoints', { max: most }))
  const kind: ContactKind = said.email == null ? 'PHONE' : 'EMAIL'
  const value = said.email ?? said.phone ?? ''
  const row = newContactPointRow(service, {
    customerId: customer.id,
    ...{ kind, value, label: said.label ?? null, verifiedOn: said.verifiedOn ?? null },
  })
  const takesOver = said.primary === true || primaryOf(customer, kind) === null
  const known = [value, ...others.map(other => other.value)]
  const beside = takesOver
    ? [keepingPrimary(service, customer, kind, known), withPrimary(service, customer, kind, value)]
    : []
  return commit(
    service,
    [
      ...beside.flatMap(({ told }) => told),
      { action: 'contact-point.add', entityId: row.id, after: row } as const,
    ],
    [...beside.flatMap(({ statements }) => statements), orm.insert(contactPoints).values(row)],
    { contactPointId: row.id, customerId: customer.id },
    takenContactPoint(service, kind, value),
  )
}
