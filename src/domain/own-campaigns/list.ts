import { ownCampaigns } from '../../database/tables/care/own-campaigns.ts'
import { ownCampaignTable } from '../fields/tables.ts'
import { ascending, pageSource } from '../lists/page.ts'

/** All campaigns of the house, for whoever may read campaigns. */
export const ownCampaignList = pageSource(ownCampaigns, ownCampaignTable, { usual: [ascending('firstDay')] })
