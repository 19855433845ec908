import * as z from 'zod'
import { followUps } from '../../database/tables/care/follow-ups.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { policyInForce } from '../policies/read.ts'
import { requireScope } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { requireStaff } from '../staff/require-staff.ts'
import { say } from '../wording/say.ts'
import { updateRow } from '../writes/update-row.ts'
import { inOrder, type Patch } from '../writes/versions.ts'
import { claimedBy, type FollowUp, holderOf, readOpenItem, requireAssignable } from './open-item.ts'
import { followUpPolicy } from './policy.ts'

const schema = z.strictObject({
  id: idOf('followUp'),
  expectedVersion,
  /** For whom; the actor's own staff member when nothing is said. */
  staff: idOf('staffMember').nullish(),
})

const taken = { state: 'CLAIMED', snoozedUntil: null } as const

/**
 * Takes an item for one staff member, for as long as the policy says; claiming it again makes that longer. Of two who
 * claim at once exactly one gets it. A snoozed item wakes up.
 * @throws UserError `INVALID_INPUT` when it is not clear for whom, `NOT_FOUND`, `CONFLICT` when somebody else
 * has it or it is closed
 * @throws StaleRead when somebody else was faster by less than a round trip: run again, it is a `CONFLICT`
 */
export async function claimFollowUp(service: Service, input: unknown): Promise<{ followUpId: number }> {
  requireScope(service.actor, 'follow-ups:write')
  const { id, expectedVersion, staff: named } = parse(schema, input)
  const staffId = named ?? service.actor.staffId
  if (staffId === null) throw invalid(['staff'], say('staffOfCaller'))
  requireAssignable(service, staffId, ['staff'])
  const [item, , { body: policy }] = await inOrder([
    readOpenItem(service, id, expectedVersion),
    requireStaff(service, staffId, ['staff'], { active: true }),
    policyInForce(service, followUpPolicy),
  ])
  const holder = holderOf(service, item)
  if (holder !== null && holder !== staffId) throw claimedBy(service, item)
  const until = service.now + policy.claimMinutes * 60_000
  const patch: Patch<FollowUp> =
    holder === staffId
      ? { claimedUntil: Math.max(until, item.claimedUntil ?? 0) }
      : { ...taken, claimedBy: staffId, claimedAt: service.now, claimedUntil: until }
  return updateRow(
    service,
    { table: followUps, current: item, patch },
    (before, after) => ({ action: 'follow-up.claim', entityId: id, before, after }),
    { followUpId: id },
  )
}
