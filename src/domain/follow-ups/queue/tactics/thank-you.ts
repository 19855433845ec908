import { sql } from 'drizzle-orm'
import * as z from 'zod'
import type { FollowUpReason } from '../../../../database/tables/care/follow-ups.ts'
import { formatDay } from '../../../../lib/days.ts'
import { isPurchase, isTrade } from '../../../facts/purchases.ts'
import { candidateRow, dueAfter, type Tactic } from './tactic.ts'

const row = candidateRow.extend({
  purchaseId: z.int(),
  day: z.int(),
  amount: z.int().nullable(),
  firstDay: z.int(),
  /** The customer's own percentile; null with too few purchases. */
  large: z.int().nullable(),
})

/** With fewer purchases there is no percentile to speak of. */
const percentilePurchases = 5

/**
 * Thank-you: for a first purchase, or one whose amount reaches the customer's own percentile (nearest rank over
 * all its purchases so far), made within the last days. Of several the newest day's largest counts.
 */
export const thankYou: Tactic<z.infer<typeof row>> = {
  tactic: 'THANK_YOU',
  row,
  scoring: false,
  promised: false,
  expires: true,
  channels: ['LETTER', 'EMAIL', 'PHONE', 'SMS', 'SOCIAL'],
  mayConcern: ({ day, policy }) => sql`+c.relationship_level >= ${policy.thankYou.fromLevel}
    AND +c.last_purchase_on > ${day - policy.recentDays}`,
  // The cross join reads purchases only of those who bought lately; the planner would begin with all of them.
  candidates: ({ day, policy }, whom) => sql`
    SELECT customer_id, 'purchase:' || date(day * 86400, 'unixepoch') AS occasion, 0 AS rank, 0 AS fact,
      id AS purchaseId, day, amount, first_day AS firstDay, large
    FROM (
      SELECT *, row_number() OVER (PARTITION BY customer_id ORDER BY day DESC, amount DESC, id) AS newest
      FROM (
        SELECT *, max(CASE
          WHEN purchases >= ${percentilePurchases}
            AND 100 * place >= ${policy.largePurchasePercentile} * purchases
            AND 100 * (place - 1) < ${policy.largePurchasePercentile} * purchases
          THEN amount END) OVER (PARTITION BY customer_id) AS large
        FROM (
          SELECT i.customer_id, i.id, i.day, i.amount, min(i.day) OVER (PARTITION BY i.customer_id) AS first_day,
            count(*) OVER (PARTITION BY i.customer_id) AS purchases,
            row_number() OVER (PARTITION BY i.customer_id ORDER BY i.amount, i.id) AS place
          FROM customers c CROSS JOIN interactions i ON i.customer_id = c.id
          WHERE ${whom(sql`c.id`)} AND +c.last_purchase_on > ${day - policy.recentDays}
            AND +c.relationship_level >= ${policy.thankYou.fromLevel}
            AND ${isTrade} AND ${isPurchase} AND i.day <= ${day}))
      WHERE day > ${day - policy.recentDays} AND (day = first_day OR amount >= large))
    WHERE newest = 1`,
  dueOn: (row, night) => dueAfter(row.day, night.policy.thankYou.dueDays, night),
  drawn: 'REPEAT',
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
