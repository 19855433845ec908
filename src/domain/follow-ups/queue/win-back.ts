import { sql } from 'drizzle-orm'
import * as z from 'zod'
import type { FollowUpReason } from '../../../database/tables/care/follow-ups.ts'
import { followUpPolicy } from '../policy.ts'
import { admittedRow, type Tactic } from './admission.ts'

const row = admittedRow.extend({
  snapshotId: z.int(),
  campaignId: z.int(),
  grade: z.string(),
  /** Digits, minor units. */
  spendBaseline: z.string(),
  spendWindow: z.string(),
  baselineDays: z.int(),
  windowDays: z.int(),
  declinePercent: z.int(),
})

const policy = followUpPolicy.winBack

/**
 * Win back: who is vulnerable in the newest sealed snapshot of a campaign that runs or ended a short while ago;
 * once per campaign. In several, the campaign that began last counts first.
 */
export const winBack: Tactic<z.infer<typeof row>> = {
  tactic: 'WIN_BACK',
  row,
  candidates: (run, { after, upto }) => sql`
    SELECT m.customer_id, 'campaign:' || live.id AS occasion, live.first_day AS rank, live.id AS fact,
      s.id AS snapshotId, live.id AS campaignId, m.grade AS grade,
      CAST(m.spend_baseline AS TEXT) AS spendBaseline, CAST(m.spend_window AS TEXT) AS spendWindow,
      s.baseline_days AS baselineDays, s.window_days AS windowDays, p.decline_percent AS declinePercent
    FROM (
      SELECT id, first_day, (
        SELECT newest.id FROM vulnerability_snapshots newest
        WHERE newest.campaign_id = campaigns.id AND newest.scope = 'CAMPAIGN'
          AND newest.sealed_at IS NOT NULL AND newest.as_of <= ${run.day}
        ORDER BY newest.as_of DESC, newest.policy_version DESC, newest.method DESC LIMIT 1) AS snapshot_id
      FROM campaigns
      WHERE first_day <= ${run.day}
        AND (last_day IS NULL OR last_day >= ${run.day - policy.campaignDaysAfterEnd})) live
    JOIN vulnerability_snapshots s ON s.id = live.snapshot_id
    JOIN vulnerability_policies p ON p.version = s.policy_version
    JOIN vulnerability_members m ON m.snapshot_id = s.id
    WHERE m.customer_id > ${after} AND m.customer_id <= ${upto} AND m.verdict = 'VULNERABLE'`,
  dueOn: (_row, run) => run.day + policy.dueDays,
  reasons(row): FollowUpReason[] {
    const facts = [
      { type: 'SNAPSHOT' as const, id: row.snapshotId },
      { type: 'CAMPAIGN' as const, id: row.campaignId },
    ]
    const declined = { code: 'SPEND_DECLINED', threshold: row.declinePercent, measured: decline(row), facts }
    if (row.grade !== 'LAPSED') return [declined]
    return [declined, { code: 'NO_PURCHASE_IN_CAMPAIGN', threshold: 1, measured: 0, facts }]
  },
}

/** By how many whole per cent the spend per day fell from the baseline to the campaign's window. */
function decline({ spendBaseline, spendWindow, baselineDays, windowDays }: z.infer<typeof row>): number {
  const before = BigInt(spendBaseline) * BigInt(windowDays)
  const during = BigInt(spendWindow) * BigInt(baselineDays)
  return Number(((before - during) * 100n) / before)
}
