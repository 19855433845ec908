import { type SQL, sql } from 'drizzle-orm'
import {
  feedback,
  feedbackKinds,
  feedbackOutcomes,
  feedbackStates,
} from '../../database/tables/care/feedback.ts'
import {
  followUpOutcomes,
  followUpStates,
  followUps,
  followUpsLeftOut,
  followUpTactics,
  leftOutReasons,
  nightTactics,
} from '../../database/tables/care/follow-ups.ts'
import { surveyKinds, surveyOccasions, surveys } from '../../database/tables/care/surveys.ts'
import { channels } from '../../database/tables/customers/channels.ts'
import { interactionKinds, interactions } from '../../database/tables/customers/interactions.ts'
import { startOfDay } from '../../lib/days.ts'
import { comparable } from '../../lib/text.ts'
import { type Columns, columnOf, type Field, type Moment } from '../filters/field.ts'
import {
  dayField,
  enumField,
  flagField,
  idField,
  instantField,
  integerField,
  moneyField,
  textField,
} from '../filters/values.ts'

const { direction, stage } = interactions

/** What can be asked of an interaction. Free texts are no part of it. */
export const interactionFields = {
  id: idField('interaction', interactions.id),
  kind: enumField(interactions.kind, interactionKinds),
  channel: enumField(interactions.channel, channels),
  subchannel: textField(interactions.subchannel),
  direction: enumField(direction, direction.enumValues),
  stage: enumField(stage, stage.enumValues),
  staff: idField('staffMember', interactions.staffId, { scopes: ['staff:read'] }),
  occurredAt: instantField(interactions.occurredAt, { order: true }),
  day: dayField(interactions.day),
  amount: moneyField(interactions.amount, { order: true, descending: true }),
  cost: moneyField(interactions.cost),
  score: integerField(interactions.score, { order: true }),
  cancelled: flagField(interactions.cancelled),
  source: textField(interactions.source, { normal: comparable }),
  externalId: textField(interactions.externalId, { normal: comparable }),
  synthetic: flagField(interactions.synthetic),
  createdAt: instantField(interactions.createdAt),
  updatedAt: instantField(interactions.updatedAt),
} satisfies Record<string, Field>

/** What can be asked of the feedback that an interaction is. */
export const feedbackFields = {
  id: idField('feedback', feedback.id),
  kind: enumField(feedback.kind, feedbackKinds),
  state: enumField(feedback.state, feedbackStates),
  outcome: enumField(feedback.outcome, feedbackOutcomes),
  owner: idField('staffMember', feedback.ownerId, { scopes: ['staff:read'] }),
  askedAt: instantField(feedback.askedAt, { order: true, descending: true }),
  dueAt: instantField(feedback.dueAt, { order: true }),
  answeredAt: instantField(feedback.answeredAt),
  closedAt: instantField(feedback.closedAt),
  escalatedAt: instantField(feedback.escalatedAt),
  escalatedTo: idField('staffMember', feedback.escalatedTo, { scopes: ['staff:read'] }),
} satisfies Record<string, Field>

export const surveyStates = ['OPEN', 'ANSWERED', 'DECLINED', 'EXPIRED'] as const

/** A survey that nobody answered is expired once its last day is over. */
const surveyState = (columns: Columns, { asOf }: Moment): SQL => {
  const state = columnOf(columns, 'state')
  return sql`iif(${state} = 'OPEN' AND ${columnOf(columns, 'expiresOn')} < ${asOf}, 'EXPIRED', ${state})`
}

export const surveyFields = {
  id: idField('survey', surveys.id),
  kind: enumField(surveys.kind, surveyKinds),
  channel: enumField(surveys.channel, channels),
  occasion: enumField(surveys.occasion, surveyOccasions),
  about: idField('interaction', surveys.aboutId),
  staff: idField('staffMember', surveys.staffId, { scopes: ['staff:read'] }),
  state: enumField({ sql: surveyState, nullable: false }, surveyStates),
  askedAt: instantField(surveys.askedAt, { order: true, descending: true }),
  expiresOn: dayField(surveys.expiresOn),
  closedAt: instantField(surveys.closedAt),
  synthetic: flagField(surveys.synthetic),
  createdAt: instantField(surveys.createdAt),
  updatedAt: instantField(surveys.updatedAt),
} satisfies Record<string, Field>

/** States in which an item waits for somebody. */
export const openStates = ['OPEN', 'CLAIMED'] as const

/** Open or claimed, and not put off to a later day. */
export const waiting = (columns: Columns, { asOf }: Moment): SQL => {
  const snoozedUntil = columnOf(columns, 'snoozedUntil')
  return sql`(${columnOf(columns, 'state')} IN (${openStates[0]}, ${openStates[1]})
    AND (${snoozedUntil} IS NULL OR ${snoozedUntil} <= ${asOf}))`
}

/** Whose an item is: whoever holds it by a claim that has not lapsed, else its owner. */
export const queueOf = (
  columns: Columns,
  { asOf, timeZone, now = startOfDay(asOf + 1, timeZone) }: Moment,
): SQL =>
  sql`iif(${columnOf(columns, 'state')} = 'CLAIMED' AND ${columnOf(columns, 'claimedUntil')} > ${now},
    ${columnOf(columns, 'claimedBy')}, ${columnOf(columns, 'ownerId')})`

/** What can be asked of what the night left out. */
export const followUpLeftOutFields = {
  id: idField('followUpLeftOut', followUpsLeftOut.id),
  tactic: enumField(followUpsLeftOut.tactic, nightTactics),
  reason: enumField(followUpsLeftOut.reason, leftOutReasons),
  since: dayField(followUpsLeftOut.since),
  owner: idField('staffMember', followUpsLeftOut.ownerId, { scopes: ['staff:read'] }),
  expectedGain: moneyField(followUpsLeftOut.expectedGain),
} satisfies Record<string, Field>

export const followUpFields = {
  id: idField('followUp', followUps.id),
  tactic: enumField(followUps.tactic, followUpTactics),
  state: enumField(followUps.state, followUpStates),
  waiting: flagField({ sql: waiting, nullable: false }),
  queueOf: idField('staffMember', { sql: queueOf, nullable: true }, { scopes: ['staff:read'] }),
  dueOn: dayField(followUps.dueOn, { order: true }),
  expiresOn: dayField(followUps.expiresOn),
  snoozedUntil: dayField(followUps.snoozedUntil),
  owner: idField('staffMember', followUps.ownerId, { scopes: ['staff:read'] }),
  claimedBy: idField('staffMember', followUps.claimedBy, { scopes: ['staff:read'] }),
  claimedAt: instantField(followUps.claimedAt),
  claimedUntil: instantField(followUps.claimedUntil),
  closedAt: instantField(followUps.closedAt),
  outcome: enumField(followUps.outcome, followUpOutcomes),
  netSpendYear: moneyField(followUps.netSpendYear, { order: true, descending: true }),
  expectedGain: moneyField(followUps.expectedGain, { order: true, descending: true }),
  minutes: integerField(followUps.minutes),
  channel: enumField(followUps.channel, channels),
  escalatedAt: instantField(followUps.escalatedAt),
  createdOn: dayField(followUps.createdOn),
  createdAt: instantField(followUps.createdAt, { order: true }),
  updatedAt: instantField(followUps.updatedAt, { order: true }),
} satisfies Record<string, Field>
