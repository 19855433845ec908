import { personalReads } from '../../database/tables/house/personal-reads.ts'
import { personalReadTable } from '../fields/tables.ts'
import { descending, pageSource } from '../lists/page.ts'

/** Who read personal fields, hour by hour, the newest first, for whoever may see that. */
export const personalReadList = pageSource(personalReads, personalReadTable, {
  usual: [descending('hour')],
})
