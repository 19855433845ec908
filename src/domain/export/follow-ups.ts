import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checked } from '../../database/checked-rows.ts'
import { followUps, followUpTactics } from '../../database/tables/care/follow-ups.ts'
import { reasonText } from '../follow-ups/queue/reason-text.ts'
import { followUpList } from '../follow-ups/queue.ts'
import {
  type Column,
  customerKeyOf,
  dayOf,
  idOf,
  instantOf,
  jsonOf,
  moneyOf,
  personal,
  plain,
  staffEmailOf,
  type Telling,
  type Value,
} from './column.ts'
import type { Exported } from './exported.ts'

const ofCustomers = { scopes: ['customers:read'] } as const

const storedReasons = z.object({
  tactic: z.enum(followUpTactics),
  reasons: z.array(
    z.object({
      code: z.string(),
      threshold: z.union([z.number(), z.string()]).nullable(),
      measured: z.union([z.number(), z.string()]).nullable(),
    }),
  ),
})

function reasons(stored: Value, { workspace, language }: Telling): Value {
  const item = checked(storedReasons, stored)
  return reasonText(item.tactic, item.reasons, workspace)[language]
}

const columns: Readonly<Record<string, Column>> = {
  customer: idOf('customer', followUps.customerId, ofCustomers),
  customerExternalId: customerKeyOf(followUps.customerId, ofCustomers),
  tactic: plain(followUps.tactic),
  reasons: jsonOf(
    sql`json_object('tactic', ${followUps.tactic}, 'reasons', json(${followUps.reasons}))`,
    {},
    reasons,
  ),
  state: plain(followUps.state),
  dueOn: dayOf(followUps.dueOn),
  expiresOn: dayOf(followUps.expiresOn),
  snoozedUntil: dayOf(followUps.snoozedUntil),
  owner: staffEmailOf(followUps.ownerId),
  claimedBy: staffEmailOf(followUps.claimedBy),
  claimedAt: instantOf(followUps.claimedAt),
  claimedUntil: instantOf(followUps.claimedUntil),
  closedAt: instantOf(followUps.closedAt),
  outcome: plain(followUps.outcome),
  note: plain(followUps.note, personal('TEXT')),
  interaction: idOf('interaction', followUps.interactionId, { scopes: ['interactions:read'] }),
  netSpendYear: moneyOf(followUps.netSpendYear),
  expectedGain: moneyOf(followUps.expectedGain),
  minutes: plain(followUps.minutes),
  channel: plain(followUps.channel),
  escalatedAt: instantOf(followUps.escalatedAt),
  holdOutPercent: plain(followUps.holdOutPercent),
  drawPeriod: plain(followUps.drawPeriod),
  createdOn: dayOf(followUps.createdOn),
  createdAt: instantOf(followUps.createdAt),
  updatedAt: instantOf(followUps.updatedAt),
}

/** All follow-ups of customers within reach, whatever became of them. */
export const exportedFollowUps: Exported = {
  of: 'follow-ups',
  action: 'follow-up.export',
  kind: 'followUp',
  scopes: ['follow-ups:read'],
  list: followUpList,
  customer: followUps.customerId,
  walk: (after, most) => sql`SELECT id FROM follow_ups WHERE id > ${after} ORDER BY id LIMIT ${most}`,
  on: sql`follow_ups.id = walked.id`,
  columns,
}
