import { exposures } from '../../database/tables/competition/competitors.ts'
import { exposureTable } from '../fields/tables.ts'
import { ascending, pageSource } from '../lists/page.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'

/** Exposures of the customers within reach. */
export const exposureList = pageSource(exposures, exposureTable, {
  usual: [ascending('createdAt')],
  within: ofCustomersWithinReach,
})
