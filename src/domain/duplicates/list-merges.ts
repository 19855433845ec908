import { sql } from 'drizzle-orm'
import { customerMerges } from '../../database/tables/customers/merges.ts'
import { customerMergeTable } from '../fields/tables.ts'
import { descending, pageSource } from '../lists/page.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'
import { standingCustomer } from '../reach/standing.ts'

/** All merges, undone ones too, the newest first. Who sees some customers sees those into them, and of undone ones
 * those of which both are seen again. */
export const customerMergeList = pageSource(customerMerges, customerMergeTable, {
  usual: [descending('at')],
  within: (service, { survivorId, mergedId, undoneBy }) => {
    const reached = ofCustomersWithinReach(service, { customerId: standingCustomer(sql`${survivorId}`) })
    const apart = ofCustomersWithinReach(service, { customerId: standingCustomer(sql`${mergedId}`) })
    return reached && apart && sql`(${reached} AND (${undoneBy} IS NULL OR ${apart}))`
  },
})
