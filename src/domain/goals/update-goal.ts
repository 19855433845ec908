import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { segments } from '../../database/tables/care/segments.ts'
import { campaigns } from '../../database/tables/competition/competitors.ts'
import { goals } from '../../database/tables/house/goals.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { requireStaff } from '../staff/require-staff.ts'
import { updateRow } from '../writes/update-row.ts'
import { defined, foundAt, inOrder, requireRow } from '../writes/versions.ts'
import { goalFields, requireAttainable } from './input.ts'

const updateInput = z.strictObject({ id: idOf('goal'), expectedVersion, patch: goalFields })

/**
 * Changes what `patch` names: absent leaves, null clears.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`; `CONFLICT`, also for a new owner who has left
 */
export async function updateGoal(service: Service, input: unknown): Promise<{ goalId: number }> {
  requireScope(service.actor, 'policies:write')
  const { id, patch, expectedVersion } = parse(updateInput, input)
  const { segment, campaign, owner, ...columns } = patch
  const [current] = await inOrder([
    foundAt(service.db.orm.select().from(goals).where(eq(goals.id, id)), 'goal', expectedVersion),
    requireRow(service, segments, segment, { what: 'segment', path: ['patch', 'segment'] }),
    requireRow(service, campaigns, campaign, { what: 'campaign', path: ['patch', 'campaign'] }),
    requireStaff(service, owner, ['patch', 'owner'], {
      ...{ active: true, others: true, holder: sql`SELECT owner_id FROM goals WHERE id = ${id}` },
    }),
  ])
  const said = { ...columns, segmentId: segment, campaignId: campaign, ownerId: owner }
  requireAttainable({ ...current, ...defined(said) }, ['patch'])
  return updateRow(
    service,
    { table: goals, current, patch: said },
    (before, after) => ({ action: 'goal.update', entityId: id, before, after }),
    { goalId: id },
  )
}
