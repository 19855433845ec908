import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../database/checked-rows.ts'
import { customers } from '../../database/tables/customers/customers.ts'
import { requireUnerased } from '../customers/require-customer.ts'
import { markOf } from '../export/mark.ts'
import { idOf, parse } from '../input/fields.ts'
import { standingCustomer } from '../reach/standing.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit } from '../writes/commit.ts'
import { found, unchanged } from '../writes/versions.ts'
import { readCustomerIds } from './person-rows.ts'

const schema = z.strictObject({ customer: idOf('customer') })

const row = z.object({
  id: z.int(),
  version: z.int(),
  erasedAt: z.int().nullable(),
  ids: json(z.array(z.int())),
})

/** A person's document under way. */
export interface PersonExport {
  customerId: number
  /** The ids of the customer, with those of whom it goes on for. */
  ids: number[]
  /** What the document says of where it came from: `exportByMark` finds the export by it. */
  mark: string
}

/**
 * Tells the trail that somebody takes away all that is kept of a person: `readPerson` then reads it.
 * @throws UserError `NOT_FOUND`, `CONFLICT` where the person was erased
 */
export async function exportPerson(service: Service, input: unknown): Promise<PersonExport> {
  requireScope(service.actor, 'privacy:export')
  requireScope(service.actor, 'customers:personal')
  const { customer } = parse(schema, input)
  const query = checkedRows(
    service.db.orm,
    row,
    sql`SELECT id, version, erased_at AS erasedAt, (${readCustomerIds(sql`customers.id`)}) AS ids
      FROM customers WHERE id = ${standingCustomer(customer)}`,
  )
  const { id, version, ids, ...rest } = await found(query, 'customer', ['customer'])
  requireUnerased(rest, ['customer'])
  const token = crypto.randomUUID()
  return commit(
    service,
    { action: 'customer.person-export', entityId: id, token },
    [unchanged(service, customers, sql`id = ${id}`, version)],
    { customerId: id, ids, mark: markOf(token, service) },
  )
}
