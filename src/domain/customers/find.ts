import { and, type Column, eq, exists, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import * as z from 'zod'
import { customerExternalIds, customers } from '../../database/tables/customers/customers.ts'
import { comparable, type Identifying, identifying } from '../../lib/text.ts'
import { idOf, parse, text } from '../input/fields.ts'
import { columnsOf } from '../lists/page.ts'
import { standingCustomer } from '../reach/standing.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'

/** A customer's key in another system: what is compared, with the texts as given where they differ. */
export interface ExternalKey {
  source: string
  sourceGiven: string | null
  externalId: string
  externalIdGiven: string | null
}

export const keyColumns = (source: Identifying, externalId: Identifying): ExternalKey => ({
  source: source.key,
  sourceGiven: source.given,
  externalId: externalId.key,
  externalIdGiven: externalId.given,
})

export const externalIdInput = z
  .strictObject({ source: text(100), externalId: text(200) })
  .transform(({ source, externalId }) => keyColumns(identifying(source), identifying(externalId)))

export const customerKey = z
  .strictObject({
    id: idOf('customer').optional(),
    externalId: externalIdInput.optional(),
    email: text(320).optional(),
  })
  .refine(key => Object.values(key).filter(value => value !== undefined).length === 1, say('oneKey'))

export type CustomerKey = z.input<typeof customerKey>

/**
 * Whether a customer has an e-mail or a phone, be it the primary one or another.
 * @param primary the column of the primary one
 */
export const reachedAt = (primary: SQLWrapper, id: SQLWrapper, value: string): SQL =>
  sql`(${primary} = ${value} OR ${id} IN (SELECT customer_id FROM contact_points WHERE value = ${value}))`

/** The predicate that finds a customer by one of its keys. An e-mail may belong to several. */
export function customerBy(
  service: Service,
  raw: unknown,
): (columns: Record<string, Column>) => SQL | undefined {
  const key = parse(customerKey, raw)
  const { orm } = service.db
  return columns => {
    const { id, email } = columnsOf(customers, columns)
    if (key.id !== undefined) return eq(id, standingCustomer(key.id))
    if (key.email !== undefined) {
      requireScope(service.actor, 'customers:personal')
      return reachedAt(email, id, comparable(key.email).toLowerCase())
    }
    return exists(
      orm
        .select({ customerId: customerExternalIds.customerId })
        .from(customerExternalIds)
        .where(
          and(
            eq(customerExternalIds.customerId, id),
            eq(customerExternalIds.source, key.externalId?.source ?? ''),
            eq(customerExternalIds.externalId, key.externalId?.externalId ?? ''),
          ),
        ),
    )
  }
}
