import { type SQL, sql } from 'drizzle-orm'
import { idsOf, type PlacedRegion } from '../regions/find.ts'

/** The regions where a competitor sells, in one insert however many. */
export const placeCompetitor = (competitorId: number, regions: readonly PlacedRegion[]): SQL => sql`
  INSERT INTO competitor_regions (competitor_id, region_id)
  SELECT ${competitorId}, value FROM json_each(${JSON.stringify(idsOf(regions))})`
