import { type SQL, sql } from 'drizzle-orm'
import type { Statement } from '../../database/client.ts'
import { coveredRegions } from '../facts/covered-regions.ts'
import { idsOf, type PlacedRegion } from '../regions/find.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { guard } from '../writes/commit.ts'

/**
 * @param moved the list that must give way, which the input says at `path`
 * @throws UserError `INVALID_INPUT` when a region would be both target and control, itself or by what it lies in
 */
export function requireApart(
  others: readonly PlacedRegion[],
  moved: readonly PlacedRegion[],
  path: (string | number)[],
): void {
  const meet = (a: PlacedRegion, b: PlacedRegion) => a.line.has(b.id) || b.line.has(a.id)
  moved.forEach((region, at) => {
    if (others.some(other => meet(other, region))) throw invalid([...path, at], say('regionsOverlap'))
  })
}

/** The same in the batch that writes them: the tree of regions may have changed since it was read. */
export const stillApart = (
  service: Service,
  targets: readonly number[],
  controls: readonly number[],
): Statement =>
  guard(
    service,
    sql`NOT EXISTS (
      SELECT 1 FROM regions WHERE id IN ${coveredRegions(targets)} AND id IN ${coveredRegions(controls)})`,
  )

/** A campaign's regions of one role, in one insert however many. */
export const placeCampaign = (
  campaignId: number,
  role: 'TARGET' | 'CONTROL',
  regions: readonly PlacedRegion[],
): SQL => sql`
  INSERT INTO campaign_regions (campaign_id, role, region_id)
  SELECT ${campaignId}, ${role}, value FROM json_each(${JSON.stringify(idsOf(regions))})`
