import { touches } from '../../database/tables/care/touches.ts'
import { touchTable } from '../fields/tables.ts'
import { descending, pageSource } from '../lists/page.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'

/** Touches of the customers within reach. */
export const touchList = pageSource(touches, touchTable, {
  usual: [descending('createdAt')],
  within: ofCustomersWithinReach,
})
