import { type SQL, sql } from 'drizzle-orm'
import {
  followUpOutcomes,
  followUpStates,
  followUps,
  followUpTactics,
} from '../../database/tables/follow-ups.ts'
import { type Columns, columnOf, type Field, type Moment } from '../filters/field.ts'
import { dayField, enumField, flagField, idField, instantField, moneyField } from '../filters/values.ts'

/** States in which an item waits for somebody. */
export const openStates = ['OPEN', 'CLAIMED'] as const

/** Open or claimed, and not put off to a later day. */
export const waiting = (columns: Columns, { asOf }: Moment): SQL => {
  const snoozedUntil = columnOf(columns, 'snoozedUntil')
  return sql`(${columnOf(columns, 'state')} IN (${openStates[0]}, ${openStates[1]})
    AND (${snoozedUntil} IS NULL OR ${snoozedUntil} <= ${asOf}))`
}

export const followUpFields = {
  id: idField('followUp', followUps.id),
  tactic: enumField(followUps.tactic, followUpTactics),
  state: enumField(followUps.state, followUpStates),
  waiting: flagField({ sql: waiting, nullable: false }),
  dueOn: dayField(followUps.dueOn, { order: true }),
  expiresOn: dayField(followUps.expiresOn),
  snoozedUntil: dayField(followUps.snoozedUntil),
  owner: idField('staffMember', followUps.ownerId, { scopes: ['staff:read'] }),
  claimedBy: idField('staffMember', followUps.claimedBy, { scopes: ['staff:read'] }),
  claimedAt: instantField(followUps.claimedAt),
  closedAt: instantField(followUps.closedAt),
  outcome: enumField(followUps.outcome, followUpOutcomes),
  netSpendYear: moneyField(followUps.netSpendYear, { order: true, descending: true }),
  createdOn: dayField(followUps.createdOn),
  createdAt: instantField(followUps.createdAt, { order: true }),
  updatedAt: instantField(followUps.updatedAt, { order: true }),
} satisfies Record<string, Field>
