import { and, eq, gte, isNull, lte, or, sql } from 'drizzle-orm'
import * as z from 'zod'
import { dayText, idOf, parse } from '../input/fields.ts'
import { ascending, type PageSource } from '../lists/page.ts'
import { coveredRegions } from '../regions/covered.ts'

const campaignFilter = z.strictObject({
  competitor: idOf('competitor').optional(),
  /** Aimed at this region, at one that lies in it or at one that it lies in. */
  region: idOf('region').optional(),
  runningOn: dayText.optional(),
})

export type CampaignFilter = z.input<typeof campaignFilter>

const orderings = { FIRST_DAY: [ascending('firstDay'), ascending('id')] }

export type CampaignOrdering = keyof typeof orderings

/** All competitors' campaigns, for whoever may read them. */
export const campaignList: PageSource<CampaignFilter | null | undefined, CampaignOrdering> = {
  table: 'campaigns',
  orderings,
  defaultOrdering: 'FIRST_DAY',
  filterScopes: { competitor: ['competitors:read'], region: ['regions:read'], runningOn: [] },
  where(_service, { id, competitorId, firstDay, lastDay }, raw) {
    if (!raw) return undefined
    const { competitor, region, runningOn } = parse(campaignFilter, raw)
    if (!id || !competitorId || !firstDay || !lastDay) throw new Error('Not the campaigns table')
    return and(
      competitor == null ? undefined : eq(competitorId, competitor),
      region == null ? undefined : sql`${id} IN ${touching(region)}`,
      runningOn == null
        ? undefined
        : and(lte(firstDay, runningOn), or(isNull(lastDay), gte(lastDay, runningOn))),
    )
  },
}

/** Campaigns felt in a region. Names are plain text, so that a relational query does not rename them. */
const touching = (region: number) => sql`(
  WITH RECURSIVE above(id) AS (
    SELECT ${region}
    UNION
    SELECT parent_id FROM regions JOIN above ON regions.id = above.id WHERE parent_id IS NOT NULL)
  SELECT campaign_id FROM campaign_regions
  WHERE role = 'TARGET' AND (region_id IN (SELECT id FROM above) OR region_id IN ${coveredRegions([region])}))`
