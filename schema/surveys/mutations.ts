import { answerSurvey } from '../../src/domain/surveys/answer-survey.ts'
import { askSurvey } from '../../src/domain/surveys/ask-survey.ts'
import { declineSurvey } from '../../src/domain/surveys/decline-survey.ts'
import { customerNoun } from '../customers/customer.ts'
import { interactionNoun } from '../customers/interaction.ts'
import { Channel } from '../customers/interaction-enums.ts'
import { builder, type InputFields } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { mutation } from '../kernel/mutation.ts'
import { SurveyKind, SurveyOccasion, surveyNoun } from './survey.ts'

const scope = 'interactions:write'

mutation('surveyAsk', {
  description:
    'Keeps that a customer is asked for a score of 0 to 10. Nothing is sent: the change tells whoever sends. Of one occasion a customer has one survey at a time that may still be answered.',
  scope,
  input: builder.inputType('SurveyAskInput', {
    description: 'Whom, what, and why.',
    fields: t => ({
      customer: t.id({ required: true, description: 'Who is asked.' }),
      kind: t.field({ type: SurveyKind, required: true, description: 'What the score says.' }),
      question: t.string({
        description:
          'The question in words, at most 500 characters; the usual one of the kind when not said.',
      }),
      channel: t.field({ type: Channel, description: 'On which channel.' }),
      occasion: t.field({ type: SurveyOccasion, required: true, description: 'Why.' }),
      about: t.id({
        description:
          'The delivery or purchase, or the closed complaint, of this customer: needed of these occasions, and of no other.',
      }),
      staff: t.id({ description: 'Who asks; yourself when not said.' }),
      expiresOn: t.field({
        type: 'Date',
        description:
          'The last day on which an answer is waited for; in 30 days when not said, at most in 366.',
      }),
    }),
  }),
  verb: askSurvey,
  payload: t => ({
    survey: changed(t, surveyNoun, made => made.surveyId),
    customer: changed(t, customerNoun, made => made.customerId),
  }),
})

const which = (t: InputFields) => ({
  id: t.id({ required: true, description: 'The survey.' }),
  expectedVersion: t.int({ description: 'Refuse when it is not at this version any more.' }),
})

mutation('surveyAnswer', {
  description:
    'Keeps what the customer answered, and records it as an interaction; a score of 6 or lower becomes feedback at once. An answer that comes after the last day counts too.',
  scope,
  input: builder.inputType('SurveyAnswerInput', {
    description: 'Which survey, and the answer.',
    fields: t => ({
      ...which(t),
      score: t.int({ required: true, description: '0 to 10.' }),
      comment: t.string({ description: 'What the customer said to it.' }),
      channel: t.field({ type: Channel, description: 'How it came; as it was asked when not said.' }),
      occurredAt: t.field({
        type: 'DateTime',
        description: 'When the customer answered; now when not said. Not before the question.',
      }),
      staff: t.id({ description: 'Who took the answer; yourself when not said.' }),
      source: t.string({ description: 'The system that sends it; with `externalId`.' }),
      externalId: t.string({
        description: 'Its key there. The same answer sent again under it is kept once.',
      }),
    }),
  }),
  verb: answerSurvey,
  payload: t => ({
    survey: changed(t, surveyNoun, made => made.surveyId),
    interaction: changed(t, interactionNoun, made => made.interactionId),
    customer: changed(t, customerNoun, made => made.customerId),
  }),
})

mutation('surveyDecline', {
  description: 'Closes a survey that the customer does not want to answer.',
  scope,
  input: builder.inputType('SurveyDeclineInput', { description: 'Which survey.', fields: which }),
  verb: declineSurvey,
  payload: t => ({ survey: changed(t, surveyNoun, made => made.surveyId) }),
})
