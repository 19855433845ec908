import { sql } from 'drizzle-orm'
import * as z from 'zod'
import type { FollowUpReason } from '../../../../database/tables/care/follow-ups.ts'
import { isPurchase, isTrade } from '../../../facts/purchases.ts'
import { candidateRow, dueAfter, type Tactic } from './tactic.ts'

const row = candidateRow.extend({
  lastPurchaseOn: z.int(),
  cycleDoubled: z.int(),
  purchaseId: z.int().nullable(),
})

/** Overdue: who lapses measured by a cycle of its own; once per lapse, which the last purchase day names. */
export const overdue: Tactic<z.infer<typeof row>> = {
  tactic: 'OVERDUE',
  row,
  scoring: true,
  promised: false,
  expires: true,
  channels: ['PHONE', 'EMAIL', 'SMS', 'SOCIAL', 'IN_PERSON'],
  mayConcern: ({
    policy,
  }) => sql`+c.relationship_level >= ${policy.overdue.fromLevel} AND +c.lifecycle = 'LAPSING'
    AND +c.cycle_doubled IS NOT NULL`,
  // The unary plus keeps the planner on the chunk instead of everybody who lapses.
  candidates: (night, whom) => sql`
    SELECT id AS customer_id, 'purchase:' || date(last_purchase_on * 86400, 'unixepoch') AS occasion,
      0 AS rank, 0 AS fact, last_purchase_on AS lastPurchaseOn, cycle_doubled AS cycleDoubled,
      (SELECT i.id FROM interactions i
        WHERE i.customer_id = customers.id AND i.day = customers.last_purchase_on AND ${isTrade}
          AND ${isPurchase}
        ORDER BY i.amount DESC, i.id LIMIT 1) AS purchaseId
    FROM customers
    WHERE ${whom(sql`id`)} AND +relationship_level >= ${night.policy.overdue.fromLevel} AND +lifecycle = 'LAPSING'
      AND +cycle_doubled IS NOT NULL AND +last_purchase_on IS NOT NULL`,
  dueOn: (_row, night) => dueAfter(night.day, night.policy.overdue.dueDays, night),
  drawn: 'OCCASION',
  reasons: (row, night): FollowUpReason[] => [
    {
      code: 'CYCLE_EXCEEDED',
      threshold: (night.lifecycle.activeCycles * row.cycleDoubled) / 2,
      measured: night.day - row.lastPurchaseOn,
      facts: row.purchaseId === null ? [] : [{ type: 'INTERACTION' as const, id: row.purchaseId }],
    },
  ],
}
