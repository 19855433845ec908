import { eq, type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import type { Statement } from '../../database/client.ts'
import { customerExternalIds, customers } from '../../database/tables/customers/customers.ts'
import { parsePhone } from '../../lib/phone.ts'
import type { Change } from '../changes/change.ts'
import { type ExternalKey, externalIdInput, reachedAt } from '../customers/find.ts'
import { newCustomerRow } from '../customers/new-customer.ts'
import { keyTold } from '../customers/references.ts'
import { requireUnerased } from '../customers/require-customer.ts'
import { emailText, idOf, text } from '../input/fields.ts'
import { isWithin } from '../reach/customers.ts'
import { standingCustomer } from '../reach/standing.ts'
import type { Actor } from '../service/actor.ts'
import { conflict, invalid, notFound } from '../service/errors.ts'
import { isPersonal } from '../service/scopes.ts'
import type { Service, Workspace } from '../service/service.ts'
import { emailSaid, keySaid, phoneSaid, type Said } from '../tombstones/marks.ts'
import { erasureOf } from '../tombstones/refuse-erased.ts'
import { say } from '../wording/say.ts'
import { guard } from '../writes/commit.ts'

/** Whom an interaction concerns: exactly one of these. */
export const customerReference = z
  .strictObject({
    id: idOf('customer').nullish(),
    externalId: externalIdInput.nullish(),
    email: emailText.nullish(),
    phone: text(100).nullish(),
  })
  .refine(one => Object.values(one).filter(value => value != null).length === 1, say('oneReference'))

/** One way to name a customer, in stored form. */
type Name =
  | { by: 'id'; id: number }
  | { by: 'externalId'; key: ExternalKey }
  | { by: 'email'; email: string }
  | { by: 'phone'; phone: string }

/** @throws UserError `INVALID_INPUT` for a phone number that is none */
export function nameOf(reference: z.output<typeof customerReference>, workspace: Workspace): Name {
  const { id, externalId, email, phone } = reference
  if (id != null) return { by: 'id', id }
  if (externalId != null) return { by: 'externalId', key: externalId }
  if (email != null) return { by: 'email', email }
  const e164 = phone == null ? null : parsePhone(phone, workspace.phoneCountry)
  if (e164 === null) throw invalid(['customer', 'phone'], say('notPhone'))
  return { by: 'phone', phone: e164 }
}

/** A customer to write to, with the statements that make it first when nobody knew it. */
export interface FoundCustomer {
  id: number
  created: boolean
  statements: Statement[]
  /** What the trail tells of the newcomer. */
  changes: Change[]
}

type NewName = Exclude<Name, { by: 'id' }>

/** Whether a row lies within the actor's reach, as 1 or 0. */
const reachedBy = (actor: Actor) => sql<number>`ifnull(${isWithin(actor, customers)}, 0)`

/**
 * The customer that a name stands for, or the name where nobody has it yet. One read.
 * @throws UserError `NOT_FOUND` for an unknown id and for ids outside the actor's reach, `CONFLICT` when several
 * customers within reach share the e-mail or phone, and for a person who was erased
 */
export async function findCustomer(
  service: Service,
  name: Name,
): Promise<{ id: number } | { newName: NewName }> {
  const { actor, db } = service
  const reached = reachedBy(actor)
  const [found, erasure] = await Promise.all([
    db.orm
      .select({ id: customers.id, erasedAt: customers.erasedAt, reached })
      .from(customers)
      .where(named(name))
      .orderBy(sql`${reached} DESC`, customers.id)
      .limit(2),
    erasureOf(service, saidBy(name)),
  ])
  const mine = found.filter(one => one.reached === 1)
  const [customer] = mine
  if (mine.length > 1)
    throw conflict(['customer', name.by], say('severalHave', { what: name.by }), { reason: 'AMBIGUOUS' })
  if (customer) {
    requireUnerased(customer, ['customer', name.by])
    return { id: customer.id }
  }
  if (erasure) throw erasure
  // A newcomer has no region, and so would lie outside.
  if (name.by === 'id' || actor.reach === 'REGION' || (isPersonal(actor.reach) && actor.staffId === null))
    throw notFound(['customer', name.by], 'customer')
  // An external id stands for one customer alone; an address may be another's too, which is not told.
  if (name.by === 'externalId' && found.length > 0) throw notFound(['customer', name.by], 'customer')
  return { newName: name }
}

function saidBy(name: Name): Said[] {
  switch (name.by) {
    case 'id':
      return []
    case 'externalId':
      return [keySaid(name.key, ['customer', name.by])]
    case 'email':
      return [emailSaid(name.email, ['customer', name.by])]
    case 'phone':
      return [phoneSaid(name.phone, ['customer', name.by])]
  }
}

function named(name: Name): SQL {
  switch (name.by) {
    case 'id':
      return eq(customers.id, standingCustomer(name.id))
    case 'externalId':
      return sql`${customers.id} = (SELECT customer_id FROM customer_external_ids
        WHERE source = ${name.key.source} AND external_id = ${name.key.externalId})`
    case 'email':
      return reachedAt(customers.email, customers.id, name.email)
    case 'phone':
      return reachedAt(customers.phone, customers.id, name.phone)
  }
}

/**
 * Who was found; whom nobody knows becomes a prospect, owned by the actor's staff member, in the batch that the
 * statements join. Of many that name the same newcomer the first makes it: call it when all else is known to be good.
 */
export function foundOrNew(service: Service, found: Awaited<ReturnType<typeof findCustomer>>): FoundCustomer {
  if ('id' in found) return { id: found.id, created: false, statements: [], changes: [] }
  const { claimed } = service.gathering ?? {}
  const name = `newcomer ${JSON.stringify(found.newName)}`
  const earlier = claimed?.get(name)
  if (earlier !== undefined) return { id: earlier, created: false, statements: [], changes: [] }
  const newcomer = prospect(service, found.newName)
  claimed?.set(name, newcomer.id)
  return newcomer
}

function prospect(service: Service, name: NewName): FoundCustomer {
  const { orm } = service.db
  const id = service.newId()
  const row = newCustomerRow(service, id, {
    ownerId: service.actor.staffId,
    ...(name.by === 'email' ? { email: name.email } : {}),
    ...(name.by === 'phone' ? { phone: name.phone } : {}),
  })
  const identity =
    name.by === 'externalId' ? [orm.insert(customerExternalIds).values({ ...name.key, customerId: id })] : []
  return {
    id,
    created: true,
    statements: [
      // Somebody else may have recorded the same newcomer a moment ago.
      guard(
        service,
        sql`NOT EXISTS (SELECT 1 FROM customers WHERE ${named(name)} AND ${reachedBy(service.actor)})`,
      ),
      orm.insert(customers).values(row),
      ...identity,
    ],
    changes: [
      {
        action: 'customer.create',
        entityId: id,
        after: { ...row, externalIds: name.by === 'externalId' ? [keyTold(name.key)] : [], regions: [] },
      },
    ],
  }
}
