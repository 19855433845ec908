import * as z from 'zod'
import { followUps } from '../../database/tables/care/follow-ups.ts'
import { idOf, parse } from '../input/fields.ts'
import { requireStaff } from '../interactions/staff-reference.ts'
import { requireScope } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { updateRow } from '../writes/update-row.ts'
import { inOrder } from '../writes/versions.ts'
import { claimedBy, readOpenItem, requireAssignable } from './open-item.ts'

const schema = z.strictObject({
  id: idOf('followUp'),
  /** For whom; the actor's own staff member when nothing is said. */
  staff: idOf('staffMember').nullish(),
})

/**
 * Takes an item for one staff member. Of two who claim at once exactly one gets it; claiming what one holds
 * already changes nothing. A snoozed item wakes up.
 * @throws UserError `INVALID_INPUT` when it is not clear for whom, `NOT_FOUND`, `CONFLICT` when somebody else
 * has it or it is closed
 * @throws StaleRead when somebody else was faster by less than a round trip: run again, it is a `CONFLICT`
 */
export async function claimFollowUp(service: Service, input: unknown): Promise<{ followUpId: number }> {
  requireScope(service.actor, 'follow-ups:write')
  const { id, staff: named } = parse(schema, input)
  const staffId = named ?? service.actor.staffId
  if (staffId === null) throw invalid(['staff'], say('staffOfCaller'))
  requireAssignable(service, staffId, ['staff'])
  const [item] = await inOrder([
    readOpenItem(service, id, null),
    requireStaff(service, staffId, ['staff'], { active: true }),
  ])
  if (item.claimedBy !== null && item.claimedBy !== staffId) throw claimedBy(service, item)
  const patch =
    item.claimedBy === staffId
      ? {}
      : ({ state: 'CLAIMED', claimedBy: staffId, claimedAt: service.now, snoozedUntil: null } as const)
  return updateRow(
    service,
    { table: followUps, current: item, patch },
    (before, after) => ({ action: 'follow-up.claim', entityId: id, before, after }),
    { followUpId: id },
  )
}
