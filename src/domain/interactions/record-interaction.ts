import { and, eq } from 'drizzle-orm'
import * as z from 'zod'
import type { Statement } from '../../database/client.ts'
import { interactions } from '../../database/tables/customers/interactions.ts'
import type { Change } from '../changes/change.ts'
import { isFeedback } from '../facts/answers.ts'
import { idOf, parse } from '../input/fields.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'
import { requireScope } from '../service/actor.ts'
import { type Issue, invalid, UserError } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { requireStaff } from '../staff/require-staff.ts'
import { say } from '../wording/say.ts'
import { commit, type TakenRules } from '../writes/commit.ts'
import { duplicate } from '../writes/taken.ts'
import { inOrder } from '../writes/versions.ts'
import { customerReference, findCustomer, foundOrNew, nameOf } from './customer-reference.ts'
import { type InteractionFacts, parseInteractionFacts } from './input.ts'
import { openFeedback } from './keep-feedback.ts'
import { newInteractionRow } from './new-interaction.ts'

export const interactionHead = z.object({
  customer: customerReference,
  /** Who of the staff took part; the actor's own staff member when nothing is said. */
  staff: idOf('staffMember').nullish(),
})

export interface RecordedInteraction {
  interactionId: number
  customerId: number
  /** The customer was nobody's yet and is a prospect now. */
  customerCreated: boolean
}

/**
 * Logs one thing that happened between a customer and the company. Money is decimal text in the workspace's
 * currency. A customer that nobody has yet, named by phone, e-mail or external id, becomes a prospect in the
 * same atomic write; the scope for interactions suffices for that, with the personal one for e-mail and phone.
 * @throws UserError `INVALID_INPUT`; `NOT_FOUND` for customer and staff member; `CONFLICT` for an external id
 * that its source has used before, and for an e-mail or phone that several customers share
 */
export async function recordInteraction(service: Service, input: unknown): Promise<RecordedInteraction> {
  requireScope(service.actor, 'interactions:write')
  const { customer: reference, staff } = parse(interactionHead, input)
  // Who has an address is personal, and the answer tells.
  if (reference.email != null || reference.phone != null) requireScope(service.actor, 'customers:personal')
  const parsed = parseInteractionFacts(service.workspace, service.now, input)
  if ('issues' in parsed) throw new UserError('INVALID_INPUT', say('inputNotValid'), parsed.issues)
  const { facts } = parsed
  const [found] = await inOrder([
    findCustomer(service, nameOf(reference, service.workspace)),
    requireStaff(service, staff, ['staff']),
    requireUnused(service, facts),
  ])
  const id = service.newId()
  claimKey(service, facts, id)
  const customer = foundOrNew(service, found)
  const staffId = staff === undefined ? service.actor.staffId : staff
  const row = newInteractionRow(service, { id, customerId: customer.id, staffId }, facts)
  const { changes, statements } = recording(service, row, customer.created)
  return commit(
    service,
    [...customer.changes, ...changes],
    [...customer.statements, ...statements],
    { interactionId: id, customerId: customer.id, customerCreated: customer.created },
    takenInteraction(service, ['externalId'], row),
  )
}

/** What keeps a new interaction, and the feedback that it may be, inside `commit`: the statements, and what tells of them. */
export function recording(
  service: Service,
  row: ReturnType<typeof newInteractionRow>,
  customerCreated = false,
): { changes: Change[]; statements: Statement[] } {
  const asksAnswer = isFeedback(row)
  return {
    changes: [
      ...(asksAnswer ? [{ action: 'feedback.open' as const, entityId: row.id }] : []),
      { action: 'interaction.record', entityId: row.id, after: row, detail: { customerCreated } },
    ],
    statements: [
      service.db.orm.insert(interactions).values(row),
      ...(asksAnswer ? [openFeedback(service, [row.id])] : []),
    ],
  }
}

type Keyed = Pick<InteractionFacts, 'source' | 'externalId'>

/** One of many learns here that its key is used: of the batch's failure nobody could tell whose it was. */
async function requireUnused(service: Service, { source, externalId }: Keyed): Promise<void> {
  if (!service.gathering || source === null || externalId === null) return
  const [used] = await service.db.orm
    .select({ id: interactions.id })
    .from(interactions)
    .where(and(eq(interactions.source, source), eq(interactions.externalId, externalId)))
  const rule = takenInteraction(service, ['externalId'], { source, externalId })['interactions.external_id']
  if (used && rule) throw await duplicate(service, rule)
}

/** Of many with one key the first has it. */
function claimKey({ gathering }: Service, { source, externalId }: Keyed, id: number): void {
  if (!gathering || source === null) return
  const key = `interaction ${JSON.stringify([source, externalId])}`
  if (gathering.claimed.has(key)) throw invalid(['externalId'], say('twice'))
  gathering.claimed.set(key, id)
}

/** What a breach of the table's unique rule means: a source uses an external id once. */
export const takenInteraction = (
  service: Service,
  path: Issue['path'],
  { source, externalId }: Pick<typeof interactions.$inferSelect, 'source' | 'externalId'>,
): TakenRules => ({
  'interactions.external_id': {
    path,
    saying: say('takenInteraction'),
    kind: 'interaction',
    scope: 'interactions:read',
    holder: () =>
      service.db.orm
        .select({ id: interactions.id })
        .from(interactions)
        .where(
          and(
            eq(interactions.source, source ?? ''),
            eq(interactions.externalId, externalId ?? ''),
            ofCustomersWithinReach(service, interactions),
          ),
        ),
  },
})
