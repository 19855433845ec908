import { type SQL, sql } from 'drizzle-orm'
import { newestOfCampaign } from '../../facts/newest-snapshot.ts'
import type { FollowUpPolicy } from '../policy.ts'

interface AsOf {
  day: number
  policy: Pick<FollowUpPolicy, 'campaignDaysAfterEnd'>
}

/** Campaigns that run or ended a short while ago, with their newest sealed snapshot: columns `id`, `first_day`, `snapshot_id`. */
export const liveSnapshots = ({ day, policy }: AsOf): SQL => sql`(
  SELECT id, first_day, ${newestOfCampaign(sql`campaigns.id`, day)} AS snapshot_id
  FROM campaigns
  WHERE first_day <= ${day} AND (last_day IS NULL OR last_day >= ${day - policy.campaignDaysAfterEnd}))`
