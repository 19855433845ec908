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
  // The cross joins read purchases only of those who bought lately; the planner would begin with all of them.
  candidates({ day, policy }, whom) {
    const bought = sql`${isTrade} AND ${isPurchase} AND i.day <= ${day}`
    return sql`
    WITH recent AS MATERIALIZED (
      SELECT i.customer_id AS owner, i.id, i.day, i.amount
      FROM customers c CROSS JOIN interactions i ON i.customer_id = c.id
      WHERE ${whom(sql`c.id`)} AND +c.last_purchase_on > ${day - policy.recentDays}
        AND +c.relationship_level >= ${policy.thankYou.fromLevel} AND ${bought} AND i.day > ${day - policy.recentDays}),
    placed AS MATERIALIZED (
      SELECT r.*, min(i.day) AS first_day, count(*) AS purchases, sum(i.amount <= r.amount) AS place
      FROM recent r CROSS JOIN interactions i ON i.customer_id = r.owner WHERE ${bought} GROUP BY r.id),
    thanked AS MATERIALIZED (
      SELECT *, row_number() OVER (PARTITION BY owner ORDER BY day DESC, amount DESC, id) AS newest FROM placed
      WHERE day = first_day
        OR (purchases >= ${percentilePurchases} AND 100 * place >= ${policy.largePurchasePercentile} * purchases))
    SELECT owner AS customer_id, 'purchase:' || date(day * 86400, 'unixepoch') AS occasion, 0 AS rank, 0 AS fact,
      id AS purchaseId, day, amount, first_day AS firstDay, iif(purchases >= ${percentilePurchases}, (
        SELECT min(amount) FROM (
          SELECT i.amount AS amount, row_number() OVER (ORDER BY i.amount) AS place
          FROM interactions i WHERE i.customer_id = thanked.owner AND ${bought})
        WHERE 100 * place >= ${policy.largePurchasePercentile} * thanked.purchases), NULL) AS large
    FROM thanked WHERE newest = 1`
  },
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
