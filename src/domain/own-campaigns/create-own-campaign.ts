import { ownCampaigns } from '../../database/tables/care/own-campaigns.ts'
import { segments } from '../../database/tables/care/segments.ts'
import { searchForm, vietnameseSortKey } from '../../lib/text.ts'
import { parse, uniqueName } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit } from '../writes/commit.ts'
import { firstVersion, requireRow } from '../writes/versions.ts'
import { newOwnCampaignFields, takenOwnCampaign } from './input.ts'

/**
 * Makes a campaign of the house: first and last day inclusive, open without a last day. Whom it is to reach must consent
 * to its purpose, marketing when nothing else is said.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND` for the segment, `CONFLICT` for the same name and days twice
 */
export async function createOwnCampaign(
  service: Service,
  input: unknown,
): Promise<{ ownCampaignId: number }> {
  requireScope(service.actor, 'campaigns:write')
  const fields = parse(newOwnCampaignFields(service), input)
  const row = {
    id: service.newId(),
    ...uniqueName(fields.name),
    foldedName: searchForm(fields.name),
    sortName: vietnameseSortKey(fields.name),
    theme: fields.theme ?? null,
    kind: fields.kind,
    segmentId: fields.segment ?? null,
    channels: fields.channels,
    purpose: fields.purpose ?? ('MARKETING' as const),
    cadence: fields.cadence ?? ('ONCE' as const),
    offer: fields.offer ?? null,
    firstDay: fields.firstDay,
    lastDay: fields.lastDay ?? null,
    cost: fields.cost ?? null,
    ...firstVersion(service),
  }
  await requireRow(service, segments, fields.segment, { what: 'segment', path: ['segment'] })
  return commit(
    service,
    { action: 'own-campaign.create', entityId: row.id, after: row },
    [service.db.orm.insert(ownCampaigns).values(row)],
    { ownCampaignId: row.id },
    takenOwnCampaign(service, [], row),
  )
}
