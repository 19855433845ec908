import { and, type SQL, sql } from 'drizzle-orm'
import { customerDuplicates } from '../../../database/tables/customers/customer-duplicates.ts'
import { customerDuplicateTable } from '../../fields/tables.ts'
import { type ColumnsOf, descending, pageSource } from '../../lists/page.ts'
import { isWithinAs } from '../../reach/customers.ts'
import type { Service } from '../../service/service.ts'

/** Both are there, and within the actor's reach. */
export const bothWithinReach = (
  { actor }: Pick<Service, 'actor'>,
  { firstId, secondId }: Pick<ColumnsOf<typeof customerDuplicates>, 'firstId' | 'secondId'>,
): SQL | undefined => {
  const owned = actor.reach === 'WORKSPACE' ? sql`` : sql` AND ${isWithinAs(actor, 'seen')}`
  return and(
    ...[firstId, secondId].map(
      id => sql`EXISTS (SELECT 1 FROM customers AS seen WHERE seen.id = ${id}${owned})`,
    ),
  )
}

/** Customers who may be one, those that were dismissed too, the newest first. */
export const customerDuplicateList = pageSource(customerDuplicates, customerDuplicateTable, {
  usual: [descending('createdAt')],
  within: bothWithinReach,
})
