import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { personRequestOutcomes, personRequests } from '../../../database/tables/customers/person-requests.ts'
import { startOfDay } from '../../../lib/days.ts'
import { requireUnerased } from '../../customers/require-customer.ts'
import { dayText, parse, text } from '../../input/fields.ts'
import { requireScope } from '../../service/actor.ts'
import { conflict, invalid } from '../../service/errors.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { guard } from '../../writes/commit.ts'
import { updateRow } from '../../writes/update-row.ts'
import type { PersonRequestKind } from './clocks.ts'
import { dayOfDeed, findOpenRequest, type PersonRequest, whichRequest } from './find.ts'

const schema = whichRequest.extend({
  outcome: z.enum(personRequestOutcomes),
  /** Why it is refused. */
  reason: text(2_000).nullish(),
  on: dayText.nullish(),
})

/**
 * Closes a request. As done only where what it asks for was done: the person erased, restricted, not scored any more, a
 * consent withdrawn since. That access was given, or something corrected, whoever closes it answers for.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`; `CONFLICT` on `expectedVersion`, where it is closed, where nothing was
 * done, and for words about a person who was erased
 */
export async function closePersonRequest(
  service: Service,
  input: unknown,
): Promise<{ personRequestId: number }> {
  requireScope(service.actor, 'privacy:write')
  const { outcome, reason = null, on, ...which } = parse(schema, input)
  if (outcome === 'REFUSED' && reason === null) throw invalid(['reason'], say('missing'))
  if (outcome !== 'REFUSED' && reason !== null) throw invalid(['reason'], say('refusalOnly'))
  const { request, erasedAt } = await findOpenRequest(service, which)
  if (reason !== null) requireUnerased({ erasedAt }, ['reason'])
  const closedOn = dayOfDeed(service, on, request.receivedOn)
  const deed = outcome === 'DONE' ? deedOf(service, request) : null
  if (deed && !(await holds(service, deed)))
    throw conflict(['outcome'], say('personRequestNotDone', { kind: request.kind }), { reason: 'NOT_DONE' })
  return updateRow(
    service,
    {
      table: personRequests,
      current: request,
      patch: { closedOn, outcome, refusalReason: reason },
      along: [
        ...(deed ? [guard(service, deed)] : []),
        ...(reason === null ? [] : [guard(service, isThere(request))]),
      ],
    },
    (before, after) => ({ action: 'person-request.close', entityId: request.id, before, after }),
    { personRequestId: request.id },
  )
}

/** What must be true of the customer; of nobody who was erased anything is done any more. */
function deedOf({ workspace }: Service, { kind, customerId, receivedOn }: PersonRequest): SQL | null {
  const since = startOfDay(receivedOn, workspace.timeZone)
  const deeds: Readonly<Partial<Record<PersonRequestKind, SQL>>> = {
    ERASURE: sql`0`,
    RESTRICTION: sql`restricted_at IS NOT NULL`,
    OBJECTION: sql`scoring_objected_at IS NOT NULL`,
    CONSENT_WITHDRAWAL: sql`EXISTS (
      SELECT 1 FROM consents AS w WHERE w.customer_id = customers.id AND NOT w.given AND w.at >= ${since})`,
  }
  const deed = deeds[kind]
  return (
    (deed &&
      sql`EXISTS (SELECT 1 FROM customers WHERE id = ${customerId} AND (erased_at IS NOT NULL OR ${deed}))`) ??
    null
  )
}

/** Of nobody who was erased a word is written. */
const isThere = ({ customerId }: PersonRequest): SQL =>
  sql`EXISTS (SELECT 1 FROM customers WHERE id = ${customerId} AND erased_at IS NULL)`

async function holds({ db }: Service, deed: SQL): Promise<boolean> {
  const [row] = await checkedRows(db.orm, z.object({ done: z.int() }), sql`SELECT ${deed} AS done`)
  return row?.done === 1
}
