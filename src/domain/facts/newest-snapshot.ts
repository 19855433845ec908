import { type SQL, sql } from 'drizzle-orm'
import { whole } from '../../database/whole.ts'

/**
 * The id of the newest sealed snapshot of one scope of a campaign, by whichever method, as a subquery; NULL when
 * there is none. One search in the index `vulnerability_snapshots_identity`.
 * @param campaign the campaign's id
 * @param asOf the newest day that counts; every day when null
 * @param before the watermark of a night: only snapshots of nights that began before it count; null for all
 */
export const newestOf = (
  campaign: SQL,
  of: { scope: 'CAMPAIGN' | 'SEGMENT'; id: SQL },
  asOf: number | null,
  before: number | null = null,
): SQL => sql`(
    SELECT l.id FROM vulnerability_snapshots l
    WHERE l.campaign_id = ${campaign} AND l.scope = ${sql.raw(`'${of.scope}'`)} AND l.scope_id = ${of.id}
      AND l.sealed_at IS NOT NULL ${asOf === null ? sql`` : sql`AND l.as_of <= ${asOf}`}
      ${before === null ? sql`` : sql`AND l.watermark < ${whole(before)}`}
    ORDER BY l.as_of DESC, l.policy_version DESC, l.method DESC LIMIT 1)`

/** The same of all regions of a campaign together. */
export const newestOfCampaign = (campaign: SQL, asOf: number | null, before: number | null = null): SQL =>
  newestOf(campaign, { scope: 'CAMPAIGN', id: campaign }, asOf, before)
