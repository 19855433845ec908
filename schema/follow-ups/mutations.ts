import { claimFollowUp } from '../../src/domain/follow-ups/claim-follow-up.ts'
import { completeFollowUp } from '../../src/domain/follow-ups/complete-follow-up.ts'
import { createFollowUp } from '../../src/domain/follow-ups/create-follow-up.ts'
import { dismissFollowUp } from '../../src/domain/follow-ups/dismiss-follow-up.ts'
import { snoozeFollowUp } from '../../src/domain/follow-ups/snooze-follow-up.ts'
import { updateFollowUp } from '../../src/domain/follow-ups/update-follow-up.ts'
import { Channel, InteractionKind } from '../customers/interaction-enums.ts'
import { builder } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { manyMutation } from '../kernel/many.ts'
import { mutation, updateInput } from '../kernel/mutation.ts'
import { SurveyKind } from '../surveys/survey.ts'
import { Outcome } from './enums.ts'
import { followUpNoun } from './follow-up.ts'

const FollowUpPatch = builder.inputType('FollowUpPatch', {
  description: 'What to change: absent leaves a value, null clears it.',
  fields: t => ({
    owner: t.id({ description: 'Who should do it.' }),
    dueOn: t.field({ type: 'Date', description: 'By when; not in the past.' }),
    note: t.string({ description: 'What is worth remembering.' }),
  }),
})

const expectedVersion = 'Refuse when it is not at this version any more.'

mutation('followUpCreate', {
  description: 'Puts work that somebody promised into the queue.',
  scope: 'follow-ups:write',
  input: builder.inputType('FollowUpCreateInput', {
    description: 'What was promised.',
    fields: t => ({
      customer: t.id({ required: true, description: 'For whom.' }),
      dueOn: t.field({ type: 'Date', required: true, description: 'By when; not in the past.' }),
      owner: t.id({ description: "Who should do it; yourself, else the customer's owner, when not said." }),
      note: t.string({ description: 'What was promised.' }),
    }),
  }),
  verb: createFollowUp,
  payload: t => ({ followUp: changed(t, followUpNoun, made => made.followUpId) }),
})

const FollowUpUpdateInput = updateInput('FollowUpUpdateInput', {
  of: 'item',
  patch: FollowUpPatch,
  subject: 'it',
})

const followUpUpdate = mutation('followUpUpdate', {
  description: 'Hands an item to somebody else, moves its due day, changes its note.',
  scope: 'follow-ups:write',
  input: FollowUpUpdateInput,
  verb: updateFollowUp,
  payload: t => ({ followUp: changed(t, followUpNoun, made => made.followUpId) }),
})

manyMutation('followUpsUpdate', {
  description: 'Hands many items to others, moves their due days, changes their notes.',
  scope: 'follow-ups:write',
  input: FollowUpUpdateInput,
  verb: updateFollowUp,
  answered: followUpUpdate,
})

mutation('followUpClaim', {
  description: 'Takes an item. Of two who claim at once exactly one gets it; the other gets a conflict.',
  scope: 'follow-ups:write',
  input: builder.inputType('FollowUpClaimInput', {
    description: 'Which item, and for whom.',
    fields: t => ({
      id: t.id({ required: true, description: 'The item.' }),
      staff: t.id({ description: 'For this staff member; yourself when not said.' }),
    }),
  }),
  verb: claimFollowUp,
  payload: t => ({ followUp: changed(t, followUpNoun, made => made.followUpId) }),
})

const FollowUpSurveyInput = builder.inputType('FollowUpSurveyInput', {
  description: 'The score that the customer gave.',
  fields: t => ({
    id: t.id({
      description:
        'The open survey of this customer that it answers; one that is asked just now when not said.',
    }),
    kind: t.field({
      type: SurveyKind,
      description: 'What the score says, where no survey is named; `SATISFACTION` when not said.',
    }),
    score: t.int({ required: true, description: '0 to 10.' }),
    comment: t.string({ description: 'What the customer said to it.' }),
  }),
})

mutation('followUpComplete', {
  description:
    'Closes an item as done and records the contact; a score that the customer gave answers its survey with it, and a low one becomes feedback.',
  scope: 'follow-ups:write',
  input: builder.inputType('FollowUpCompleteInput', {
    description: 'How it went.',
    fields: t => ({
      id: t.id({ required: true, description: 'The item.' }),
      expectedVersion: t.int({ description: expectedVersion }),
      outcome: t.field({ type: Outcome, required: true, description: 'How it ended.' }),
      note: t.string({ description: 'What is worth remembering.' }),
      kind: t.field({
        type: InteractionKind,
        description: 'How the customer was contacted; a call when not said.',
      }),
      channel: t.field({ type: Channel, description: 'On which channel.' }),
      occurredAt: t.field({ type: 'DateTime', description: 'When; now when not said.' }),
      staff: t.id({ description: 'Who did it; yourself when not said.' }),
      survey: t.field({
        type: FollowUpSurveyInput,
        description: 'What the customer answered when asked for a score.',
      }),
    }),
  }),
  verb: completeFollowUp,
  payload: t => ({ followUp: changed(t, followUpNoun, made => made.followUpId) }),
})

mutation('followUpSnooze', {
  description: 'Hides an item from the queue until a day.',
  scope: 'follow-ups:write',
  input: builder.inputType('FollowUpSnoozeInput', {
    description: 'Which item, and until when.',
    fields: t => ({
      id: t.id({ required: true, description: 'The item.' }),
      expectedVersion: t.int({ description: expectedVersion }),
      until: t.field({
        type: 'Date',
        required: true,
        description: 'The day on which the queue shows it again.',
      }),
    }),
  }),
  verb: snoozeFollowUp,
  payload: t => ({ followUp: changed(t, followUpNoun, made => made.followUpId) }),
})

mutation('followUpDismiss', {
  description: 'Closes an item undone, for good: the night does not make it again.',
  scope: 'follow-ups:write',
  input: builder.inputType('FollowUpDismissInput', {
    description: 'Which item, and why.',
    fields: t => ({
      id: t.id({ required: true, description: 'The item.' }),
      expectedVersion: t.int({ description: expectedVersion }),
      reason: t.string({ required: true, description: 'Why nobody should do it.' }),
    }),
  }),
  verb: dismissFollowUp,
  payload: t => ({ followUp: changed(t, followUpNoun, made => made.followUpId) }),
})
