import { acknowledgePersonRequest } from '../../../src/domain/privacy/requests/acknowledge-request.ts'
import { closePersonRequest } from '../../../src/domain/privacy/requests/close-request.ts'
import { createPersonRequest } from '../../../src/domain/privacy/requests/create-request.ts'
import { extendPersonRequest } from '../../../src/domain/privacy/requests/extend-request.ts'
import { updatePersonRequest } from '../../../src/domain/privacy/requests/update-request.ts'
import { customerNoun } from '../../customers/customer.ts'
import { Channel } from '../../customers/interaction-enums.ts'
import { builder, type InputFields } from '../../kernel/builder.ts'
import { changed } from '../../kernel/changed.ts'
import { mutation } from '../../kernel/mutation.ts'
import {
  PersonRequestKind,
  PersonRequestOutcome,
  PrivacyRegime,
  personRequestNoun,
} from './person-request.ts'

const scope = 'privacy:write'

const known = (t: InputFields) => ({
  channel: t.field({ type: Channel, description: 'On which channel it came.' }),
  owner: t.id({ description: 'Who answers for it: somebody who works here.' }),
  note: t.string({ description: 'What else is to be known; at most 2,000 characters. Personal.' }),
})

mutation('personRequestCreate', {
  description:
    'Records that a person asks for a right: the clocks of the law run from the day on which it came, by the policy in force (`personRequestPolicies`).',
  scope,
  input: builder.inputType('PersonRequestCreateInput', {
    description: 'Who asks, what for, and when.',
    fields: t => ({
      customer: t.id({ required: true, description: 'Who asks.' }),
      kind: t.field({ type: PersonRequestKind, required: true, description: 'What for.' }),
      regime: t.field({ type: PrivacyRegime, required: true, description: 'By which law.' }),
      receivedOn: t.field({ type: 'Date', description: 'When it came; today when not said.' }),
      thirdParty: t.boolean({
        description:
          'Whether a processor or somebody else outside the house must act, which gives more days. No when not said.',
      }),
      ...known(t),
    }),
  }),
  verb: createPersonRequest,
  payload: t => ({
    personRequest: changed(t, personRequestNoun, made => made.personRequestId),
    customer: changed(t, customerNoun, made => made.customerId),
  }),
})

const which = (t: InputFields) => ({
  id: t.id({ required: true, description: 'The request.' }),
  expectedVersion: t.int({ description: 'Refuse when it is not at this version any more.' }),
})

mutation('personRequestAcknowledge', {
  description: 'Records that the person was told that its request came. Nothing is sent.',
  scope,
  input: builder.inputType('PersonRequestAcknowledgeInput', {
    description: 'Which request, and when.',
    fields: t => ({
      ...which(t),
      on: t.field({ type: 'Date', description: 'When the person was told; today when not said.' }),
    }),
  }),
  verb: acknowledgePersonRequest,
  payload: t => ({ personRequest: changed(t, personRequestNoun, made => made.personRequestId) }),
})

mutation('personRequestExtend', {
  description:
    "Takes more time for a request, once and before its time is over: up to 15 days under Vietnam's law, two months under the GDPR. The law wants the person to be told why; nothing is sent.",
  scope,
  input: builder.inputType('PersonRequestExtendInput', {
    description: 'Which request, by how much, and why.',
    fields: t => ({
      ...which(t),
      days: t.int({
        description: "By how many days: needed under Vietnam's law, and not said under the GDPR.",
      }),
      reason: t.string({ required: true, description: 'Why; at most 2,000 characters. Personal.' }),
    }),
  }),
  verb: extendPersonRequest,
  payload: t => ({ personRequest: changed(t, personRequestNoun, made => made.personRequestId) }),
})

mutation('personRequestClose', {
  description:
    'Closes a request with what became of it. An erasure, a restriction, an objection or the withdrawal of a consent is `DONE` only once it was done: `CONFLICT`, reason `NOT_DONE`. It stays closed.',
  scope,
  input: builder.inputType('PersonRequestCloseInput', {
    description: 'Which request, and what became of it.',
    fields: t => ({
      ...which(t),
      outcome: t.field({ type: PersonRequestOutcome, required: true, description: 'What became of it.' }),
      reason: t.string({
        description: 'Why it is refused: needed then, and not said else. At most 2,000 characters. Personal.',
      }),
      on: t.field({ type: 'Date', description: 'When it was answered; today when not said.' }),
    }),
  }),
  verb: closePersonRequest,
  payload: t => ({ personRequest: changed(t, personRequestNoun, made => made.personRequestId) }),
})

mutation('personRequestUpdate', {
  description:
    'Corrects what is known of a request while it is open. Its days follow, by the version of the policy that it began with. What it asks for and by which law stay: of one that was recorded wrongly another is recorded.',
  scope,
  input: builder.inputType('PersonRequestUpdateInput', {
    description: 'Which request, and what to change.',
    fields: t => ({
      ...which(t),
      patch: t.field({
        type: builder.inputType('PersonRequestPatch', {
          description: 'What to change: what is not named stays, null clears.',
          fields: fields => ({
            receivedOn: fields.field({ type: 'Date', description: 'When it came.' }),
            thirdParty: fields.boolean({
              description: 'Whether a processor or somebody else outside the house must act.',
            }),
            ...known(fields),
          }),
        }),
        required: true,
        description: 'What to change.',
      }),
    }),
  }),
  verb: updatePersonRequest,
  payload: t => ({ personRequest: changed(t, personRequestNoun, made => made.personRequestId) }),
})
