import { and, eq } from 'drizzle-orm'
import { contactPoints } from '../../database/tables/customers/contact-points.ts'
import { customers } from '../../database/tables/customers/customers.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'
import { notFound } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { requireVersion } from '../writes/versions.ts'
import { reachedColumns } from './primary.ts'

/**
 * An e-mail or a phone within reach, at the version that the caller says it has, with its customer and the customer's
 * others, the oldest first. One read.
 * @throws UserError `NOT_FOUND`, `CONFLICT`
 */
export async function findContactPoint(
  service: Service,
  { id, expectedVersion }: { id: number; expectedVersion?: number | null | undefined },
) {
  const { orm } = service.db
  const customerOf = orm
    .select({ id: contactPoints.customerId })
    .from(contactPoints)
    .where(and(eq(contactPoints.id, id), ofCustomersWithinReach(service, contactPoints)))
  const rows = await orm
    .select({ point: contactPoints, customer: reachedColumns })
    .from(contactPoints)
    .innerJoin(customers, eq(customers.id, contactPoints.customerId))
    .where(eq(contactPoints.customerId, customerOf))
    .orderBy(contactPoints.id)
  const own = rows.find(({ point }) => point.id === id)
  if (!own) throw notFound(['id'], 'contactPoint')
  requireVersion(own.point, 'contactPoint', expectedVersion)
  const others = rows.flatMap(({ point }) =>
    point.id === id || point.kind !== own.point.kind ? [] : [point],
  )
  return { ...own, others }
}
