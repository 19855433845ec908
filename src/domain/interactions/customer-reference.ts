import { eq, type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import type { Statement } from '../../database/client.ts'
import { customerExternalIds, customers } from '../../database/tables/customers.ts'
import { parsePhone } from '../../lib/phone.ts'
import type { Change } from '../changes/change.ts'
import { type ExternalKey, externalIdInput } from '../customers/find.ts'
import { newCustomerRow } from '../customers/new-customer.ts'
import { keyTold } from '../customers/references.ts'
import { emailText, idOf, text } from '../input/fields.ts'
import { conflict, invalid, notFound } from '../service/errors.ts'
import type { Service, Workspace } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { guard } from '../writes/commit.ts'

/** Whom an interaction concerns: exactly one of these. */
export const customerReference = z
  .object({
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

/**
 * The customer that a name stands for; one that nobody has yet becomes a prospect, owned by the actor's staff
 * member, in the batch that the returned statements join. One read.
 * @throws UserError `NOT_FOUND` for an unknown id and for ids outside the actor's reach, `CONFLICT` when several
 * customers within reach share the e-mail or phone
 */
export async function findOrCreateCustomer(service: Service, name: Name): Promise<FoundCustomer> {
  const { actor, db } = service
  const reached =
    actor.reach === 'WORKSPACE' ? sql<number>`1` : sql<number>`${customers.ownerId} IS ${actor.staffId}`
  const found = await db.orm
    .select({ id: customers.id, reached })
    .from(customers)
    .where(named(name))
    .orderBy(sql`${reached} DESC`, customers.id)
    .limit(2)
  const mine = found.filter(one => one.reached === 1)
  const [customer] = mine
  if (mine.length > 1)
    throw conflict(['customer', name.by], say('severalHave', { what: name.by }), { reason: 'AMBIGUOUS' })
  if (customer) return { id: customer.id, created: false, statements: [], changes: [] }
  if (name.by === 'id' || (actor.reach === 'OWNED' && actor.staffId === null))
    throw notFound(['customer', name.by], 'customer')
  // An external id stands for one customer alone; an address may be another's too, which is not told.
  if (name.by === 'externalId' && found.length > 0) throw notFound(['customer', name.by], 'customer')
  return prospect(service, name, reached)
}

function named(name: Name): SQL {
  switch (name.by) {
    case 'id':
      return eq(customers.id, name.id)
    case 'externalId':
      return sql`${customers.id} = (SELECT customer_id FROM customer_external_ids
        WHERE source = ${name.key.source} AND external_id = ${name.key.externalId})`
    case 'email':
      return eq(customers.email, name.email)
    case 'phone':
      return eq(customers.phone, name.phone)
  }
}

function prospect(service: Service, name: Exclude<Name, { by: 'id' }>, reached: SQL): FoundCustomer {
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
      guard(service, sql`NOT EXISTS (SELECT 1 FROM customers WHERE ${named(name)} AND ${reached})`),
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
