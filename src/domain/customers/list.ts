import { customers } from '../../database/tables/customers/customers.ts'
import { customerTable } from '../fields/tables.ts'
import { ascending, pageSource } from '../lists/page.ts'
import { customersWithinReach } from '../reach/customers.ts'

/** All customers within reach. */
export const customerList = pageSource(customers, customerTable, {
  usual: [ascending('createdAt')],
  within: ({ actor }, columns) => customersWithinReach(actor, columns),
})
