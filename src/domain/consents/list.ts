import { ofCustomersWithinReach } from '../customers/reach.ts'
import { ascending, type PageSource } from '../lists/page.ts'

/** The ledger of consent of the customers within reach, in the order of its entries. */
export const consentList: PageSource<undefined, 'RECORDED'> = {
  table: 'consents',
  orderings: { RECORDED: [ascending('id')] },
  defaultOrdering: 'RECORDED',
  filterScopes: {},
  where: ({ actor, db }, { customerId }) => ofCustomersWithinReach(actor, db.orm, customerId),
}
