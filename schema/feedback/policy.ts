import { createFeedbackPolicy } from '../../src/domain/feedback/create-policy.ts'
import { type FeedbackPolicy, feedbackPolicy } from '../../src/domain/feedback/policy.ts'
import { readPolicies } from '../../src/domain/policies/list.ts'
import type { PolicyVersion } from '../../src/domain/policies/read.ts'
import { policyCreate, policyVersions, versionFields } from '../house/policy.ts'
import { staffNoun } from '../house/staff.ts'
import { builder } from '../kernel/builder.ts'
import { referenced } from '../kernel/noun.ts'

const told = {
  complaint: ['COMPLAINT', 'Hours until a complaint is to be answered; 1 to 744.'],
  feedback: ['FEEDBACK', 'Hours until feedback is to be answered; 1 to 744.'],
  surveyResponse: ['SURVEY_RESPONSE', 'Hours until a score of 6 or lower is to be answered; 1 to 744.'],
  inquiry: ['INQUIRY', 'Hours until an inquiry is to be answered; 1 to 744.'],
  email: ['EMAIL', "Hours until a customer's e-mail is to be answered; 1 to 744."],
  message: ['MESSAGE', "Hours until a customer's message is to be answered; 1 to 744."],
} as const satisfies Record<string, [keyof FeedbackPolicy['hours'], string]>

const Hours = builder.objectRef<FeedbackPolicy['hours']>('AnswerHours').implement({
  description: 'How long customers may wait for an answer, by what they said.',
  fields: t => ({
    complaint: t.exposeInt(told.complaint[0], { description: told.complaint[1] }),
    feedback: t.exposeInt(told.feedback[0], { description: told.feedback[1] }),
    surveyResponse: t.exposeInt(told.surveyResponse[0], { description: told.surveyResponse[1] }),
    inquiry: t.exposeInt(told.inquiry[0], { description: told.inquiry[1] }),
    email: t.exposeInt(told.email[0], { description: told.email[1] }),
    message: t.exposeInt(told.message[0], { description: told.message[1] }),
  }),
})

const HoursInput = builder.inputType('AnswerHoursInput', {
  description: 'How long customers may wait for an answer, by what they said; all of them.',
  fields: t => ({
    complaint: t.int({ required: true, description: told.complaint[1] }),
    feedback: t.int({ required: true, description: told.feedback[1] }),
    surveyResponse: t.int({ required: true, description: told.surveyResponse[1] }),
    inquiry: t.int({ required: true, description: told.inquiry[1] }),
    email: t.int({ required: true, description: told.email[1] }),
    message: t.int({ required: true, description: told.message[1] }),
  }),
})

const descriptions = {
  hours: 'From the interaction to its answer, in hours.',
  standIn: 'Who answers for the feedback of customers who have no owner, or one who left.',
  escalateTo: 'Whom the night passes on what nobody answered in time.',
} satisfies Record<keyof FeedbackPolicy, string>

const Policy = builder.objectRef<PolicyVersion<FeedbackPolicy>>('FeedbackPolicy').implement({
  description: 'One version of how long customers may wait, and who stands in: our own, editable.',
  fields: t => ({
    ...versionFields(t),
    hours: t.field({ type: Hours, description: descriptions.hours, resolve: ({ body }) => body.hours }),
    standIn: referenced(t, staffNoun, ({ body }) => body.standIn, descriptions.standIn),
    escalateTo: referenced(t, staffNoun, ({ body }) => body.escalateTo, descriptions.escalateTo),
  }),
})

policyVersions('feedbackPolicies', {
  type: Policy,
  description: 'The versions of the feedback policy, the one in force first; the newest 200.',
  read: service => readPolicies(service, feedbackPolicy),
})

policyCreate('feedbackPolicyCreate', {
  description:
    'Makes the next version of the feedback policy. What comes from now on follows it; due times that stand are not moved. `overdueResponses` goes by it at once.',
  patch: builder.inputType('FeedbackPolicyPatch', {
    description: 'The parts of the policy in force to replace; what is not said stays.',
    fields: t => ({
      hours: t.field({ type: HoursInput, description: descriptions.hours }),
      standIn: t.id({ description: `${descriptions.standIn} An active staff member.` }),
      escalateTo: t.id({ description: `${descriptions.escalateTo} An active staff member.` }),
    }),
  }),
  verb: createFeedbackPolicy,
})
