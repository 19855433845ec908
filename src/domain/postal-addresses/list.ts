import { postalAddresses } from '../../database/tables/postal-addresses.ts'
import { postalAddressTable } from '../fields/tables.ts'
import { pageSource } from '../lists/page.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'

/** Postal addresses of the customers within reach, in the order in which they were added. */
export const postalAddressList = pageSource(postalAddresses, postalAddressTable, {
  usual: [],
  within: ofCustomersWithinReach,
})

type Chosen = Pick<typeof postalAddresses.$inferSelect, 'id' | 'chosenAt'>

/** The order of a customer's addresses: the primary one first. */
export const primaryFirst = (a: Chosen, b: Chosen): number => b.chosenAt - a.chosenAt || a.id - b.id
