import { sql } from 'drizzle-orm'
import { customerMerges } from '../../database/tables/customers/merges.ts'
import { customerMergeTable } from '../fields/tables.ts'
import { descending, pageSource } from '../lists/page.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'
import { standingCustomer } from '../reach/standing.ts'

/** All merges, undone ones too, the newest first. Who sees some customers sees those into them. */
export const customerMergeList = pageSource(customerMerges, customerMergeTable, {
  usual: [descending('at')],
  within: (service, { survivorId }) =>
    ofCustomersWithinReach(service, { customerId: standingCustomer(sql`${survivorId}`) }),
})
