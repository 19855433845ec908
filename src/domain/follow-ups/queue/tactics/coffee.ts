import { sql } from 'drizzle-orm'
import * as z from 'zod'
import type { FollowUpReason } from '../../../../database/tables/care/follow-ups.ts'
import { candidateRow, dueAfter, type Tactic } from './tactic.ts'

const row = candidateRow.extend({ level: z.int() })

/** Partners are invited whatever they are worth. */
const partnership = 5

/** Coffee or lunch, where nothing is sold: with partners, and with those by whom most may be lost. */
export const coffee: Tactic<z.infer<typeof row>> = {
  tactic: 'COFFEE',
  row,
  scoring: true,
  promised: false,
  expires: true,
  channels: ['IN_PERSON'],
  byHighValue: true,
  mayConcern: ({ policy }) => sql`+c.relationship_level >= ${policy.coffee.fromLevel}`,
  candidates: ({ day, policy }, whom) => sql`
    SELECT id AS customer_id, ${`days:${Math.floor(day / Math.max(1, policy.coffee.repeatDays))}`} AS occasion, 0 AS rank,
      0 AS fact, relationship_level AS level
    FROM customers
    WHERE ${whom(sql`id`)} AND +relationship_level >= ${policy.coffee.fromLevel}`,
  concerns: ({ level }, { amount }, { highValue }) =>
    level === partnership || (amount !== null && highValue !== null && amount > 0n && amount >= highValue),
  dueOn: (_row, night) => dueAfter(night.day, night.policy.coffee.dueDays, night),
  drawn: 'REPEAT',
  reasons({ level }, { highValue }, { amount }): FollowUpReason[] {
    const high = amount !== null && highValue !== null && amount > 0n && amount >= highValue
    return [
      ...(level === partnership
        ? [{ code: 'PARTNER', threshold: partnership, measured: level, facts: [] }]
        : []),
      ...(high
        ? [{ code: 'HIGH_VALUE_AT_RISK', threshold: Number(highValue), measured: Number(amount), facts: [] }]
        : []),
    ]
  },
}
