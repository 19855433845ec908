import { targetProfiles } from '../../database/tables/care/target-profiles.ts'
import { targetProfileTable } from '../fields/tables.ts'
import { ascending, pageSource } from '../lists/page.ts'

/** All target profiles, for whoever may read segments. */
export const targetProfileList = pageSource(targetProfiles, targetProfileTable, {
  usual: [ascending('createdAt')],
})
