import type {
  InteractionLine,
  interactionRevisions,
  interactions,
} from '../../src/database/tables/interactions.ts'
import { parseId } from '../../src/domain/input/fields.ts'
import { type InteractionOrdering, interactionList } from '../../src/domain/interactions/list.ts'
import { writeRevision } from '../../src/domain/interactions/write-revision.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { StaffMember, type StaffRow } from '../house/staff.ts'
import { builder } from '../kernel/builder.ts'
import { connectionType, orderInput, pageArgs, pageComplexity } from '../kernel/connection.ts'
import { Money } from '../kernel/money.ts'
import { Node, registerNode } from '../kernel/node.ts'
import { readById, readPage, resolvePage } from '../kernel/select.ts'
import { Customer, type CustomerRow } from './customer.ts'
import { Channel, Direction, InteractionKind, SaleStage } from './interaction-enums.ts'

type RevisionRow = typeof interactionRevisions.$inferSelect

export type InteractionRow = typeof interactions.$inferSelect & {
  customer?: CustomerRow
  staff?: StaffRow | null
  revisions?: RevisionRow[]
}

registerNode('interaction', { typeName: 'Interaction', scope: 'interactions:read', source: interactionList })

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
const InteractionConnection = connectionType('Interaction', Interaction)

Interaction.implement({
  description:
    'Anything that happened between the company and a customer. Free text may tell of a person and needs `customers:personal`.',
  interfaces: [Node],
  fields: t => ({
    id: t.id({ description: 'Opaque id.', resolve: row => encodeId('interaction', row.id) }),
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
      description: 'What the goods of a purchase or a refund cost the company; null when nobody said.',
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
    customer: t.field({
      type: Customer,
      nullable: true,
      description: 'With whom.',
      authScopes: { scope: 'customers:read' },
      needs: { relation: 'customer' },
      resolve: row => row.customer ?? null,
    }),
    staff: t.field({
      type: StaffMember,
      nullable: true,
      description: 'Who of the staff took part.',
      authScopes: { scope: 'staff:read' },
      needs: { relation: 'staff' },
      resolve: row => row.staff ?? null,
    }),
    revisions: t.field({
      type: [Revision],
      description: 'What it said before corrections, newest first.',
      needs: { relation: 'revisions', whole: true },
      resolve: row => (row.revisions ?? []).toSorted((a, b) => b.version - a.version),
    }),
    synthetic: t.exposeBoolean('synthetic', {
      description: 'True where it was made up for a demonstration.',
    }),
    version: t.exposeInt('version', {
      description: 'Grows with each correction; give it back as `expectedVersion`.',
    }),
  }),
})

const InteractionFilter = builder.inputType('InteractionFilter', {
  description: 'Narrows a list of interactions; every part must hold.',
  fields: t => ({
    customer: t.id({ description: 'With this customer. Needs `customers:read`.' }),
    staff: t.id({
      description: 'With this staff member; null asks for those without one. Needs `staff:read`.',
    }),
    kind: t.field({ type: [InteractionKind], description: 'Of one of these kinds.' }),
    channel: t.field({
      type: [Channel],
      description: 'On one of these channels; null asks for those without one.',
    }),
    direction: t.field({
      type: Direction,
      description: 'In this direction; null asks for those without one.',
    }),
    cancelled: t.boolean({ description: 'Cancelled ones only, or others only.' }),
    from: t.field({ type: 'Date', description: 'From this day on.' }),
    until: t.field({ type: 'Date', description: 'Up to this day, itself included.' }),
  }),
})

const InteractionOrder = orderInput<InteractionOrdering>('Interaction', {
  OCCURRED_AT: 'By the instant, the oldest first.',
})

const listArgs = builder.args(t => ({
  ...pageArgs,
  filter: t.field({ type: InteractionFilter, description: 'Which ones.' }),
  orderBy: t.field({
    type: InteractionOrder,
    defaultValue: { field: 'OCCURRED_AT', direction: 'DESC' },
    description: 'The newest first when not said.',
  }),
}))

builder.objectField(Customer, 'interactions', t =>
  t.field({
    type: InteractionConnection,
    nullable: true,
    description: "The customer's timeline.",
    authScopes: { scope: 'interactions:read' },
    args: listArgs,
    needs: { page: { relation: 'interactions', source: interactionList } },
    complexity: pageComplexity,
    resolve: (customer, args, context, info) =>
      resolvePage<InteractionRow>('customers', customer, args, context, info),
  }),
)

builder.queryFields(t => ({
  interaction: t.field({
    type: Interaction,
    nullable: true,
    description: 'One interaction; null when there is none within your reach.',
    authScopes: { scope: 'interactions:read' },
    args: { id: t.arg.id({ required: true, description: 'Id of an interaction.' }) },
    resolve: (_root, { id }, context, info) =>
      readById<InteractionRow>(context, info, interactionList, parseId('interaction', id)),
  }),
  interactions: t.field({
    type: InteractionConnection,
    description: 'All interactions with customers within your reach.',
    authScopes: { scope: 'interactions:read' },
    args: listArgs,
    complexity: pageComplexity,
    resolve: (_root, args, context, info) => readPage<InteractionRow>(context, info, interactionList, args),
  }),
}))
