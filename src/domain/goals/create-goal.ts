import { segments } from '../../database/tables/care/segments.ts'
import { campaigns } from '../../database/tables/competition/competitors.ts'
import { goals } from '../../database/tables/house/goals.ts'
import { staffMembers } from '../../database/tables/house/staff.ts'
import { parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit } from '../writes/commit.ts'
import { firstVersion, inOrder, requireRow } from '../writes/versions.ts'
import { newGoalFields, requireAttainable } from './input.ts'

/**
 * Sets a goal: a metric, at least or at most a target, in some days.
 * @throws UserError `INVALID_INPUT`; `NOT_FOUND` for segment, campaign and owner
 */
export async function createGoal(service: Service, input: unknown): Promise<{ goalId: number }> {
  requireScope(service.actor, 'policies:write')
  const { segment, campaign, owner, note, ...fields } = parse(newGoalFields, input)
  const row = {
    id: service.newId(),
    ...fields,
    segmentId: segment ?? null,
    campaignId: campaign ?? null,
    ownerId: owner ?? null,
    note: note ?? null,
    ...firstVersion(service),
  }
  await inOrder([
    requireRow(service, segments, segment, { what: 'segment', path: ['segment'] }),
    requireRow(service, campaigns, campaign, { what: 'campaign', path: ['campaign'] }),
    requireRow(service, staffMembers, owner, { what: 'staffMember', path: ['owner'] }),
  ])
  requireAttainable(row, [])
  return commit(
    service,
    { action: 'goal.create', entityId: row.id, after: row },
    [service.db.orm.insert(goals).values(row)],
    { goalId: row.id },
  )
}
