import { type SQL, sql } from 'drizzle-orm'
import type { FollowUpReason, followUpTactics } from '../../../database/tables/care/follow-ups.ts'
import type { Channel } from '../../../database/tables/customers/channels.ts'
import type { Service } from '../../service/service.ts'
import { thisChange } from '../../writes/commit.ts'
import { jsonTexts } from '../../writes/json-texts.ts'
import { figuresOf } from '../policy.ts'
import { drawPeriod } from './hold-out.ts'
import type { Proposal } from './propose.ts'
import type { Night } from './tactics/tactic.ts'

/** What the night puts into the queue, or holds out of it. */
export interface Item {
  id: number
  customerId: number
  tactic: (typeof followUpTactics)[number]
  period: string
  dueOn: number
  expiresOn: number | null
  ownerId: number | null
  reasons: FollowUpReason[]
  /** Digits, as the gain. */
  netSpendYear: string
  createdOn: number
  channel: Channel | null
  minutes: number
  expectedGain: string | null
  policyVersion: number
  holdOutPercent: number | null
  drawPeriod: string | null
}

/** The item that a proposal comes to. */
export function itemOf(service: Service, night: Night, proposal: Proposal): Item {
  const { tactic, row, value, dueOn, gain } = proposal
  const { limits } = night.policy
  const tried = row.attempts
  const retry = {
    code: 'NO_ANSWER_BEFORE',
    threshold: limits.attempts,
    measured: tried.length,
    facts: tried.toSorted((a, b) => a - b).map(id => ({ type: 'FOLLOW_UP' as const, id })),
  }
  return {
    id: service.newId(),
    customerId: row.customerId,
    tactic: tactic.tactic,
    period: tried.length === 0 ? row.occasion : `${row.occasion}#${tried.length + 1}`,
    dueOn,
    expiresOn: tactic.expires ? dueOn + limits.expiryDays : null,
    ownerId: row.ownerId,
    reasons: [...tactic.reasons(row, night, value), ...(tried.length === 0 ? [] : [retry])],
    netSpendYear: row.netSpendYear,
    createdOn: night.day,
    ...{ channel: proposal.channel, minutes: proposal.minutes },
    expectedGain: gain === null ? null : `${gain}`,
    policyVersion: night.policyVersion,
    holdOutPercent: figuresOf(night.policy, tactic.tactic).holdOutPercent,
    drawPeriod: drawPeriod(tactic, row.occasion, night),
  }
}

/** Identity and the one open item per tactic, but on feedback, hold even if somebody was faster since the read. */
export const insertItems = (service: Service, items: readonly Item[], state: 'OPEN' | 'HELD'): SQL[] =>
  jsonTexts(items).map(
    text => sql`
  INSERT INTO follow_ups (id, customer_id, tactic, period, state, due_on, expires_on, owner_id, reasons,
    net_spend_year, created_on, channel, minutes, expected_gain, policy_version, hold_out_percent, draw_period,
    created_at, updated_at, version, change_id)
  SELECT value ->> 'id', value ->> 'customerId', value ->> 'tactic', value ->> 'period', ${state},
    value ->> 'dueOn', value ->> 'expiresOn', value ->> 'ownerId', value -> 'reasons',
    CAST(value ->> 'netSpendYear' AS INTEGER), value ->> 'createdOn', value ->> 'channel', value ->> 'minutes',
    CAST(value ->> 'expectedGain' AS INTEGER), value ->> 'policyVersion', value ->> 'holdOutPercent',
    value ->> 'drawPeriod', ${service.now}, ${service.now}, 1, ${thisChange}
  FROM json_each(${text})
  WHERE value ->> 'tactic' = 'FEEDBACK' OR NOT EXISTS (
    SELECT 1 FROM follow_ups f
    WHERE f.customer_id = value ->> 'customerId' AND f.tactic = value ->> 'tactic'
      AND f.state IN ('OPEN', 'CLAIMED'))
  ON CONFLICT DO NOTHING`,
  )
