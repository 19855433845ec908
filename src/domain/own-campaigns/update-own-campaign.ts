import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { ownCampaigns } from '../../database/tables/care/own-campaigns.ts'
import { segments } from '../../database/tables/care/segments.ts'
import { searchForm, vietnameseSortKey } from '../../lib/text.ts'
import { expectedVersion, idOf, parse, uniqueName } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { UserError } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { updateRow } from '../writes/update-row.ts'
import { defined, foundAt, inOrder, requireRow } from '../writes/versions.ts'
import { inconsistencies, ownCampaignFields, takenOwnCampaign } from './input.ts'

const updateInput = (service: Service) =>
  z.strictObject({ id: idOf('ownCampaign'), expectedVersion, patch: ownCampaignFields(service) })

/**
 * Changes what `patch` names: absent leaves, null clears (a null `lastDay` opens the campaign), a list replaces the
 * whole list.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`
 */
export async function updateOwnCampaign(
  service: Service,
  input: unknown,
): Promise<{ ownCampaignId: number }> {
  requireScope(service.actor, 'campaigns:write')
  const { id, patch, expectedVersion } = parse(updateInput(service), input)
  const { name, segment, ...columns } = patch
  const query = service.db.orm.select().from(ownCampaigns).where(eq(ownCampaigns.id, id))
  const [current] = await inOrder([
    foundAt(query, 'ownCampaign', expectedVersion),
    requireRow(service, segments, segment, { what: 'segment', path: ['patch', 'segment'] }),
  ])
  const issues = inconsistencies({ ...current, ...defined(columns) }, defined(patch), ['patch'])
  if (issues.length > 0) throw new UserError('INVALID_INPUT', say('inputNotValid'), issues)
  return updateRow(
    service,
    {
      table: ownCampaigns,
      current,
      patch: {
        ...columns,
        segmentId: segment,
        ...(name && {
          ...uniqueName(name, current),
          foldedName: searchForm(name),
          sortName: vietnameseSortKey(name),
        }),
      },
      taken: after => takenOwnCampaign(service, ['patch'], after),
    },
    (before, after) => ({ action: 'own-campaign.update', entityId: id, before, after }),
    { ownCampaignId: id },
  )
}
