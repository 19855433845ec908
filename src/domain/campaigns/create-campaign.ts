import { eq } from 'drizzle-orm'
import { campaigns, competitors } from '../../database/tables/competitors.ts'
import { parse, uniqueName } from '../input/fields.ts'
import { findRegions, idsOf, namesAt } from '../regions/find.ts'
import { requireScope } from '../service/actor.ts'
import { invalid, notFound } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { commit, thisChange } from '../writes/commit.ts'
import { refusingTaken } from '../writes/taken.ts'
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
    throw invalid(['lastDay'], 'lies before the first day')
  const { orm } = service.db
  const [[competitor], targets, controls] = await Promise.all([
    orm.select({ id: competitors.id }).from(competitors).where(eq(competitors.id, fields.competitor)),
    findRegions(service, namesAt(fields.regions, ['regions'])),
    findRegions(service, namesAt(fields.controlRegions, ['controlRegions'])),
  ])
  if (!competitor) throw notFound(['competitor'], 'competitor')
  requireApart(targets, controls, ['controlRegions'])

  const campaignId = service.newId()
  const identity = {
    competitorId: competitor.id,
    ...uniqueName(fields.name),
    firstDay: fields.firstDay,
    lastDay: fields.lastDay ?? null,
  }
  const statements = [
    stillApart(service, idsOf(targets), idsOf(controls)),
    orm.insert(campaigns).values({
      id: campaignId,
      ...identity,
      kind: fields.kind,
      products: fields.products ?? [],
      offer: fields.offer ?? null,
      sources: fields.sources ?? [],
      createdAt: service.now,
      updatedAt: service.now,
      version: 1,
      changeId: thisChange,
    }),
    placeCampaign(campaignId, 'TARGET', targets),
    placeCampaign(campaignId, 'CONTROL', controls),
  ]
  const change = { action: 'campaign.create', entity: 'campaign', entityId: campaignId }
  const { result } = await refusingTaken(
    service,
    takenCampaign(service, [], identity),
    commit(service, change, statements, { campaignId }),
  )
  return result
}
