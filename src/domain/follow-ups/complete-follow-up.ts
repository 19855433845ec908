import * as z from 'zod'
import { careTriggers } from '../../database/tables/care/care-standards.ts'
import { followUpOutcomes, followUps } from '../../database/tables/care/follow-ups.ts'
import { interactions } from '../../database/tables/customers/interactions.ts'
import type { contactKinds } from '../facts/contacts.ts'
import { answeredByWork } from '../feedback/work.ts'
import { expectedVersion, idOf, parse, text } from '../input/fields.ts'
import { contactFields, newContact } from '../interactions/contact.ts'
import { requireScope } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { requireStaff } from '../staff/require-staff.ts'
import { surveyAnswered, surveyGiven } from '../surveys/answered-at-once.ts'
import { say } from '../wording/say.ts'
import { updateRow } from '../writes/update-row.ts'
import { inOrder } from '../writes/versions.ts'
import { type FollowUp, readOpenItem, requireNotHeldByOther } from './open-item.ts'
import { surveySubject } from './survey-subject.ts'

const schema = z.strictObject({
  id: idOf('followUp'),
  expectedVersion,
  outcome: z.enum(followUpOutcomes),
  note: text(2_000).nullish(),
  // What the item asks for, else a call, by the actor's own staff member, else whoever claimed it.
  ...contactFields,
  /** What the customer answered on that occasion when asked for a score. */
  survey: surveyGiven.nullish(),
})

/** What an item asks for by its tactic, or by the code of a reason; a call else. */
const askedKinds: Readonly<Record<string, (typeof contactKinds)[number]>> = {
  THANK_YOU: 'THANK_YOU',
  REVIEW_OWED: 'MEETING',
  ...Object.fromEntries(
    (['MEETING', 'THANK_YOU', 'GIFT'] as const).flatMap(deed =>
      ['EVERY', ...careTriggers].map(when => [`${deed}_OWED_${when}`, deed] as const),
    ),
  ),
}

const usualKind = ({ tactic, reasons }: FollowUp) =>
  [tactic, ...reasons.map(({ code }) => code)].flatMap(name => askedKinds[name] ?? [])[0] ?? 'CALL'

/**
 * Closes an item as done and records the contact as an outbound interaction, both in one atomic write. After
 * `NO_ANSWER` the night may try the same occasion again. A score that the customer gave answers its survey in the same
 * write, or one about what the item asks; feedback that the work was about is answered by the contact.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` when it is closed or another staff member's
 */
export async function completeFollowUp(
  service: Service,
  input: unknown,
): Promise<{ followUpId: number; interactionId: number; customerId: number }> {
  requireScope(service.actor, 'follow-ups:write')
  const { id, expectedVersion, outcome, note = null, staff, survey, ...told } = parse(schema, input)
  if (survey && outcome === 'NO_ANSWER') throw invalid(['outcome'], say('scoreWithoutAnswer'))
  const [item] = await inOrder([
    readOpenItem(service, id, expectedVersion),
    requireStaff(service, staff, ['staff']),
  ])
  requireNotHeldByOther(service, item)
  const { customerId } = item
  const staffId = staff ?? service.actor.staffId ?? item.claimedBy
  const kind = told.kind ?? usualKind(item)
  const { row: contact, change } = newContact(service, {
    ...{ customerId, staffId },
    kind,
    // A letter is sent where it was proposed to be; a call is made by phone.
    channel: told.channel ?? (told.kind == null && kind !== 'CALL' ? item.channel : null),
    ...{ occurredAt: told.occurredAt, body: note, outcome },
  })
  if (contact.day < item.createdOn) throw invalid(['occurredAt'], say('beforeWork'))
  const { channel, occurredAt } = contact
  const answered = survey
    ? await surveyAnswered(service, survey, {
        ...{ customerId, channel, staffId, occurredAt },
        ...(await surveySubject(service, item)),
      })
    : { changes: [], statements: [] }
  const answering =
    item.tactic === 'FEEDBACK' && outcome !== 'NO_ANSWER'
      ? await answeredByWork(service, item, contact)
      : { changes: [], statements: [] }
  return updateRow(
    service,
    {
      table: followUps,
      current: item,
      patch: {
        state: 'DONE',
        closedAt: service.now,
        outcome,
        // What was promised stays readable; the interaction holds what came of it.
        note: item.note ?? note,
        interactionId: contact.id,
        ...{ snoozedUntil: null, claimedUntil: null },
      },
      beside: [
        service.db.orm.insert(interactions).values(contact),
        ...answered.statements,
        ...answering.statements,
      ],
      told: [change, ...answered.changes, ...answering.changes],
    },
    (before, after) => ({ action: 'follow-up.complete', entityId: id, before, after }),
    { followUpId: id, interactionId: contact.id, customerId },
  )
}
