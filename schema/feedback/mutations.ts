import { answerFeedback } from '../../src/domain/feedback/answer-feedback.ts'
import { assignFeedback } from '../../src/domain/feedback/assign-feedback.ts'
import { closeFeedback } from '../../src/domain/feedback/close-feedback.ts'
import { escalateFeedback } from '../../src/domain/feedback/escalate-feedback.ts'
import { reopenFeedback } from '../../src/domain/feedback/reopen-feedback.ts'
import { interactionNoun } from '../customers/interaction.ts'
import { Channel, InteractionKind } from '../customers/interaction-enums.ts'
import { builder, type InputFields } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { manyMutation } from '../kernel/many.ts'
import { mutation } from '../kernel/mutation.ts'
import { Outcome } from './enums.ts'
import { feedbackNoun } from './feedback-item.ts'

const which = (t: InputFields) => ({
  id: t.id({ required: true, description: 'The feedback.' }),
  expectedVersion: t.int({ description: 'Refuse when it is not at this version any more.' }),
})

const FeedbackAssignInput = builder.inputType('FeedbackAssignInput', {
  description: 'Which feedback, and who is to answer it by when; one of the two at least.',
  fields: t => ({
    ...which(t),
    owner: t.id({ description: 'Who answers for it: an active staff member.' }),
    dueAt: t.field({ type: 'DateTime', description: 'By when it is to be answered; in the future.' }),
  }),
})

const feedbackAssign = mutation('feedbackAssign', {
  description:
    'Gives feedback to somebody, or another due time. Always somebody has it: it cannot be taken away.',
  scope: 'feedback:write',
  input: FeedbackAssignInput,
  verb: assignFeedback,
  payload: t => ({ feedback: changed(t, feedbackNoun, made => made.feedbackId) }),
})

manyMutation('feedbackItemsAssign', {
  description: 'Gives many pieces of feedback to somebody, or other due times.',
  scope: 'feedback:write',
  input: FeedbackAssignInput,
  verb: assignFeedback,
  answered: feedbackAssign,
})

mutation('feedbackAnswer', {
  description:
    'Marks feedback as answered, and records the contact that answers it, or names one that is recorded already. It stays to be closed.',
  scope: 'feedback:write',
  input: builder.inputType('FeedbackAnswerInput', {
    description: 'Which feedback, and what answers it.',
    fields: t => ({
      ...which(t),
      interaction: t.id({
        description:
          'A contact that went out to the customer since, recorded already; then nothing below is said.',
      }),
      kind: t.field({
        type: InteractionKind,
        description: 'How the customer was answered; a message when not said.',
      }),
      channel: t.field({ type: Channel, description: 'On which channel.' }),
      occurredAt: t.field({ type: 'DateTime', description: 'When; now when not said.' }),
      staff: t.id({ description: 'Who did it; yourself, else the owner, when not said.' }),
      body: t.string({ description: 'What was said.' }),
    }),
  }),
  verb: answerFeedback,
  payload: t => ({
    feedback: changed(t, feedbackNoun, made => made.feedbackId),
    interaction: changed(t, interactionNoun, made => made.interactionId),
  }),
})

const FeedbackCloseInput = builder.inputType('FeedbackCloseInput', {
  description: 'Which feedback, and what came of it.',
  fields: t => ({
    ...which(t),
    outcome: t.field({ type: Outcome, required: true, description: 'What came of it.' }),
    note: t.string({ description: 'The same in words; needed where the outcome is `OTHER`.' }),
  }),
})

const feedbackClose = mutation('feedbackClose', {
  description: 'Closes feedback, answered or not, with its outcome: there is no closing without one.',
  scope: 'feedback:write',
  input: FeedbackCloseInput,
  verb: closeFeedback,
  payload: t => ({ feedback: changed(t, feedbackNoun, made => made.feedbackId) }),
})

manyMutation('feedbackItemsClose', {
  description: 'Closes many pieces of feedback, each with its outcome.',
  scope: 'feedback:write',
  input: FeedbackCloseInput,
  verb: closeFeedback,
  answered: feedbackClose,
})

mutation('feedbackReopen', {
  description:
    'Opens closed feedback again, as if it came now: outcome, answer and escalation are those of the next time; the trail keeps the others.',
  scope: 'feedback:write',
  input: builder.inputType('FeedbackReopenInput', {
    description: 'Which feedback, and why.',
    fields: t => ({
      ...which(t),
      reason: t.string({ description: 'Why it is open again; kept by the trail.' }),
      dueAt: t.field({
        type: 'DateTime',
        description: 'By when it is to be answered; the hours of the policy from now on when not said.',
      }),
    }),
  }),
  verb: reopenFeedback,
  payload: t => ({ feedback: changed(t, feedbackNoun, made => made.feedbackId) }),
})

mutation('feedbackEscalate', {
  description: 'Passes feedback on to somebody else of the house; the owner stays.',
  scope: 'feedback:write',
  input: builder.inputType('FeedbackEscalateInput', {
    description: 'Which feedback, and to whom.',
    fields: t => ({
      ...which(t),
      to: t.id({ required: true, description: 'Whom it is passed on to: an active staff member.' }),
    }),
  }),
  verb: escalateFeedback,
  payload: t => ({ feedback: changed(t, feedbackNoun, made => made.feedbackId) }),
})
