import { claimFollowUp } from '../../src/domain/follow-ups/claim-follow-up.ts'
import { completeFollowUp } from '../../src/domain/follow-ups/complete-follow-up.ts'
import { createFollowUp } from '../../src/domain/follow-ups/create-follow-up.ts'
import { dismissFollowUp } from '../../src/domain/follow-ups/dismiss-follow-up.ts'
import { releaseFollowUp } from '../../src/domain/follow-ups/release-follow-up.ts'
import { reopenFollowUp } from '../../src/domain/follow-ups/reopen-follow-up.ts'
import { snoozeFollowUp } from '../../src/domain/follow-ups/snooze-follow-up.ts'
import { updateFollowUp } from '../../src/domain/follow-ups/update-follow-up.ts'
import { wakeFollowUp } from '../../src/domain/follow-ups/wake-follow-up.ts'
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

const one = 'The item.'

const FollowUpClaimInput = builder.inputType('FollowUpClaimInput', {
  description: 'Which item, and for whom.',
  fields: t => ({
    id: t.id({ required: true, description: one }),
    expectedVersion: t.int({ description: expectedVersion }),
    staff: t.id({ description: 'For this staff member; yourself when not said.' }),
  }),
})

const followUpClaim = mutation('followUpClaim', {
  description:
    'Takes an item, for as many minutes as the policy says; claiming it again makes that longer. Of two who claim at once exactly one gets it; the other gets a conflict.',
  scope: 'follow-ups:write',
  input: FollowUpClaimInput,
  verb: claimFollowUp,
  payload: t => ({ followUp: changed(t, followUpNoun, made => made.followUpId) }),
})

manyMutation('followUpsClaim', {
  description: 'Takes many items, each as `followUpClaim` does.',
  scope: 'follow-ups:write',
  input: FollowUpClaimInput,
  verb: claimFollowUp,
  answered: followUpClaim,
})

const FollowUpReleaseInput = builder.inputType('FollowUpReleaseInput', {
  description: 'Which item.',
  fields: t => ({
    id: t.id({ required: true, description: one }),
    expectedVersion: t.int({ description: expectedVersion }),
  }),
})

const followUpRelease = mutation('followUpRelease', {
  description: 'Lets a claimed item go: whoever comes may take it at once.',
  scope: 'follow-ups:write',
  input: FollowUpReleaseInput,
  verb: releaseFollowUp,
  payload: t => ({ followUp: changed(t, followUpNoun, made => made.followUpId) }),
})

