import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { requireCustomer } from '../customers/require-customer.ts'
import { idOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit, guard } from '../writes/commit.ts'

const schema = z.strictObject({ customer: idOf('customer') })

/**
 * Tells the trail that somebody takes away all that is kept of a person: `readPerson` then reads it.
 * @throws UserError `NOT_FOUND`
 */
export async function exportPerson(service: Service, input: unknown): Promise<{ customerId: number }> {
  requireScope(service.actor, 'privacy:export')
  requireScope(service.actor, 'customers:personal')
  const { customer } = parse(schema, input)
  const customerId = await requireCustomer(service, customer, ['customer'])
  return commit(
    service,
    { action: 'customer.person-export', entityId: customerId },
    [guard(service, sql`EXISTS (SELECT 1 FROM customers WHERE id = ${customerId})`)],
    { customerId },
  )
}
