import { sql } from 'drizzle-orm'
import * as z from 'zod'
import type { FollowUpReason } from '../../../../database/tables/care/follow-ups.ts'
import { formatDay, startOfDay } from '../../../../lib/days.ts'
import { isPurchase, isTrade } from '../../../facts/purchases.ts'
import { candidateRow, dueAfter, type Tactic } from './tactic.ts'

const row = candidateRow.extend({
  about: z.enum(['DELIVERED', 'BOUGHT', 'COMPLAINT_CLOSED']),
  interactionId: z.int(),
  day: z.int(),
})

/** Asks how it went: after a delivery, after a purchase of which no delivery is told, after a complaint was closed. */
export const satisfaction: Tactic<z.infer<typeof row>> = {
  tactic: 'SATISFACTION',
  row,
  scoring: false,
  promised: false,
  expires: true,
  channels: ['PHONE', 'EMAIL', 'SMS', 'SOCIAL'],
  mayConcern: ({ policy }) => sql`+c.relationship_level >= ${policy.satisfaction.fromLevel}`,
  candidates({ day, policy, timeZone }, whom) {
    const { fromLevel, dueDays } = policy.satisfaction
    const after = day - policy.recentDays - Math.max(0, dueDays)
    const [start, end] = [startOfDay(after + 1, timeZone), startOfDay(day + 1, timeZone)]
    return sql`
    WITH chosen AS MATERIALIZED (
      SELECT id, last_purchase_on FROM customers c WHERE ${whom(sql`c.id`)} AND +c.relationship_level >= ${fromLevel}),
    events AS (
      SELECT i.customer_id AS owner, i.id AS id, i.day AS day, 'DELIVERED' AS about
      FROM chosen CROSS JOIN interactions i ON i.customer_id = chosen.id
        AND i.occurred_at >= ${start} AND i.occurred_at < ${end}
      WHERE i.kind = 'DELIVERY' AND i.cancelled = 0
      UNION ALL
      SELECT i.customer_id, i.id, i.day, 'BOUGHT'
      FROM chosen CROSS JOIN interactions i ON i.customer_id = chosen.id
        AND i.occurred_at >= ${start} AND i.occurred_at < ${end}
      WHERE chosen.last_purchase_on > ${after} AND ${isTrade} AND ${isPurchase} AND NOT EXISTS (
        SELECT 1 FROM interactions d WHERE d.customer_id = i.customer_id AND d.occurred_at >= i.occurred_at
          AND d.kind = 'DELIVERY' AND d.cancelled = 0)
      UNION ALL
      SELECT f.customer_id, f.id, ${day} - CAST((${end - 1} - f.closed_at) / 86400000 AS INTEGER), 'COMPLAINT_CLOSED'
      FROM chosen CROSS JOIN feedback f INDEXED BY feedback_customer ON f.customer_id = chosen.id AND f.state = 'CLOSED'
      WHERE f.kind = 'COMPLAINT' AND f.closed_at >= ${start} AND f.closed_at < ${end})
    SELECT owner AS customer_id, lower(about) || ':' || id AS occasion, day AS rank, id AS fact, about, id AS interactionId,
      day FROM events`
  },
  dueOn: (row, night) => dueAfter(row.day, night.policy.satisfaction.dueDays, night),
  drawn: 'REPEAT',
  reasons: ({ about, interactionId, day }): FollowUpReason[] => [
    {
      ...{ code: `${about}_LATELY`, threshold: null, measured: formatDay(day) },
      facts: [{ type: 'INTERACTION', id: interactionId }],
    },
  ],
}
