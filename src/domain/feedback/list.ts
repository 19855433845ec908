import { and, eq, lt, ne } from 'drizzle-orm'
import { feedback } from '../../database/tables/care/feedback.ts'
import { feedbackTable } from '../fields/tables.ts'
import { ascending, pageSource } from '../lists/page.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'

const list = {
  usual: [ascending('dueAt')],
  orderings: { STATE: [ascending('state'), ascending('dueAt')] },
} as const

/** All feedback of customers within reach, whatever became of it. */
export const feedbackList = pageSource(feedback, feedbackTable, { ...list, within: ofCustomersWithinReach })

/** What nobody answered in time. */
export const overdueFeedback = pageSource(feedback, feedbackTable, {
  ...list,
  within: (service, columns) =>
    and(ofCustomersWithinReach(service, columns), eq(columns.state, 'OPEN'), lt(columns.dueAt, service.now)),
})

/** What the actor's own staff member has to answer or to close; nothing for an actor that stands for nobody. */
export const myFeedback = pageSource(feedback, feedbackTable, {
  ...list,
  within: (service, columns) =>
    and(
      ofCustomersWithinReach(service, columns),
      eq(columns.ownerId, service.actor.staffId ?? 0),
      ne(columns.state, 'CLOSED'),
    ),
})
