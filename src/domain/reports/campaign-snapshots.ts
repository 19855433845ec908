import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { json } from '../../database/checked-rows.ts'
import {
  vulnerabilityFlags,
  vulnerabilityMethods,
  vulnerabilitySnapshots,
} from '../../database/tables/competition/vulnerability.ts'
import { newestOfCampaign } from '../facts/newest-snapshot.ts'
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

const counts = z.object({ os: z.int(), vs: z.int() })

export const readingRow = z.object({
  snapshotId: z.int(),
  campaignId: z.int(),
  asOf: z.int(),
  method: z.enum(vulnerabilityMethods),
  state: z.enum(vulnerabilitySnapshots.state.enumValues),
  windowDays: z.int(),
  horizonDays: z.int().nullable(),
  comparisons: z.int().nullable(),
  treated: json(counts.extend({ literal: counts })),
  control: json(counts).nullable(),
  flags: json(z.array(z.enum(vulnerabilityFlags))),
  watchFrom: z.int(),
  highFrom: z.int(),
})

export type ReadingRow = z.infer<typeof readingRow>

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
  const { snapshotId, campaignId, asOf, state, treated, watchFrom, highFrom } = row
  return {
    snapshotId,
    campaignId,
    asOf,
    state,
    observed: treated.os,
    vulnerable: treated.vs,
    ...readSnapshot(row, { watchFrom, highFrom }),
  }
}
