import { and } from 'drizzle-orm'
import * as z from 'zod'
import { nightStates, nights } from '../../database/tables/nights.ts'
import { anyOf, dayText } from '../input/fields.ts'
import { matches } from '../lists/filter.ts'
import { descending, pageSource } from '../lists/page.ts'

const nightFilter = z.strictObject({
  day: dayText.optional(),
  state: anyOf(z.enum(nightStates), nightStates.length).optional(),
})

/** All runs, the newest day first, for whoever may read nights. */
export const nightList = pageSource(nights, {
  orderings: { DAY: [descending('day'), descending('attempt')] },
  defaultOrdering: 'DAY',
  filter: nightFilter,
  filterScopes: { day: [], state: [] },
  where: (_service, columns, { day, state }) => and(matches(columns.day, day), matches(columns.state, state)),
})
