import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { channels } from '../../database/tables/customers/channels.ts'
import { consentPurposes, consents } from '../../database/tables/customers/customers.ts'
import {
  dismissedFollowUps,
  needsConsent,
  readOpenFollowUps,
  tellDismissed,
} from '../customers/endings/follow-ups.ts'
import {
  calledOffTouches,
  readPlannedTouches,
  tellCalledOff,
  touchFor,
  touchUnwanted,
} from '../customers/endings/touches.ts'
import { requireCustomer } from '../customers/require-customer.ts'
import { consentsBesides } from '../facts/consent.ts'
import { idOf, parse, text } from '../input/fields.ts'
import { standingCustomer } from '../reach/standing.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit, thisChange } from '../writes/commit.ts'
import { inOrder } from '../writes/versions.ts'

/** What a caller may say of an entry. */
export const consentFields = z.strictObject({
  purpose: z.enum(consentPurposes),
  /** Null for every channel. */
  channel: z.enum(channels).nullish(),
  /** False where consent is refused or withdrawn. */
  given: z.boolean(),
  /** Which wording the customer was shown. */
  textVersion: text(100).nullish(),
  evidence: text(5_000).nullish(),
})

const recordInput = consentFields.extend({ customer: idOf('customer') })

/**
 * Adds an entry to the customer's ledger of consent, which is never changed: the newest entry for a purpose and
 * channel counts. What a night put into the queue is dismissed at once where the customer consents to care no more, and
 * planned touches that the withdrawn consent stood behind are called off.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`
 */
export async function recordConsent(
  service: Service,
  input: unknown,
): Promise<{ consentId: number; customerId: number }> {
  requireScope(service.actor, 'customers:write')
  const { customer, channel = null, ...fields } = parse(recordInput, input)
  const withdrawn =
    channel === null ? sql`1` : sql`NOT ${consentsBesides(standingCustomer(customer), 'CARE', channel)}`
  const unwanted =
    channel === null ? touchFor(fields.purpose) : sql`${touchFor(fields.purpose)} AND channel = ${channel}`
  const [customerId, open, planned] = await inOrder([
    requireCustomer(service, customer, ['customer']),
    fields.purpose === 'CARE' && !fields.given
      ? readOpenFollowUps(service, customer, sql`${needsConsent} AND ${withdrawn}`)
      : Promise.resolve([]),
    fields.given ? Promise.resolve([]) : readPlannedTouches(service, customer, unwanted),
  ])
  const row = {
    id: service.newId(),
    customerId,
    channel,
    purpose: fields.purpose,
    given: fields.given,
    textVersion: fields.textVersion ?? null,
    evidence: fields.evidence ?? null,
    at: service.now,
    actor: service.actor.caller,
    changeId: thisChange,
  }
  return commit(
    service,
    [
      ...tellDismissed(open),
      ...tellCalledOff('OPT_OUT', planned),
      { action: 'consent.record', entityId: row.id, after: row },
    ],
    [
      service.db.orm.insert(consents).values(row),
      ...(open.length > 0
        ? [dismissedFollowUps(service, sql`customer_id = ${customerId} AND ${needsConsent}`)]
        : []),
      ...(planned.length > 0
        ? [
            calledOffTouches(
              service,
              'OPT_OUT',
              sql`customer_id = ${customerId} AND ${touchUnwanted(fields.purpose)}`,
            ),
          ]
        : []),
    ],
    { consentId: row.id, customerId },
  )
}
