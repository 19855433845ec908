import { and, asc, eq } from 'drizzle-orm'
import * as z from 'zod'
import { interactionRevisions, interactions } from '../../database/tables/customers/interactions.ts'
import { isSame } from '../../lib/canonical.ts'
import { parse, text } from '../input/fields.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'
import { conflict, UserError } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { whileStale } from '../writes/retry.ts'
import { findCustomer, nameOf } from './customer-reference.ts'
import { factFields, parseInteractionFacts, withoutEmpty } from './input.ts'
import { interactionHead, type RecordedInteraction, recordInteraction } from './record-interaction.ts'

/** All that it takes, and nothing else: a name that is not known here would be lost. The key is its sender's. */
export const interactionOnce = z.strictObject({
  ...interactionHead.shape,
  ...factFields,
  source: text(100),
  externalId: text(200),
})

/**
 * Records an interaction as `recordInteraction` does, once for its key in the system that sends it: where that was
 * recorded before with the same content, as it was first said, this is what was recorded then.
 * @throws UserError as `recordInteraction`; `CONFLICT` also where the key was recorded with other content
 */
export async function recordInteractionOnce(
  service: Service,
  input: unknown,
): Promise<RecordedInteraction & { repeated: boolean }> {
  parse(interactionOnce, withoutEmpty(input))
  try {
    const recorded = await whileStale(() => recordInteraction(service, input))
    return { ...recorded, repeated: false }
  } catch (error) {
    if (!(error instanceof UserError) || error.conflict?.reason !== 'DUPLICATE') throw error
    const recorded = await recordedBefore(service, input)
    if (!recorded) throw error
    return { ...recorded, customerCreated: false, repeated: true }
  }
}

/** @returns null where it lies outside the caller's reach */
async function recordedBefore(service: Service, input: unknown) {
  const { customer: reference, staff = service.actor.staffId } = parse(interactionHead, input)
  const parsed = parseInteractionFacts(service.workspace, service.now, input)
  if ('issues' in parsed) return null
  const { occurredAt, day, sourceGiven: _, externalIdGiven: __, ...facts } = parsed.facts
  const { orm } = service.db
  const key = and(
    eq(interactions.source, facts.source ?? ''),
    eq(interactions.externalId, facts.externalId ?? ''),
    ofCustomersWithinReach(service, interactions),
  )
  const [[row], [first], customer] = await Promise.all([
    orm.select().from(interactions).where(key),
    orm
      .select({ before: interactionRevisions.before })
      .from(interactionRevisions)
      .innerJoin(interactions, eq(interactions.id, interactionRevisions.interactionId))
      .where(key)
      .orderBy(asc(interactionRevisions.version))
      .limit(1),
    findCustomer(service, nameOf(reference, service.workspace)),
  ])
  if (!row) return null
  const when =
    parse(z.object({ occurredAt: z.unknown().optional() }), input).occurredAt == null
      ? {}
      : { occurredAt, day }
  const said = { ...facts, ...when, staffId: staff, customerId: 'id' in customer ? customer.id : null }
  const stored = new Map<string, unknown>(Object.entries(first?.before ?? row))
  if (Object.entries(said).some(([name, value]) => !isSame(stored.get(name) ?? null, value)))
    throw conflict(['externalId'], say('recordedOtherwise'), {
      reason: 'DUPLICATE',
      other: service.actor.scopes.has('interactions:read') ? { kind: 'interaction', id: row.id } : null,
    })
  return { interactionId: row.id, customerId: row.customerId }
}