manyMutation('followUpsRelease', {
  description: 'Lets many claimed items go.',
  scope: 'follow-ups:write',
  input: FollowUpReleaseInput,
  verb: releaseFollowUp,
  answered: followUpRelease,
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

const FollowUpCompleteInput = builder.inputType('FollowUpCompleteInput', {
  description: 'How it went.',
  fields: t => ({
    id: t.id({ required: true, description: one }),
    expectedVersion: t.int({ description: expectedVersion }),
    outcome: t.field({ type: Outcome, required: true, description: 'How it ended.' }),
    note: t.string({ description: 'What is worth remembering.' }),
    kind: t.field({
      type: InteractionKind,
      description: 'How the customer was contacted; when not said, what the item asks for, else a call.',
    }),
    channel: t.field({ type: Channel, description: 'On which channel.' }),
    occurredAt: t.field({ type: 'DateTime', description: 'When; now when not said.' }),
    staff: t.id({ description: 'Who did it; yourself when not said.' }),
    survey: t.field({
      type: FollowUpSurveyInput,
      description: 'What the customer answered when asked for a score.',
    }),
  }),
})

const followUpComplete = mutation('followUpComplete', {
  description:
    'Closes an item as done and records the contact; a score that the customer gave answers its survey with it, and a low one becomes feedback.',
  scope: 'follow-ups:write',
  input: FollowUpCompleteInput,
  verb: completeFollowUp,
  payload: t => ({ followUp: changed(t, followUpNoun, made => made.followUpId) }),
})

manyMutation('followUpsComplete', {
  description: 'Closes many items as done, each with the contact that was made.',
  scope: 'follow-ups:write',
  input: FollowUpCompleteInput,
  verb: completeFollowUp,
  answered: followUpComplete,
})

const FollowUpSnoozeInput = builder.inputType('FollowUpSnoozeInput', {
  description: 'Which item, and until when.',
  fields: t => ({
    id: t.id({ required: true, description: one }),
    expectedVersion: t.int({ description: expectedVersion }),
    until: t.field({
      type: 'Date',
      required: true,
      description: 'The day on which the queue shows it again.',
    }),
  }),
})

const followUpSnooze = mutation('followUpSnooze', {
  description: 'Hides an item from the queue until a day.',
  scope: 'follow-ups:write',
  input: FollowUpSnoozeInput,
  verb: snoozeFollowUp,
  payload: t => ({ followUp: changed(t, followUpNoun, made => made.followUpId) }),
})

manyMutation('followUpsSnooze', {
  description: 'Hides many items from the queue, each until its day.',
  scope: 'follow-ups:write',
  input: FollowUpSnoozeInput,
  verb: snoozeFollowUp,
  answered: followUpSnooze,
})

const FollowUpWakeInput = builder.inputType('FollowUpWakeInput', {
  description: 'Which item.',
  fields: t => ({
    id: t.id({ required: true, description: one }),
    expectedVersion: t.int({ description: expectedVersion }),
  }),
})

const followUpWake = mutation('followUpWake', {
  description:
    'Shows an item that was put off in the queue again at once; by itself it comes back on its day.',
  scope: 'follow-ups:write',
  input: FollowUpWakeInput,
  verb: wakeFollowUp,
  payload: t => ({ followUp: changed(t, followUpNoun, made => made.followUpId) }),
})

manyMutation('followUpsWake', {
  description: 'Shows many items that were put off in the queue again.',
  scope: 'follow-ups:write',
  input: FollowUpWakeInput,
  verb: wakeFollowUp,
  answered: followUpWake,
})

const FollowUpDismissInput = builder.inputType('FollowUpDismissInput', {
  description: 'Which item, and why.',
  fields: t => ({
    id: t.id({ required: true, description: one }),
    expectedVersion: t.int({ description: expectedVersion }),
    reason: t.string({ required: true, description: 'Why nobody should do it.' }),
  }),
})

const followUpDismiss = mutation('followUpDismiss', {
  description: 'Closes an item undone, for good: the night does not make it again.',
  scope: 'follow-ups:write',
  input: FollowUpDismissInput,
  verb: dismissFollowUp,
  payload: t => ({ followUp: changed(t, followUpNoun, made => made.followUpId) }),
})

manyMutation('followUpsDismiss', {
  description: 'Closes many items undone, for good.',
  scope: 'follow-ups:write',
  input: FollowUpDismissInput,
  verb: dismissFollowUp,
  answered: followUpDismiss,
})

const FollowUpReopenInput = builder.inputType('FollowUpReopenInput', {
  description: 'Which item, and why.',
  fields: t => ({
    id: t.id({ required: true, description: one }),
    expectedVersion: t.int({ description: expectedVersion }),
    reason: t.string({ description: 'Why; kept by the trail.' }),
  }),
})

const followUpReopen = mutation('followUpReopen', {
  description:
    'Puts an item that was done, dismissed or expired back into the queue. What came of it is taken off; a contact that was recorded stays. Refused of work on feedback, which is opened again by itself; of who is held out; beside another open item of the tactic; and of a customer who is restricted or does not consent to care any more.',
  scope: 'follow-ups:write',
  input: FollowUpReopenInput,
  verb: reopenFollowUp,
  payload: t => ({ followUp: changed(t, followUpNoun, made => made.followUpId) }),
})

manyMutation('followUpsReopen', {
  description: 'Puts many closed items back into the queue.',
  scope: 'follow-ups:write',
  input: FollowUpReopenInput,
  verb: reopenFollowUp,
  answered: followUpReopen,
})
