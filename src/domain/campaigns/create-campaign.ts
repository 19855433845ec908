import { campaigns, competitors } from '../../database/tables/competition/competitors.ts'
import { searchForm, vietnameseSortKey } from '../../lib/text.ts'
import { parse, uniqueName } from '../input/fields.ts'
import { findRegions, idsOf, namesAt } from '../regions/find.ts'
import { requireScope } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { commit } from '../writes/commit.ts'
import { firstVersion, inOrder, requireRow } from '../writes/versions.ts'
import { newCampaignFields, takenCampaign } from './input.ts'
import { placeCampaign, requireApart, stillApart } from './places.ts'

/**
 * Records a competitor's campaign: first and last day inclusive, open without a last day. Regions cover all that
 * lies in them; control regions, the matched markets, must lie apart from them.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND` for competitor and regions, `CONFLICT` for the same competitor,
 * name and days twice
 */
export async function createCampaign(service: Service, input: unknown): Promise<{ campaignId: number }> {
  requireScope(service.actor, 'campaigns:write')
  const fields = parse(newCampaignFields(service), input)
  if (fields.lastDay != null && fields.lastDay < fields.firstDay)
    throw invalid(['lastDay'], say('beforeFirstDay'))
  const [, targets, controls] = await inOrder([
    requireRow(service, competitors, fields.competitor, { what: 'competitor', path: ['competitor'] }),
    findRegions(service, namesAt(fields.regions, ['regions'])),
    findRegions(service, namesAt(fields.controlRegions, ['controlRegions'])),
  ])
  requireApart(targets, controls, ['controlRegions'])

  const row = {
    id: service.newId(),
    competitorId: fields.competitor,
    ...uniqueName(fields.name),
    foldedName: searchForm(fields.name),
    sortName: vietnameseSortKey(fields.name),
    kind: fields.kind,
    products: fields.products ?? [],
    offer: fields.offer ?? null,
    sources: fields.sources ?? [],
    firstDay: fields.firstDay,
    lastDay: fields.lastDay ?? null,
    ...firstVersion(service),
  }
  const regions = idsOf(targets)
  const controlRegions = idsOf(controls)
  return commit(
    service,
    { action: 'campaign.create', entityId: row.id, after: { ...row, regions, controlRegions } },
    [
      stillApart(service, regions, controlRegions),
      service.db.orm.insert(campaigns).values(row),
      placeCampaign(row.id, 'TARGET', targets),
      placeCampaign(row.id, 'CONTROL', controls),
    ],
    { campaignId: row.id },
    takenCampaign(service, [], row),
  )
}
