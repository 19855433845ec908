import { type SQL, sql } from 'drizzle-orm'
import { newestOfCampaign } from '../facts/newest-snapshot.ts'
import type { Look } from '../vulnerability/method/effect.ts'
import { type Reading, readSnapshot } from '../vulnerability/method/reading.ts'

/**
 * The newest result of each of some campaigns, all its regions together.
 * @param chosen a query whose column `id` names the campaigns
 * @param asOf the newest day that counts; every day when null
 * @returns a query of `campaign_id`, `as_of`, `method`, `policy_version` and the snapshot's `id`
 */
export const newestSnapshots = (chosen: SQL, asOf: number | null): SQL => sql`
  SELECT s.campaign_id, s.as_of, s.method, s.policy_version, s.id
  FROM (${chosen}) chosen CROSS JOIN vulnerability_snapshots s ON s.id = ${newestOfCampaign(sql`chosen.id`, asOf)}`

/** The columns of a snapshot `s` and its policy `p` that a reading is made of. */
export const readingColumns = sql`
  s.id AS snapshotId, s.campaign_id AS campaignId, s.as_of AS asOf, s.method AS method, s.state AS state,
  s.window_days AS windowDays, s.horizon_days AS horizonDays, s.comparisons AS comparisons, s.treated AS treated,
  s.control AS control, s.flags AS flags, p.watch_from AS watchFrom, p.high_from AS highFrom`

export interface ReadingRow extends Look {
  snapshotId: number
  campaignId: number
  asOf: number
  treated: string
  control: string | null
  flags: string
  watchFrom: number
  highFrom: number
}

/** What a snapshot of a campaign or of one of its regions says. */
export interface CampaignReading extends Reading {
  snapshotId: number
  campaignId: number
  asOf: number
  state: ReadingRow['state']
  observed: number
  vulnerable: number
}

export function toReading(row: ReadingRow): CampaignReading {
  const { snapshotId, campaignId, asOf, state, watchFrom, highFrom } = row
  const treated = JSON.parse(row.treated)
  const control = row.control === null ? null : JSON.parse(row.control)
  const stored = { ...row, treated, control, flags: JSON.parse(row.flags) }
  return {
    snapshotId,
    campaignId,
    asOf,
    state,
    observed: treated.os,
    vulnerable: treated.vs,
    ...readSnapshot(stored, { watchFrom, highFrom }),
  }
}
