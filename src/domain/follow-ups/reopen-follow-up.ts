import { and, eq, inArray, ne, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/sqlite-core'
import * as z from 'zod'
import { followUps } from '../../database/tables/care/follow-ups.ts'
import { customers } from '../../database/tables/customers/customers.ts'
import { needsConsent } from '../customers/endings/follow-ups.ts'
import { requireUnrestricted } from '../customers/require-customer.ts'
import { consentsTo } from '../facts/consent.ts'
import { expectedVersion, idOf, parse, text } from '../input/fields.ts'
import { policyInForce } from '../policies/read.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'
import { requireScope } from '../service/actor.ts'
import { conflict } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { updateRow } from '../writes/update-row.ts'
import { found, inOrder, requireVersion } from '../writes/versions.ts'
import { unclaimed } from './open-item.ts'
import { followUpPolicy } from './policy.ts'

const schema = z.strictObject({
  id: idOf('followUp'),
  expectedVersion,
  /** Why; kept by the trail. */
  reason: text(500).nullish(),
})

/**
 * Puts a follow-up that was done, dismissed or expired back into the queue, for who closed it by mistake. What came of it
 * is taken off; a contact that was recorded stays, and so does the due day. An item that would expire at once gets the
 * time of a new one.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` when it is not closed, is held out, is about feedback, when
 * another of its tactic waits, and when the customer is restricted or does not consent to care any more
 */
export async function reopenFollowUp(service: Service, input: unknown): Promise<{ followUpId: number }> {
  requireScope(service.actor, 'follow-ups:write')
  const { id, expectedVersion, reason = null } = parse(schema, input)
  const [{ item, restrictedAt, optedOut }, other, { body: policy }] = await inOrder([
    readClosed(service, id),
    waitingBeside(service, id),
    policyInForce(service, followUpPolicy),
  ])
  requireVersion(item, 'followUp', expectedVersion)
  const refuse = (code: 'itemNotClosed' | 'itemHeldOut' | 'itemOfFeedback' | 'consentMissing') =>
    conflict(['id'], say(code), { reason: 'CLOSED', current: { kind: 'followUp', id } })
  if (item.state === 'OPEN' || item.state === 'CLAIMED') throw refuse('itemNotClosed')
  if (item.state === 'HELD') throw refuse('itemHeldOut')
  if (item.tactic === 'FEEDBACK') throw refuse('itemOfFeedback')
  requireUnrestricted({ restrictedAt }, ['id'])
  if (optedOut) throw refuse('consentMissing')
  if (other !== null && item.tactic !== 'MANUAL')
    throw conflict(['id'], say('itemBeside'), {
      ...{ reason: 'DUPLICATE', other: { kind: 'followUp', id: other } },
      current: { kind: 'followUp', id },
    })
  const expiresOn =
    item.expiresOn === null ? null : Math.max(item.expiresOn, service.today + policy.limits.expiryDays)
  return updateRow(
    service,
    {
      table: followUps,
      current: item,
      patch: {
        ...unclaimed,
        ...{ closedAt: null, outcome: null, interactionId: null, escalatedAt: null, expiresOn },
      },
    },
    (before, after) => ({ action: 'follow-up.reopen', entityId: id, before, after: { ...after, reason } }),
    { followUpId: id },
  )
}

const readClosed = (service: Service, id: number) =>
  found(
    service.db.orm
      .select({
        item: followUps,
        restrictedAt: customers.restrictedAt,
        optedOut: sql<number>`${needsConsent} AND NOT ${consentsTo(followUps.customerId, 'CARE', null)}`,
      })
      .from(followUps)
      .innerJoin(customers, eq(customers.id, followUps.customerId))
      .where(and(eq(followUps.id, id), ofCustomersWithinReach(service, followUps))),
    'followUp',
  )

/** Another item of the same customer and tactic that waits. */
async function waitingBeside({ db }: Service, id: number): Promise<number | null> {
  const same = alias(followUps, 'same')
  const [other] = await db.orm
    .select({ id: followUps.id })
    .from(same)
    .innerJoin(
      followUps,
      and(
        eq(followUps.customerId, same.customerId),
        eq(followUps.tactic, same.tactic),
        ne(followUps.id, same.id),
        inArray(followUps.state, ['OPEN', 'CLAIMED']),
      ),
    )
    .where(eq(same.id, id))
    .limit(1)
  return other?.id ?? null
}
