import * as z from 'zod'
import { channels } from '../../database/tables/customers/channels.ts'
import type { interactionKinds } from '../../database/tables/customers/interactions.ts'
import { contactKinds } from '../facts/contacts.ts'
import { idOf } from '../input/fields.ts'
import { UserError } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { parseInteractionFacts } from './input.ts'
import { newInteractionRow } from './new-interaction.ts'

/** How a customer was contacted, where work on something ends in a contact. */
export const contactFields = {
  kind: z.enum(contactKinds).nullish(),
  channel: z.enum(channels).nullish(),
  /** ISO 8601; now when nothing is said. */
  occurredAt: z.string().nullish(),
  /** Who did it. */
  staff: idOf('staffMember').nullish(),
}

interface Contact {
  customerId: number
  staffId: number | null
  kind: (typeof contactKinds)[number]
  /** The kind's usual one when nothing is said. */
  channel: (typeof channels)[number] | null | undefined
  occurredAt: string | null | undefined
  body: string | null
  outcome: string | null
}

const usualChannel: Partial<Record<(typeof interactionKinds)[number], (typeof channels)[number]>> = {
  CALL: 'PHONE',
  EMAIL: 'EMAIL',
  MEETING: 'IN_PERSON',
  SOCIAL_MEETING: 'IN_PERSON',
  VISIT: 'IN_PERSON',
}

/**
 * The row of a contact that goes out, for an insert inside `commit`, and the change that tells of it.
 * @throws UserError `INVALID_INPUT`
 */
export function newContact(service: Service, { customerId, staffId, ...told }: Contact) {
  const parsed = parseInteractionFacts(service.workspace, service.now, {
    ...told,
    channel: told.channel ?? usualChannel[told.kind] ?? null,
    direction: 'OUTBOUND',
  })
  if ('issues' in parsed) throw new UserError('INVALID_INPUT', say('inputNotValid'), parsed.issues)
  const row = newInteractionRow(service, { id: service.newId(), customerId, staffId }, parsed.facts)
  const change = {
    action: 'interaction.record' as const,
    entityId: row.id,
    after: row,
    detail: { customerCreated: false },
  }
  return { row, change }
}
