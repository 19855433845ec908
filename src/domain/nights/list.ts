import { nights } from '../../database/tables/house/nights.ts'
import { nightTable } from '../fields/tables.ts'
import { descending, pageSource } from '../lists/page.ts'

/** All runs, the newest day first, for whoever may read nights. */
export const nightList = pageSource(nights, nightTable, {
  usual: [descending('day')],
  key: ['attempt'],
  orderings: { DAY: [descending('day')] },
})
