import { and, eq, isNull, or } from 'drizzle-orm'
import { followUps } from '../../database/tables/care/follow-ups.ts'
import { waiting } from '../fields/interaction.ts'
import { followUpTable } from '../fields/tables.ts'
import { momentOf } from '../filters/apply.ts'
import { ascending, descending, pageSource } from '../lists/page.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'

/** What to do first: due day, then the more valuable customer, then id. */
const queueOrder = [ascending('dueOn'), descending('netSpendYear')] as const

const list = { usual: queueOrder, orderings: { QUEUE: queueOrder } } as const

/** All items within reach, whatever became of them. */
export const followUpList = pageSource(followUps, followUpTable, { ...list, within: ofCustomersWithinReach })

/** What waits for somebody now: open and claimed items, those put off from their day on. */
export const followUpQueue = pageSource(followUps, followUpTable, {
  ...list,
  within: (service, columns) =>
    and(ofCustomersWithinReach(service, columns), waiting(columns, momentOf(service))),
})

/** The queue of the actor's own staff member; empty for an actor that stands for nobody. */
export const myFollowUpQueue = pageSource(followUps, followUpTable, {
  ...list,
  within(service, columns) {
    const { ownerId, claimedBy } = columns
    const me = service.actor.staffId ?? 0
    return and(
      ofCustomersWithinReach(service, columns),
      waiting(columns, momentOf(service)),
      or(eq(claimedBy, me), and(eq(ownerId, me), isNull(claimedBy))),
    )
  },
})
