import { eq } from 'drizzle-orm'
import type { Statement } from '../../database/client.ts'
import { contactPoints } from '../../database/tables/customers/contact-points.ts'
import { customers } from '../../database/tables/customers/customers.ts'
import type { Change } from '../changes/change.ts'
import type { Service } from '../service/service.ts'
import { thisChange } from '../writes/commit.ts'
import { mayRead } from '../writes/may-read.ts'
import { firstVersion, unchanged } from '../writes/versions.ts'
import type { ContactKind } from './input.ts'

/** What is read of a customer whose primary e-mail or phone may move. */
export const reachedColumns = {
  id: customers.id,
  version: customers.version,
  email: customers.email,
  phone: customers.phone,
}

type Reached = Pick<typeof customers.$inferSelect, keyof typeof reachedColumns>

export const primaryOf = (customer: Reached, kind: ContactKind): string | null =>
  kind === 'EMAIL' ? customer.email : customer.phone

const asColumn = (kind: ContactKind, value: string | null) =>
  kind === 'EMAIL' ? { email: value } : { phone: value }

/** What a write does besides its own. */
export interface Beside {
  told: Change[]
  statements: Statement[]
}

/**
 * Gives the customer another primary e-mail or phone, or none. Who may not read it is not told by an unmoved version that
 * it was so already.
 */
export function withPrimary(
  service: Service,
  customer: Reached,
  kind: ContactKind,
  value: string | null,
): Beside {
  const before = primaryOf(customer, kind)
  const same = before === value
  if (same && mayRead(service.actor, 'customer.update', asColumn(kind, value)))
    return { told: [], statements: [] }
  const which = eq(customers.id, customer.id)
  const next = { version: customer.version + 1, updatedAt: service.now, changeId: thisChange }
  return {
    told: [
      {
        action: 'customer.update',
        entityId: customer.id,
        before: asColumn(kind, before),
        after: asColumn(kind, value),
      },
    ],
    statements: [
      unchanged(service, customers, which, customer.version),
      service.db.orm
        .update(customers)
        .set({ ...asColumn(kind, value), ...next })
        .where(which),
    ],
  }
}

/**
 * Keeps the primary e-mail or phone that another one takes the place of.
 * @param values those that have rows of their own already
 */
export function keepingPrimary(
  service: Service,
  customer: Reached,
  kind: ContactKind,
  values: readonly string[],
): Beside {
  const value = primaryOf(customer, kind)
  if (value === null || values.includes(value)) return { told: [], statements: [] }
  const row = newContactPointRow(service, { customerId: customer.id, kind, value })
  return {
    told: [{ action: 'contact-point.add', entityId: row.id, after: row }],
    statements: [service.db.orm.insert(contactPoints).values(row)],
  }
}

type Said = Pick<typeof contactPoints.$inferSelect, 'customerId' | 'kind' | 'value'> &
  Partial<Pick<typeof contactPoints.$inferSelect, 'label' | 'verifiedOn'>>

export const newContactPointRow = (service: Service, { label = null, verifiedOn = null, ...said }: Said) => ({
  id: service.newId(),
  ...said,
  label,
  verifiedOn,
  ...firstVersion(service),
})
