import { correctInteraction } from '../../src/domain/interactions/correct-interaction.ts'
import { recordInteraction } from '../../src/domain/interactions/record-interaction.ts'
import { builder, type InputFields } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { manyMutation } from '../kernel/many.ts'
import { mutation } from '../kernel/mutation.ts'
import { customerNoun, ExternalIdInput } from './customer.ts'
import { interactionNoun } from './interaction.ts'
import { Channel, Direction, InteractionKind, SaleStage } from './interaction-enums.ts'

const LineInput = builder.inputType('InteractionLineInput', {
  description: 'One product of a purchase.',
  fields: t => ({
    product: t.string({ required: true, description: 'Code or name.' }),
    quantity: t.float({
      required: true,
      description: 'How much or how many; below 0 for what came back, with an amount that is not above 0.',
    }),
    amount: t.field({ type: 'Decimal', description: 'Price of the line.' }),
    cost: t.field({ type: 'Decimal', description: 'What the line cost the company.' }),
  }),
})

/** `unsaid` tells what is meant where these are left out. */
const factFields = (t: InputFields, unsaid: { occurredAt: string; staff: string }) => ({
  channel: t.field({ type: Channel, description: 'How they met.' }),
  subchannel: t.string({ description: 'A named channel within it.' }),
  direction: t.field({ type: Direction, description: 'Follows from the kind where that says it.' }),
  stage: t.field({ type: SaleStage, description: 'Follows from the kind where that says it.' }),
  occurredAt: t.field({ type: 'DateTime', description: unsaid.occurredAt }),
  amount: t.field({ type: 'Decimal', description: 'Needed for a purchase and a refund; never negative.' }),
  cost: t.field({
    type: 'Decimal',
    description:
      'What the goods of a purchase or a refund, or a gift, cost the company; when not said and every line has a cost, their sum.',
  }),
  currency: t.string({ description: "Must be the workspace's, which it is when not said." }),
  cancelled: t.boolean({ description: 'It did not come about after all.' }),
  subject: t.string({ description: 'At most 500 characters.' }),
  body: t.string({ description: 'At most 20,000 characters.' }),
  outcome: t.string({ description: 'What came of it.' }),
  score: t.int({ description: '0 to 10, of a survey.' }),
  lines: t.field({
    type: [LineInput],
    description: 'The products of a purchase, all of them.',
  }),
  staff: t.id({ description: unsaid.staff }),
  source: t.string({ description: 'The other system it comes from.' }),
  externalId: t.string({ description: 'Its key there.' }),
})

const CustomerReference = builder.inputType('CustomerReference', {
  description:
    'Names one customer by exactly one key. By external id, e-mail or phone, somebody whom nobody knows yet becomes a prospect.',
  isOneOf: true,
  fields: t => ({
    id: t.id({ description: 'By id.' }),
    externalId: t.field({ type: ExternalIdInput, description: 'By a key in another system.' }),
    email: t.string({ description: 'By primary e-mail. Needs `customers:personal`.' }),
    phone: t.string({ description: 'By primary phone number. Needs `customers:personal`.' }),
  }),
})

const InteractionRecordInput = builder.inputType('InteractionRecordInput', {
  description: 'What happened, and with whom.',
  fields: t => ({
    customer: t.field({ type: CustomerReference, required: true, description: 'With whom.' }),
    kind: t.field({ type: InteractionKind, required: true, description: 'What happened.' }),
    ...factFields(t, {
      occurredAt: 'Now when not said.',
      staff: 'Who of the staff took part; yourself when not said.',
    }),
  }),
})

const interactionRecord = mutation('interactionRecord', {
  description: 'Logs one thing that happened, in one call, even with somebody whom nobody knows yet.',
  scope: 'interactions:write',
  input: InteractionRecordInput,
  verb: recordInteraction,
  payload: t => ({
    interaction: changed(t, interactionNoun, made => made.interactionId),
    customer: changed(t, customerNoun, made => made.customerId),
    customerCreated: t.exposeBoolean('customerCreated', {
      description: 'True when the customer is a new prospect.',
    }),
  }),
})

manyMutation('interactionsRecord', {
  description: 'Logs many things that happened.',
  scope: 'interactions:write',
  input: InteractionRecordInput,
  verb: recordInteraction,
  answered: interactionRecord,
})

const InteractionPatch = builder.inputType('InteractionPatch', {
  description: 'What was wrong: absent leaves a value, null clears it.',
  fields: t => ({
    kind: t.field({ type: InteractionKind, description: 'What happened.' }),
    ...factFields(t, {
      occurredAt: 'When it happened; null is refused.',
      staff: 'Who of the staff took part; null for nobody.',
    }),
  }),
})

mutation('interactionCorrect', {
  description: 'Corrects what was recorded. What it said before is kept.',
  scope: 'interactions:write',
  input: builder.inputType('InteractionCorrectInput', {
    description: 'Which interaction, and what was wrong.',
    fields: t => ({
      id: t.id({ required: true, description: 'The interaction.' }),
      expectedVersion: t.int({ description: 'Refuse when it is not at this version any more.' }),
      reason: t.string({ description: 'Why it was wrong.' }),
      patch: t.field({ type: InteractionPatch, required: true, description: 'The correction.' }),
    }),
  }),
  verb: correctInteraction,
  payload: t => ({
    interaction: changed(t, interactionNoun, made => made.interactionId),
    customer: changed(t, customerNoun, made => made.customerId),
  }),
})
