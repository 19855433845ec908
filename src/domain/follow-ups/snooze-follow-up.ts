import * as z from 'zod'
import { followUps } from '../../database/tables/care/follow-ups.ts'
import { dayText, expectedVersion, idOf, parse } from '../input/fields.ts'
import { policyInForce } from '../policies/read.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { updateRow } from '../writes/update-row.ts'
import { inOrder } from '../writes/versions.ts'
import { readOpenItem, requireNotHeldByOther } from './open-item.ts'
import { followUpPolicy } from './policy.ts'

/** An item is put off by so many days at most. */
const snoozeDays = 90

const schema = (service: Service) =>
  z.strictObject({
    id: idOf('followUp'),
    expectedVersion,
    /** The day on which the queue shows it again. */
    until: dayText
      .refine(day => day > service.today, say('notFuture'))
      .refine(day => day <= service.today + snoozeDays, say('daysAhead', { days: snoozeDays })),
  })

/**
 * Hides an item from the queue until a day. Its due day stays what it was; its expiry moves, so that it does
 * not expire unseen.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` when it is closed or another staff member's
 */
export async function snoozeFollowUp(service: Service, input: unknown): Promise<{ followUpId: number }> {
  requireScope(service.actor, 'follow-ups:write')
  const { id, expectedVersion, until } = parse(schema(service), input)
  const [item, { body: policy }] = await inOrder([
    readOpenItem(service, id, expectedVersion),
    policyInForce(service, followUpPolicy),
  ])
  requireNotHeldByOther(service, item)
  const expiresOn =
    item.expiresOn === null ? null : Math.max(item.expiresOn, until + policy.limits.expiryDays)
  return updateRow(
    service,
    { table: followUps, current: item, patch: { snoozedUntil: until, expiresOn } },
    (before, after) => ({ action: 'follow-up.snooze', entityId: id, before, after }),
    { followUpId: id },
  )
}
