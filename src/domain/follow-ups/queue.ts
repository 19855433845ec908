import { and, eq, isNull, sql } from 'drizzle-orm'
import { followUps, followUpsLeftOut } from '../../database/tables/care/follow-ups.ts'
import { queueOf, waiting } from '../fields/interaction.ts'
import { followUpLeftOutTable, followUpTable } from '../fields/tables.ts'
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

/** Whom the newest night left out of which tactic. */
export const followUpLeftOutList = pageSource(followUpsLeftOut, followUpLeftOutTable, {
  usual: [ascending('customerId')],
  orderings: { BY_CUSTOMER: [ascending('customerId')] },
  within: (service, columns) =>
    and(
      ofCustomersWithinReach(service, columns),
      // A merge or an import taken back may have come since.
      sql`EXISTS (SELECT 1 FROM customers AS standing WHERE standing.id = ${columns.customerId})`,
    ),
})

/** Customers whom a tactic leaves alone by lot, so that it shows what it does. */
export const heldOutList = pageSource(followUps, followUpTable, {
  ...list,
  within: (service, columns) => and(ofCustomersWithinReach(service, columns), eq(columns.state, 'HELD')),
})

/** The queue of the actor's own staff member; empty for an actor that stands for nobody. */
export const myFollowUpQueue = pageSource(followUps, followUpTable, {
  ...list,
  within: (service, columns) =>
    and(
      ofCustomersWithinReach(service, columns),
      waiting(columns, momentOf(service)),
      eq(queueOf(columns, momentOf(service)), service.actor.staffId ?? 0),
    ),
})

/** What waits and is nobody's: without an owner, and claimed by none. */
export const unassignedQueue = pageSource(followUps, followUpTable, {
  ...list,
  within: (service, columns) =>
    and(
      ofCustomersWithinReach(service, columns),
      waiting(columns, momentOf(service)),
      isNull(columns.ownerId),
      isNull(queueOf(columns, momentOf(service))),
    ),
})
