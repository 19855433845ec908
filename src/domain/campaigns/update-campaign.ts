import { eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import type { Statement } from '../../database/client.ts'
import { campaignRegions, campaigns, competitors } from '../../database/tables/competition/competitors.ts'
import { searchForm, vietnameseSortKey } from '../../lib/text.ts'
import { expectedVersion, idOf, parse, uniqueName } from '../input/fields.ts'
import {
  findRegions,
  idsOf,
  namesAt,
  type PlacedRegion,
  placedRegions,
  sameRegions,
} from '../regions/find.ts'
import { requireScope } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { updateRow } from '../writes/update-row.ts'
import { foundAt, inOrder, requireRow } from '../writes/versions.ts'
import { campaignFields, takenCampaign } from './input.ts'
import { placeCampaign, requireApart, stillApart } from './places.ts'

const updateInput = (service: Service) =>
  z.strictObject({ id: idOf('campaign'), expectedVersion, patch: campaignFields(service) })

type Patch = z.output<ReturnType<typeof campaignFields>>

/**
 * Changes what `patch` names: absent leaves, null clears (a null `lastDay` opens the campaign), a list replaces
 * the whole list. The next night judges the campaign anew.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`
 */
export async function updateCampaign(service: Service, input: unknown): Promise<{ campaignId: number }> {
  requireScope(service.actor, 'campaigns:write')
  const { id, patch, expectedVersion } = parse(updateInput(service), input)
  const { competitor, name, regions: _, controlRegions: __, ...columns } = patch
  const query = service.db.orm.select().from(campaigns).where(eq(campaigns.id, id))
  const [current, , places] = await inOrder([
    foundAt(query, 'campaign', expectedVersion),
    requireRow(service, competitors, competitor, { what: 'competitor', path: ['patch', 'competitor'] }),
    readPlaces(service, id, patch),
  ])
  requireOrder(current, patch)
  return updateRow(
    service,
    {
      table: campaigns,
      current,
      patch: {
        ...columns,
        competitorId: competitor,
        ...(name && {
          ...uniqueName(name, current),
          foldedName: searchForm(name),
          sortName: vietnameseSortKey(name),
        }),
      },
      beside: move(service, id, patch, places),
      taken: after => takenCampaign(service, ['patch'], after),
    },
    (before, after) => ({
      action: 'campaign.update',
      entityId: id,
      before: { ...before, ...(places && regionsTold(places.before)) },
      after: { ...after, ...(places && regionsTold(places.after)) },
    }),
    { campaignId: id },
  )
}

function requireOrder(current: { firstDay: number; lastDay: number | null }, patch: Patch): void {
  const first = patch.firstDay ?? current.firstDay
  const last = patch.lastDay === undefined ? current.lastDay : patch.lastDay
  if (last === null || first <= last) return
  if (patch.lastDay === undefined) throw invalid(['patch', 'firstDay'], say('afterLastDay'))
  throw invalid(['patch', 'lastDay'], say('beforeFirstDay'))
}

/** The campaign's regions as they are and as they will be; null when the patch leaves them alone. */
async function readPlaces(service: Service, id: number, { regions, controlRegions }: Patch) {
  if (regions === undefined && controlRegions === undefined) return null
  const stored = (role: string) =>
    placedRegions(
      service,
      sql`SELECT region_id FROM campaign_regions WHERE campaign_id = ${id} AND role = ${role}`,
    )
  const [before, targets, controls] = await Promise.all([
    Promise.all([stored('TARGET'), stored('CONTROL')]),
    regions && findRegions(service, namesAt(regions, ['patch', 'regions'])),
    controlRegions && findRegions(service, namesAt(controlRegions, ['patch', 'controlRegions'])),
  ])
  return { before, after: [targets ?? before[0], controls ?? before[1]] as const }
}

const regionsTold = ([targets, controls]: readonly [PlacedRegion[], PlacedRegion[]]) => ({
  regions: idsOf(targets),
  controlRegions: idsOf(controls),
})

function move(
  service: Service,
  id: number,
  patch: Patch,
  places: Awaited<ReturnType<typeof readPlaces>>,
): Statement[] {
  if (!places) return []
  const [targets, controls] = places.after
  if (patch.controlRegions === undefined) requireApart(controls, targets, ['patch', 'regions'])
  else requireApart(targets, controls, ['patch', 'controlRegions'])
  if (sameRegions(places.before[0], targets) && sameRegions(places.before[1], controls)) return []
  return [
    stillApart(service, idsOf(targets), idsOf(controls)),
    service.db.orm.delete(campaignRegions).where(eq(campaignRegions.campaignId, id)),
    placeCampaign(id, 'TARGET', targets),
    placeCampaign(id, 'CONTROL', controls),
  ]
}
