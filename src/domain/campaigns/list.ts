import { and, gte, isNull, lte, or, sql } from 'drizzle-orm'
import * as z from 'zod'
import { campaigns } from '../../database/tables/competitors.ts'
import { dayText, idOf } from '../input/fields.ts'
import { matches } from '../lists/filter.ts'
import { ascending, pageSource } from '../lists/page.ts'
import { coveredRegions } from '../regions/covered.ts'

const campaignFilter = z.strictObject({
  competitor: idOf('competitor').optional(),
  /** Aimed at this region, at one that lies in it or at one that it lies in. */
  region: idOf('region').optional(),
  runningOn: dayText.optional(),
})

/** All competitors' campaigns, for whoever may read them. */
export const campaignList = pageSource(campaigns, {
  orderings: { FIRST_DAY: [ascending('firstDay'), ascending('id')] },
  defaultOrdering: 'FIRST_DAY',
  filter: campaignFilter,
  filterScopes: { competitor: ['competitors:read'], region: ['regions:read'], runningOn: [] },
  where: (_service, { id, competitorId, firstDay, lastDay }, { competitor, region, runningOn }) =>
    and(
      matches(competitorId, competitor),
      region === undefined ? undefined : sql`${id} IN ${touching(region)}`,
      runningOn === undefined
        ? undefined
        : and(lte(firstDay, runningOn), or(isNull(lastDay), gte(lastDay, runningOn))),
    ),
})

/** Campaigns felt in a region. Names are plain text, so that a relational query does not rename them. */
const touching = (region: number) => sql`(
  WITH RECURSIVE above(id) AS (
    SELECT ${region}
    UNION
    SELECT parent_id FROM regions JOIN above ON regions.id = above.id WHERE parent_id IS NOT NULL)
  SELECT campaign_id FROM campaign_regions
  WHERE role = 'TARGET' AND (region_id IN (SELECT id FROM above) OR region_id IN ${coveredRegions([region])}))`
