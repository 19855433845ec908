import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { followUps } from '../../database/tables/care/follow-ups.ts'
import { expectedVersion, idOf, parse, text } from '../input/fields.ts'
import { policyInForce } from '../policies/read.ts'
import { requireScope } from '../service/actor.ts'
import { isPersonal } from '../service/scopes.ts'
import type { Service } from '../service/service.ts'
import { requireStaff } from '../staff/require-staff.ts'
import { updateRow } from '../writes/update-row.ts'
import { inOrder } from '../writes/versions.ts'
import { dueDay } from './create-follow-up.ts'
import {
  type FollowUp,
  readOpenItem,
  requireAssignable,
  requireNotHeldByOther,
  unclaimed,
} from './open-item.ts'
import { type FollowUpPolicy, followUpPolicy } from './policy.ts'

const schema = (service: Service) =>
  z.strictObject({
    id: idOf('followUp'),
    expectedVersion,
    patch: z.strictObject({
      owner: idOf('staffMember').nullish(),
      dueOn: dueDay(service).optional(),
      note: text(2_000).nullish(),
    }),
  })

type Patch = z.output<ReturnType<typeof schema>>['patch']

/**
 * Hands an item to somebody else, moves its due day (and with it the expiry), changes its note. Handing it to
 * another than who claimed it releases the claim; a new due day ends a snooze.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` when it is closed or another staff member's
 */
export async function updateFollowUp(service: Service, input: unknown): Promise<{ followUpId: number }> {
  requireScope(service.actor, 'follow-ups:write')
  const { id, expectedVersion, patch } = parse(schema(service), input)
  requireAssignable(service, patch.owner, ['patch', 'owner'])
  const [item, , { body: policy }] = await inOrder([
    readOpenItem(service, id, expectedVersion),
    requireStaff(service, patch.owner, ['patch', 'owner'], {
      ...{ active: true, holder: sql`SELECT owner_id FROM follow_ups WHERE id = ${id}` },
    }),
    policyInForce(service, followUpPolicy),
  ])
  // Who sees the whole workspace may take work from one and give it to another.
  if (isPersonal(service.actor.reach)) requireNotHeldByOther(service, item)
  return updateRow(
    service,
    {
      table: followUps,
      current: item,
      patch: { note: patch.note, ...handedOver(item, patch), ...moved(item, patch, policy) },
    },
    (before, after) => ({ action: 'follow-up.update', entityId: id, before, after }),
    { followUpId: id },
  )
}

function handedOver(item: FollowUp, { owner }: Patch) {
  if (owner === undefined) return {}
  const released = item.claimedBy !== null && owner !== item.claimedBy
  return { ownerId: owner, ...(released ? unclaimed : {}) }
}

function moved(item: FollowUp, { dueOn }: Patch, { limits }: FollowUpPolicy) {
  if (dueOn === undefined) return {}
  const expiresOn = item.expiresOn === null ? null : dueOn + limits.expiryDays
  return { dueOn, expiresOn, snoozedUntil: null, escalatedAt: null }
}
