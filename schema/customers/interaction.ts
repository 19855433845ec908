import type {
  InteractionLine,
  interactionRevisions,
  interactions,
} from '../../src/database/tables/customers/interactions.ts'
import { interactionList } from '../../src/domain/interactions/list.ts'
import { writeRevision } from '../../src/domain/interactions/write-revision.ts'
import type { FeedbackRow } from '../feedback/feedback-item.ts'
import { Money } from '../house/money.ts'
import { type StaffRow, staffNoun } from '../house/staff.ts'
import { builder } from '../kernel/builder.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, oneById, related, relationPage } from '../kernel/noun.ts'
import { idField, syntheticField, versionField } from '../kernel/record.ts'
import { type CustomerRow, customerNoun } from './customer.ts'
import { Channel, Direction, InteractionKind, SaleStage } from './interaction-enums.ts'

type RevisionRow = typeof interactionRevisions.$inferSelect

export type InteractionRow = typeof interactions.$inferSelect & {
  customer?: CustomerRow
  staff?: StaffRow | null
  revisions?: RevisionRow[]
  feedback?: FeedbackRow | null
}

const Line = builder.objectRef<InteractionLine>('InteractionLine').implement({
  description: 'One product of a purchase.',
  fields: t => ({
    product: t.exposeString('product', { description: 'Code or name.' }),
    quantity: t.exposeFloat('quantity', { description: 'How much or how many.' }),
    amount: t.field({
      type: Money,
      nullable: true,
      description: 'Price of the line; null when unknown.',
      resolve: line => (line.amount === undefined ? null : BigInt(line.amount)),
    }),
    cost: t.field({
      type: Money,
      nullable: true,
      description: 'What the line cost the company; null when unknown.',
      resolve: line => (line.cost === undefined ? null : BigInt(line.cost)),
    }),
  }),
})

const personal = { scope: 'customers:personal' } as const

const Revision = builder.objectRef<RevisionRow>('InteractionRevision').implement({
  description: 'What an interaction said before it was corrected.',
  fields: t => ({
    version: t.exposeInt('version', { description: 'The version that was replaced.' }),
    before: t.field({
      type: 'JSON',
      nullable: true,
      description: 'What was replaced, in the shape in which it is recorded. Personal.',
      authScopes: personal,
      resolve: ({ before }, _args, { service }) => writeRevision(service.workspace, before),
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why it was wrong. Personal.',
      authScopes: personal,
    }),
    replacedAt: t.expose('replacedAt', { type: 'DateTime', description: 'When it was replaced.' }),
  }),
})

export const Interaction = builder.objectRef<InteractionRow>('Interaction')
export const interactionNoun = noun(
  'interaction',
  listed({ type: Interaction, scope: 'interactions:read', source: interactionList }),
)

