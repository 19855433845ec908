import { and, eq, inArray } from 'drizzle-orm'
import * as z from 'zod'
import { nightStates } from '../../database/tables/nights.ts'
import { anyOf, dayText, parse } from '../input/fields.ts'
import { descending, type PageSource } from '../lists/page.ts'

const nightFilter = z.strictObject({
  day: dayText.optional(),
  state: anyOf(z.enum(nightStates), nightStates.length).optional(),
})

export type NightFilter = z.input<typeof nightFilter>

/** All runs, the newest day first, for whoever may read nights. */
export const nightList: PageSource<NightFilter | null | undefined, 'DAY'> = {
  table: 'nights',
  orderings: { DAY: [descending('day'), descending('attempt')] },
  defaultOrdering: 'DAY',
  filterScopes: { day: [], state: [] },
  where(_service, { day, state }, raw) {
    if (!day || !state) throw new Error('Not the nights table')
    const filter = raw ? parse(nightFilter, raw) : {}
    return and(
      filter.day === undefined ? undefined : eq(day, filter.day),
      filter.state === undefined ? undefined : inArray(state, filter.state),
    )
  },
}
