import { sql } from 'drizzle-orm'
import * as z from 'zod'
import type { FollowUpReason } from '../../../../database/tables/care/follow-ups.ts'
import { liveSnapshots } from '../../value/live-snapshots.ts'
import { candidateRow, dueAfter, type Tactic } from './tactic.ts'

const row = candidateRow.extend({
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

/**
 * Win back: who is vulnerable in the newest sealed snapshot of a campaign that runs or ended a short while ago;
 * once per campaign. In several, the campaign that began last counts first.
 */
export const winBack: Tactic<z.infer<typeof row>> = {
  tactic: 'WIN_BACK',
  row,
  scoring: true,
  promised: false,
  expires: true,
  channels: ['PHONE', 'IN_PERSON', 'EMAIL', 'SMS', 'SOCIAL'],
  mayConcern: night => sql`+c.relationship_level >= ${night.policy.winBack.fromLevel} AND EXISTS (
    SELECT 1 FROM vulnerability_members m INDEXED BY vulnerability_members_customer
    WHERE m.customer_id = c.id AND m.verdict = 'VULNERABLE'
      AND m.snapshot_id IN (SELECT snapshot_id FROM ${liveSnapshots(night)}))`,
  // Each in the newest snapshots alone: of one customer there are as many rows as there were nights.
  candidates: (night, whom) => sql`
    WITH live AS MATERIALIZED (SELECT * FROM ${liveSnapshots(night)})
    SELECT m.customer_id, 'campaign:' || live.id AS occasion, live.first_day AS rank, live.id AS fact,
      s.id AS snapshotId, live.id AS campaignId, m.grade AS grade,
      CAST(m.spend_baseline AS TEXT) AS spendBaseline, CAST(m.spend_window AS TEXT) AS spendWindow,
      s.baseline_days AS baselineDays, s.window_days AS windowDays, p.decline_percent AS declinePercent
    FROM live
    JOIN vulnerability_snapshots s ON s.id = live.snapshot_id
    JOIN vulnerability_policies p ON p.version = s.policy_version
    CROSS JOIN vulnerability_members m ON m.snapshot_id = s.id
    JOIN customers c ON c.id = m.customer_id
    WHERE ${whom(sql`m.customer_id`)} AND m.verdict = 'VULNERABLE'
      AND +c.relationship_level >= ${night.policy.winBack.fromLevel}`,
  dueOn: (_row, night) => dueAfter(night.day, night.policy.winBack.dueDays, night),
  drawn: 'OCCASION',
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
