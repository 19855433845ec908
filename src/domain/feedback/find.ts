import { and, eq } from 'drizzle-orm'
import { feedback } from '../../database/tables/care/feedback.ts'
import { requireCustomer } from '../customers/require-customer.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'
import { conflict } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { foundAt } from '../writes/versions.ts'

export type Feedback = typeof feedback.$inferSelect

/**
 * The feedback, at the version that the caller says it has, if any. One read.
 * @throws UserError `NOT_FOUND`, `CONFLICT`
 */
export const findFeedback = (
  service: Service,
  id: number,
  expected: number | null | undefined,
): Promise<Feedback> => {
  const within = and(eq(feedback.id, id), ofCustomersWithinReach(service, feedback))
  return foundAt(service.db.orm.select().from(feedback).where(within), 'feedback', expected)
}

/** @throws UserError `CONFLICT` where it is closed, and where the person was erased. One more read then. */
export async function findUnclosed(
  service: Service,
  id: number,
  expected: number | null | undefined,
): Promise<Feedback> {
  const found = await findFeedback(service, id, expected)
  if (found.state === 'CLOSED') {
    await requireCustomer(service, found.customerId, ['id'])
    throw conflict(['id'], say('feedbackClosed'), {
      reason: 'CLOSED',
      current: { kind: 'feedback', id },
    })
  }
  return found
}
