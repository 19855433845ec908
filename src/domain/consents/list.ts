import { consents } from '../../database/tables/customers.ts'
import { ofCustomersWithinReach } from '../customers/reach.ts'
import { noFilter } from '../lists/filter.ts'
import { ascending, pageSource } from '../lists/page.ts'

/** The ledger of consent of the customers within reach, in the order of its entries. */
export const consentList = pageSource(consents, {
  orderings: { RECORDED: [ascending('id')] },
  defaultOrdering: 'RECORDED',
  filter: noFilter,
  filterScopes: {},
  where: ofCustomersWithinReach,
})
