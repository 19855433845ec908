import { and, eq, gte } from 'drizzle-orm'
import * as z from 'zod'
import { feedback } from '../../database/tables/care/feedback.ts'
import { interactions } from '../../database/tables/customers/interactions.ts'
import { isContact } from '../facts/answers.ts'
import { expectedVersion, idOf, parse, text } from '../input/fields.ts'
import { contactFields, newContact } from '../interactions/contact.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'
import { requireScope } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { requireStaff } from '../staff/require-staff.ts'
import { say } from '../wording/say.ts'
import { updateRow } from '../writes/update-row.ts'
import { found, inOrder, requireRow } from '../writes/versions.ts'
import { type Feedback, findUnclosed } from './find.ts'

const schema = z.strictObject({
  id: idOf('feedback'),
  expectedVersion,
  /** A contact that is recorded already; then nothing below is said. */
  interaction: idOf('interaction').nullish(),
  // By the actor's own staff member, else the owner; a message when nothing is said.
  ...contactFields,
  body: text(20_000).nullish(),
})

interface Answered {
  feedbackId: number
  interactionId: number
}

/**
 * Marks feedback as answered: by a contact that is recorded in the same atomic write, or by one that was recorded before,
 * which went out to the same customer since the feedback came.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` when it is closed
 */
export async function answerFeedback(service: Service, input: unknown): Promise<Answered> {
  requireScope(service.actor, 'feedback:write')
  const { id, expectedVersion, interaction, ...told } = parse(schema, input)
  const [current] = await inOrder([
    findUnclosed(service, id, expectedVersion),
    requireStaff(service, told.staff, ['staff']),
    requireRow(service, interactions, interaction, {
      ...{ what: 'answeringContact', path: ['interaction'] },
      within: ofCustomersWithinReach(service, interactions),
    }),
  ])
  if (interaction == null) return answerNow(service, current, told)
  const said = Object.entries(told).find(([, value]) => value != null)
  if (said) throw invalid([said[0]], say('besideInteraction'))
  return answer(service, current, await answeringContact(service, current, interaction))
}

const answer = (
  service: Service,
  current: Feedback,
  { id, occurredAt }: { id: number; occurredAt: number },
  with_: Pick<Parameters<typeof updateRow<Feedback, Answered>>[1], 'beside' | 'told'> = {},
): Promise<Answered> =>
  updateRow(
    service,
    {
      table: feedback,
      current,
      patch: { state: 'ANSWERED', answerId: id, answeredAt: occurredAt },
      ...with_,
    },
    (before, after) => ({ action: 'feedback.answer', entityId: current.id, before, after }),
    { feedbackId: current.id, interactionId: id },
  )

function answerNow(
  service: Service,
  current: Feedback,
  { kind, channel, occurredAt, staff, body = null }: Omit<z.output<typeof schema>, 'id'>,
): Promise<Answered> {
  const { row, change } = newContact(service, {
    ...{ customerId: current.customerId, staffId: staff ?? service.actor.staffId ?? current.ownerId },
    kind: kind ?? 'MESSAGE',
    ...{ channel, occurredAt, body, outcome: null },
  })
  if (row.occurredAt < current.askedAt) throw invalid(['occurredAt'], say('beforeFeedback'))
  return answer(service, current, row, {
    beside: [service.db.orm.insert(interactions).values(row)],
    told: [change],
  })
}

const answeringContact = (service: Service, { customerId, askedAt }: Feedback, id: number) =>
  found(
    service.db.orm
      .select({ id: interactions.id, occurredAt: interactions.occurredAt })
      .from(interactions)
      .where(
        and(
          eq(interactions.id, id),
          eq(interactions.customerId, customerId),
          gte(interactions.occurredAt, askedAt),
          isContact(interactions),
        ),
      ),
    'answeringContact',
    ['interaction'],
  )