Interaction.implement({
  description:
    'Anything that happened between the company and a customer. Free text may tell of a person and needs `customers:personal`.',
  interfaces: [Node],
  fields: t => ({
    id: idField(t, 'interaction'),
    kind: t.expose('kind', {
      type: InteractionKind,
      description: 'What happened.',
    }),
    channel: t.expose('channel', {
      type: Channel,
      nullable: true,
      description: 'How they met; null when unknown.',
    }),
    subchannel: t.exposeString('subchannel', {
      nullable: true,
      description: 'A named channel within it: Zalo, a marketplace.',
    }),
    direction: t.expose('direction', {
      type: Direction,
      nullable: true,
      description: 'Who approached whom.',
    }),
    stage: t.expose('stage', {
      type: SaleStage,
      nullable: true,
      description: 'Where in a sale it belongs.',
    }),
    occurredAt: t.expose('occurredAt', {
      type: 'DateTime',
      description: 'When it happened.',
    }),
    day: t.expose('day', {
      type: 'Date',
      description: "The workspace's calendar day it counts for.",
    }),
    amount: t.field({
      type: Money,
      nullable: true,
      description: 'Never negative: a refund subtracts.',
      needs: { columns: ['amount'] },
      resolve: row => (row.amount === null ? null : BigInt(row.amount)),
    }),
    cost: t.field({
      type: Money,
      nullable: true,
      description:
        'What the goods of a purchase or a refund, or a gift, cost the company; null when nobody said.',
      needs: { columns: ['cost'] },
      resolve: row => (row.cost === null ? null : BigInt(row.cost)),
    }),
    cancelled: t.exposeBoolean('cancelled', {
      description: 'True when it did not come about after all: then it counts nowhere.',
    }),
    score: t.exposeInt('score', {
      nullable: true,
      description: '0 to 10, of a survey.',
    }),
    lines: t.field({
      type: [Line],
      description: 'The products of a purchase, where they are known.',
      needs: { columns: ['lines'] },
      resolve: row => row.lines ?? [],
    }),
    subject: t.exposeString('subject', {
      nullable: true,
      description: 'In a few words. Personal.',
      authScopes: personal,
    }),
    body: t.exposeString('body', {
      nullable: true,
      description: 'In full. Personal.',
      authScopes: personal,
    }),
    outcome: t.exposeString('outcome', {
      nullable: true,
      description: 'What came of it. Personal.',
      authScopes: personal,
    }),
    source: t.string({
      nullable: true,
      description: 'The other system it came from.',
      needs: { columns: ['source', 'sourceGiven'] },
      resolve: row => row.sourceGiven ?? row.source,
    }),
    externalId: t.string({
      nullable: true,
      description: 'Its key there; unique within the source.',
      needs: { columns: ['externalId', 'externalIdGiven'] },
      resolve: row => row.externalIdGiven ?? row.externalId,
    }),
    customer: related(t, 'customer', customerNoun, 'With whom.'),
    staff: related(t, 'staff', staffNoun, 'Who of the staff took part.'),
    revisions: t.field({
      type: [Revision],
      description: 'What it said before corrections, newest first.',
      needs: { relation: 'revisions', whole: true },
      resolve: row => (row.revisions ?? []).toSorted((a, b) => b.version - a.version),
    }),
    synthetic: syntheticField(t),
    version: versionField(t, 'correction'),
  }),
})

export const interactionInputs = listInputs(interactionList, {
  tell: {
    id: 'Its id.',
    kind: { description: 'What happened.', values: InteractionKind },
    channel: { description: 'How they met.', values: Channel },
    subchannel: 'The named channel within it.',
    direction: { description: 'Who approached whom.', values: Direction },
    stage: { description: 'Where in a sale it belongs.', values: SaleStage },
    staff: 'Who of the staff took part.',
    occurredAt: { description: 'When it happened.', order: 'By the instant, the oldest first.' },
    day: "The workspace's calendar day it counts for.",
    amount: 'Its amount, never negative.',
    cost: 'What its goods cost the company.',
    score: '0 to 10, of a survey.',
    cancelled: 'Cancelled ones only, or others only.',
    source: 'The other system it came from, as it is compared.',
    externalId: 'Its key there, as it is compared.',
    customer: 'With whom.',
    feedback: 'What becomes of it, where it must not be left without an answer.',
    synthetic: 'Made up for a demonstration, or not.',
    createdAt: 'When it was first recorded here.',
    updatedAt: 'When it was last changed.',
  },
  usually: { field: 'OCCURRED_AT', direction: 'DESC' },
  unordered: 'The newest first when not said.',
})

relationPage(customerNoun, 'interactions', {
  of: interactionNoun,
  description: 'What happened with the customer; `timeline` has it together with all else that is known.',
  args: interactionInputs.args,
})

builder.queryFields(t => ({
  interaction: oneById(t, interactionNoun, {
    description: 'One interaction; null when there is none within your reach.',
    id: 'Id of an interaction.',
  }),
  interactions: listOf(t, interactionNoun, {
    description: 'All interactions with customers within your reach.',
    args: interactionInputs.args,
  }),
}))
