import { regions } from '../../database/tables/customers/regions.ts'
import { regionTable } from '../fields/tables.ts'
import { ascending, pageSource } from '../lists/page.ts'

/** All regions, for whoever may read them. */
export const regionList = pageSource(regions, regionTable, { usual: [ascending('sortName')] })
