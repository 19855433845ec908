import { asc } from 'drizzle-orm'
import { feedback } from '../../../src/database/tables/care/feedback.ts'
import { recordInteraction } from '../../../src/domain/interactions/record-interaction.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { fresh, type TestService } from '../../support/service.ts'

/** Records something that happened with a customer. */
export async function say(service: TestService, customer: number, said: object): Promise<number> {
  const input = { customer: { id: encodeId('customer', customer) }, ...said }
  return (await recordInteraction(fresh(service), input)).interactionId
}

export const complaint = (service: TestService, customer: number, more: object = {}): Promise<number> =>
  say(service, customer, { kind: 'COMPLAINT', ...more })

export const allFeedback = (service: TestService) =>
  fresh(service).db.orm.select().from(feedback).orderBy(asc(feedback.id))
