import { sql } from 'drizzle-orm'
import * as z from 'zod'
import type { FollowUpReason } from '../../../database/tables/care/follow-ups.ts'
import { formatDay } from '../../../lib/days.ts'
import { isPurchase, isTrade } from '../../facts/purchases.ts'
import { followUpPolicy } from '../policy.ts'
import { admittedRow, type Tactic } from './admission.ts'

const row = admittedRow.extend({
  purchaseId: z.int(),
  day: z.int(),
  amount: z.int().nullable(),
  firstDay: z.int(),
  /** The customer's own percentile; null with too few purchases. */
  large: z.int().nullable(),
})

const policy = followUpPolicy.thankYou

/**
 * Thank-you: for a first purchase, or one whose amount reaches the customer's own percentile (nearest rank over
 * all its purchases so far), made within the last days. Of several the newest day's largest counts.
 */
export const thankYou: Tactic<z.infer<typeof row>> = {
  tactic: 'THANK_YOU',
  row,
  // The cross join reads purchases only of those who bought lately; the planner would begin with all of them.
  candidates: (run, { after, upto }) => sql`
    SELECT customer_id, 'purchase:' || date(day * 86400, 'unixepoch') AS occasion, 0 AS rank, 0 AS fact,
      id AS purchaseId, day, amount, first_day AS firstDay, large
    FROM (
      SELECT *, row_number() OVER (PARTITION BY customer_id ORDER BY day DESC, amount DESC, id) AS newest
      FROM (
        SELECT *, max(CASE
          WHEN purchases >= ${policy.percentilePurchases}
            AND 100 * place >= ${policy.amountPercentile} * purchases
            AND 100 * (place - 1) < ${policy.amountPercentile} * purchases
          THEN amount END) OVER (PARTITION BY customer_id) AS large
        FROM (
          SELECT i.customer_id, i.id, i.day, i.amount, min(i.day) OVER (PARTITION BY i.customer_id) AS first_day,
            count(*) OVER (PARTITION BY i.customer_id) AS purchases,
            row_number() OVER (PARTITION BY i.customer_id ORDER BY i.amount, i.id) AS place
          FROM customers c CROSS JOIN interactions i ON i.customer_id = c.id
          WHERE c.id > ${after} AND c.id <= ${upto} AND +c.last_purchase_on > ${run.day - policy.purchaseDays}
            AND ${isTrade} AND ${isPurchase} AND i.day <= ${run.day}))
      WHERE day > ${run.day - policy.purchaseDays} AND (day = first_day OR amount >= large))
    WHERE newest = 1`,
  // The first day on which somebody can act is the one after the run's.
  dueOn: (row, run) => Math.max(row.day + policy.dueDays, run.day + 1),
  reasons(row): FollowUpReason[] {
    const facts = [{ type: 'INTERACTION' as const, id: row.purchaseId }]
    const first = { code: 'FIRST_PURCHASE', threshold: null, measured: formatDay(row.day), facts }
    const large = { code: 'LARGE_PURCHASE', threshold: row.large, measured: row.amount, facts }
    return [
      ...(row.day === row.firstDay ? [first] : []),
      ...(row.large !== null && (row.amount ?? 0) >= row.large ? [large] : []),
    ]
  },
}
