import { personRequests } from '../../../database/tables/customers/person-requests.ts'
import { personRequestTable } from '../../fields/tables.ts'
import { descending, pageSource } from '../../lists/page.ts'
import { ofCustomersWithinReach } from '../../reach/customers.ts'

/** All requests of customers within reach, whatever became of them. */
export const personRequestList = pageSource(personRequests, personRequestTable, {
  usual: [descending('receivedOn')],
  within: ofCustomersWithinReach,
})
