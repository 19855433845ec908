import { type SQL, sql } from 'drizzle-orm'
import type { Change } from '../changes/change.ts'
import { dismissedFollowUps, readOpenFollowUps, tellDismissed } from '../customers/endings/follow-ups.ts'
import { endedSurveys, readWaitingSurveys, tellEnded } from '../customers/endings/surveys.ts'
import { calledOffTouches, readPlannedTouches, tellCalledOff } from '../customers/endings/touches.ts'
import { leaveSegments } from '../segments/members-sql.ts'
import type { Service } from '../service/service.ts'
import { inOrder } from '../writes/versions.ts'

/** What of a customer a restriction would end. Reads of one round trip. */
export const readEnding = (service: Service, customer: number) =>
  inOrder([
    readOpenFollowUps(service, customer),
    readWaitingSurveys(service, customer),
    readPlannedTouches(service, customer),
  ])

/** Has nothing more done with a customer who is restricted from now on. */
export const endings = (service: Service, customerId: number): SQL[] => [
  dismissedFollowUps(service, sql`customer_id = ${customerId}`),
  endedSurveys(service, customerId),
  calledOffTouches(service, 'RESTRICTED', sql`customer_id = ${customerId}`),
  ...leaveSegments(customerId, service.now),
]

/** What the trail tells of each. */
export const tellEndings = (
  service: Service,
  [open, asked, planned]: Awaited<ReturnType<typeof readEnding>>,
): Change[] => [...tellDismissed(open), ...tellEnded(service, asked), ...tellCalledOff('RESTRICTED', planned)]
