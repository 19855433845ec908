import { and, eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { campaignKinds, campaigns } from '../../database/tables/competition/competitors.ts'
import { campaignDay, filledList, idOf, label, listOf, setOf, text } from '../input/fields.ts'
import { regionName } from '../regions/input.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import type { TakenRules } from '../writes/commit.ts'

const largest = 250

/** What a caller may say of a campaign: absent leaves a stored value, null clears it. Days become day numbers. */
export const campaignFields = (service: Service) =>
  z.strictObject({
    competitor: idOf('competitor').optional(),
    name: text(200).optional(),
    kind: z.enum(campaignKinds).optional(),
    regions: filledList(regionName, largest).optional(),
    controlRegions: listOf(regionName, largest).optional(),
    products: setOf(label(200), 200).optional(),
    offer: text(10_000).nullish(),
    sources: setOf(text(2_000), 50).optional(),
    firstDay: campaignDay(service.today).optional(),
    lastDay: campaignDay(service.today).nullish(),
  })

export const newCampaignFields = (service: Service) =>
  campaignFields(service).required({
    competitor: true,
    name: true,
    kind: true,
    regions: true,
    firstDay: true,
  })

type Identity = Pick<typeof campaigns.$inferSelect, 'competitorId' | 'name' | 'firstDay' | 'lastDay'>

/** What a breach of the table's unique rule means; `path` leads to the fields. */
export const takenCampaign = (
  { db }: Service,
  path: string[],
  { competitorId, name, firstDay, lastDay }: Identity,
): TakenRules => ({
  campaigns_identity: {
    path: [...path, 'name'],
    saying: say('takenCampaign'),
    kind: 'campaign',
    scope: 'campaigns:read',
    holder: () =>
      db.orm
        .select({ id: campaigns.id })
        .from(campaigns)
        .where(
          and(
            eq(campaigns.competitorId, competitorId),
            eq(campaigns.name, name),
            eq(campaigns.firstDay, firstDay),
            sql`${campaigns.lastDay} IS ${lastDay}`,
          ),
        ),
  },
})
