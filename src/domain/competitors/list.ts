import { competitors } from '../../database/tables/competition/competitors.ts'
import { competitorTable } from '../fields/tables.ts'
import { ascending, pageSource } from '../lists/page.ts'

/** All competitors, for whoever may read them. */
export const competitorList = pageSource(competitors, competitorTable, { usual: [ascending('sortName')] })
