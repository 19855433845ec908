import { campaigns } from '../../database/tables/competition/competitors.ts'
import { campaignTable } from '../fields/tables.ts'
import { ascending, pageSource } from '../lists/page.ts'

/** All competitors' campaigns, for whoever may read them. */
export const campaignList = pageSource(campaigns, campaignTable, { usual: [ascending('firstDay')] })
