import { sql } from 'drizzle-orm'
import * as z from 'zod'
import type { FollowUpReason } from '../../../../database/tables/care/follow-ups.ts'
import { candidateRow, dueAfter, leadDays, type Night, type Tactic } from './tactic.ts'

const row = candidateRow.extend({ occasionId: z.int(), nextOn: z.int() })

const isNear = ({ day, policy }: Night) =>
  sql`(o.next_on > ${day} AND o.next_on + ${policy.occasion.dueDays} <= ${day + leadDays})`

/**
 * A birthday, an anniversary: of the customer, of family or of friends; once a year each. What an item says of it is only
 * which it is, so that an erasure leaves no date behind.
 */
export const occasion: Tactic<z.infer<typeof row>> = {
  tactic: 'OCCASION',
  row,
  scoring: false,
  promised: true,
  expires: true,
  channels: ['PHONE', 'LETTER', 'SMS', 'EMAIL', 'SOCIAL', 'IN_PERSON'],
  mayConcern: night => sql`+c.relationship_level >= ${night.policy.occasion.fromLevel} AND EXISTS (
    SELECT 1 FROM occasions o INDEXED BY occasions_customer WHERE o.customer_id = c.id AND ${isNear(night)})`,
  candidates: (night, whom) => sql`
    SELECT o.customer_id, 'occasion:' || o.id || ':' || strftime('%Y', o.next_on * 86400, 'unixepoch') AS occasion,
      -o.next_on AS rank, o.id AS fact, o.id AS occasionId, o.next_on AS nextOn
    FROM customers c CROSS JOIN occasions o INDEXED BY occasions_customer ON o.customer_id = c.id
    WHERE ${whom(sql`c.id`)} AND +c.relationship_level >= ${night.policy.occasion.fromLevel}
      AND ${isNear(night)}`,
  dueOn: ({ nextOn }, night) => dueAfter(nextOn, night.policy.occasion.dueDays, night),
  drawn: 'OCCASION',
  reasons: ({ occasionId }): FollowUpReason[] => [
    {
      ...{ code: 'OCCASION_COMES', threshold: null, measured: null },
      facts: [{ type: 'OCCASION', id: occasionId }],
    },
  ],
}
