import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { targetProfiles } from '../../database/tables/care/target-profiles.ts'
import { searchForm } from '../../lib/text.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { updateRow } from '../writes/update-row.ts'
import { foundAt, inOrder } from '../writes/versions.ts'
import { checkProfileReferences, conditionsIn, requireProfileScopes } from './conditions.ts'
import { profileDescription, profileName } from './create-target-profile.ts'

const updateInput = ({ workspace }: Service) =>
  z.strictObject({
    id: idOf('targetProfile'),
    expectedVersion,
    patch: z.strictObject({
      name: profileName.optional(),
      description: profileDescription.nullish(),
      archived: z.boolean().optional(),
      conditions: conditionsIn(workspace, ['patch', 'conditions']).optional(),
    }),
  })

/**
 * Changes what `patch` names: absent leaves, null clears the description, the conditions are the whole list.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`
 */
export async function updateTargetProfile(
  service: Service,
  input: unknown,
): Promise<{ targetProfileId: number }> {
  requireScope(service.actor, 'segments:write')
  const { id, patch, expectedVersion } = parse(updateInput(service), input)
  const asked = patch.conditions?.asked ?? []
  requireProfileScopes(service, asked)
  const [current] = await inOrder([
    foundAt(
      service.db.orm.select().from(targetProfiles).where(eq(targetProfiles.id, id)),
      'targetProfile',
      expectedVersion,
    ),
    checkProfileReferences(service, asked),
  ])
  return updateRow(
    service,
    {
      table: targetProfiles,
      current,
      patch: {
        ...patch,
        ...(patch.name !== undefined && { foldedName: searchForm(patch.name) }),
        conditions: patch.conditions?.stored,
      },
    },
    (before, after) => ({ action: 'target-profile.update', entityId: id, before, after }),
    { targetProfileId: id },
  )
}
