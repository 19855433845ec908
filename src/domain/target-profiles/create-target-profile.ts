import * as z from 'zod'
import { targetProfiles } from '../../database/tables/care/target-profiles.ts'
import { searchForm } from '../../lib/text.ts'
import { parse, text } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit } from '../writes/commit.ts'
import { firstVersion } from '../writes/versions.ts'
import { checkProfileReferences, conditionsIn, requireProfileScopes } from './conditions.ts'

export const profileName = text(200)
export const profileDescription = text(2_000)

const createInput = ({ workspace }: Service) =>
  z.strictObject({
    name: profileName,
    description: profileDescription.nullish(),
    conditions: conditionsIn(workspace),
  })

/**
 * Describes customers whom the house wants by conditions that count more or less. It needs the scopes of what they read.
 * @throws UserError `INVALID_INPUT`
 */
export async function createTargetProfile(
  service: Service,
  input: unknown,
): Promise<{ targetProfileId: number }> {
  requireScope(service.actor, 'segments:write')
  const { name, description = null, conditions } = parse(createInput(service), input)
  requireProfileScopes(service, conditions.asked)
  await checkProfileReferences(service, conditions.asked)
  const row = {
    ...{ id: service.newId(), name, foldedName: searchForm(name), description },
    ...{ conditions: conditions.stored, archived: false },
    ...firstVersion(service),
  }
  return commit(
    service,
    { action: 'target-profile.create', entityId: row.id, after: row },
    [service.db.orm.insert(targetProfiles).values(row)],
    { targetProfileId: row.id },
  )
}
