import { contactPoints } from '../../database/tables/customers/contact-points.ts'
import { contactPointTable } from '../fields/tables.ts'
import { pageSource } from '../lists/page.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'

/** E-mails and phones of the customers within reach, in the order in which they were added. */
export const contactPointList = pageSource(contactPoints, contactPointTable, {
  usual: [],
  within: ofCustomersWithinReach,
})
