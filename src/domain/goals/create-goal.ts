import { segments } from '../../database/tables/care/segments.ts'
import { campaigns } from '../../database/tables/competition/competitors.ts'
import { goals } from '../../database/tables/house/goals.ts'
import { parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { requireStaff } from '../staff/require-staff.ts'
import { commit } from '../writes/commit.ts'
import { firstVersion, inOrder, requireRow } from '../writes/versions.ts'
import { newGoalFields, requireAttainable } from './input.ts'

/**
 * Sets a goal: a metric, at least or at most a target, in some days.
 * @throws UserError `INVALID_INPUT`; `NOT_FOUND` for segment, campaign and owner; `CONFLICT` for an owner who has left
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
    requireStaff(service, owner, ['owner'], { active: true, others: true }),
  ])
  requireAttainable(row, [])
  return commit(
    service,
    { action: 'goal.create', entityId: row.id, after: row },
    [service.db.orm.insert(goals).values(row)],
    { goalId: row.id },
  )
}
