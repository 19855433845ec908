import { consents } from '../../database/tables/customers/customers.ts'
import { consentTable } from '../fields/tables.ts'
import { pageSource } from '../lists/page.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'

/** The ledger of consent of the customers within reach, in the order of its entries. */
export const consentList = pageSource(consents, consentTable, { usual: [], within: ofCustomersWithinReach })
