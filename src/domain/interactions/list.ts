import { interactions } from '../../database/tables/customers/interactions.ts'
import { interactionTable } from '../fields/tables.ts'
import { ascending, pageSource } from '../lists/page.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'

/** All interactions with customers within reach. */
export const interactionList = pageSource(interactions, interactionTable, {
  usual: [ascending('occurredAt')],
  within: ofCustomersWithinReach,
})
