import * as z from 'zod'
import { channels } from '../../database/tables/channels.ts'
import { followUpOutcomes, followUps } from '../../database/tables/follow-ups.ts'
import { type interactionKinds, interactions } from '../../database/tables/interactions.ts'
import { contactKinds } from '../facts/contacts.ts'
import { expectedVersion, idOf, parse, text } from '../input/fields.ts'
import { type InteractionFactsInput, parseInteractionFacts } from '../interactions/input.ts'
import { newInteractionRow } from '../interactions/new-interaction.ts'
import { requireStaff } from '../interactions/staff-reference.ts'
import { requireScope } from '../service/actor.ts'
import { UserError } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { updateRow } from '../writes/update-row.ts'
import { inOrder } from '../writes/versions.ts'
import { readOpenItem, requireNotHeldByOther } from './open-item.ts'

const schema = z.strictObject({
  id: idOf('followUp'),
  expectedVersion,
  outcome: z.enum(followUpOutcomes),
  note: text(2_000).nullish(),
  /** How the customer was contacted: a thank-you for that tactic, else a call, when nothing is said. */
  kind: z.enum(contactKinds).nullish(),
  channel: z.enum(channels).nullish(),
  /** ISO 8601; now when nothing is said. */
  occurredAt: z.string().nullish(),
  /** Who did it: the actor's own staff member, else whoever claimed it, when nothing is said. */
  staff: idOf('staffMember').nullish(),
})

const usualChannel: Partial<Record<(typeof interactionKinds)[number], (typeof channels)[number]>> = {
  CALL: 'PHONE',
  EMAIL: 'EMAIL',
  MEETING: 'IN_PERSON',
  SOCIAL_MEETING: 'IN_PERSON',
  VISIT: 'IN_PERSON',
}

/**
 * Closes an item as done and records the contact as an outbound interaction, both in one atomic write. After
 * `NO_ANSWER` the night may try the same occasion again.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` when it is closed or another staff member's
 */
export async function completeFollowUp(
  service: Service,
  input: unknown,
): Promise<{ followUpId: number; interactionId: number; customerId: number }> {
  requireScope(service.actor, 'follow-ups:write')
  const { id, expectedVersion, outcome, note = null, staff, ...told } = parse(schema, input)
  const [item] = await inOrder([
    readOpenItem(service, id, expectedVersion),
    requireStaff(service, staff, ['staff']),
  ])
  requireNotHeldByOther(service, item)
  const kind = told.kind ?? (item.tactic === 'THANK_YOU' ? 'THANK_YOU' : 'CALL')
  const facts = contactFacts(service, {
    kind,
    channel: told.channel ?? usualChannel[kind] ?? null,
    direction: 'OUTBOUND',
    occurredAt: told.occurredAt ?? null,
    body: note,
    outcome,
  })
  const { customerId } = item
  const interactionId = service.newId()
  const staffId = staff ?? service.actor.staffId ?? item.claimedBy
  const contact = newInteractionRow(service, { id: interactionId, customerId, staffId }, facts)
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
        interactionId,
        snoozedUntil: null,
      },
      beside: [service.db.orm.insert(interactions).values(contact)],
      told: [
        {
          action: 'interaction.record',
          entityId: interactionId,
          after: contact,
          detail: { customerCreated: false },
        },
      ],
    },
    (before, after) => ({ action: 'follow-up.complete', entityId: id, before, after }),
    { followUpId: id, interactionId, customerId },
  )
}

function contactFacts(service: Service, raw: InteractionFactsInput) {
  const parsed = parseInteractionFacts(service.workspace, service.now, raw)
  if ('facts' in parsed) return parsed.facts
  throw new UserError('INVALID_INPUT', say('inputNotValid'), parsed.issues)
}
