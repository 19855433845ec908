import type { followUps } from '../../src/database/tables/follow-ups.ts'
import { reasonText } from '../../src/domain/follow-ups/queue/reason-text.ts'
import {
  type FollowUpOrdering,
  followUpList,
  followUpQueue,
  myFollowUpQueue,
} from '../../src/domain/follow-ups/queue.ts'
import { parseId } from '../../src/domain/input/fields.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { Customer, type CustomerRow } from '../customers/customer.ts'
import { Interaction, type InteractionRow } from '../customers/interaction.ts'
import { StaffMember, type StaffRow } from '../house/staff.ts'
import { builder } from '../kernel/builder.ts'
import { connectionType, orderInput, pageArgs, pageComplexity } from '../kernel/connection.ts'
import { Money } from '../kernel/money.ts'
import { Node, registerNode } from '../kernel/node.ts'
import { readById, readPage, resolvePage } from '../kernel/select.ts'
import { Outcome, State, Tactic } from './enums.ts'
import { Reason, Text } from './reason.ts'

type FollowUpRow = typeof followUps.$inferSelect & {
  customer?: CustomerRow
  owner?: StaffRow | null
  claimer?: StaffRow | null
  interaction?: InteractionRow | null
}

registerNode('followUp', { typeName: 'FollowUp', scope: 'follow-ups:read', source: followUpList })

export const FollowUp = builder.objectRef<FollowUpRow>('FollowUp')
const FollowUpConnection = connectionType('FollowUp', FollowUp)

FollowUp.implement({
  description: 'One thing that somebody should do for one customer by a date, with reasons.',
  interfaces: [Node],
  fields: t => ({
    id: t.id({ description: 'Opaque id.', resolve: item => encodeId('followUp', item.id) }),
    tactic: t.expose('tactic', { type: Tactic, description: 'What kind.' }),
    state: t.expose('state', {
      type: State,
      description: 'What became of it.',
    }),
    dueOn: t.expose('dueOn', { type: 'Date', description: 'By when.' }),
    expiresOn: t.expose('expiresOn', {
      type: 'Date',
      nullable: true,
      description: 'The night closes it after this day; null for promised work, which never expires.',
    }),
    snoozedUntil: t.expose('snoozedUntil', {
      type: 'Date',
      nullable: true,
      description: 'The queue hides it until this day.',
    }),
    reasons: t.expose('reasons', {
      type: [Reason],
      description: 'Why, for programs.',
    }),
    text: t.field({
      type: Text,
      description: 'Why, for people; made from the reasons alone.',
      needs: { columns: ['tactic', 'reasons'] },
      resolve: (item, _args, { service }) => reasonText(item.tactic, item.reasons, service.workspace),
    }),
    netSpendYear: t.expose('netSpendYear', {
      type: Money,
      description: "The customer's net spend of 365 days when the item was made: the order within a due day.",
    }),
    customer: t.field({
      type: Customer,
      nullable: true,
      description: 'For whom.',
      authScopes: { scope: 'customers:read' },
      needs: { relation: 'customer' },
      resolve: item => item.customer ?? null,
    }),
    owner: t.field({
      type: StaffMember,
      nullable: true,
      description: 'Who should do it.',
      authScopes: { scope: 'staff:read' },
      needs: { relation: 'owner' },
      resolve: item => item.owner ?? null,
    }),
    claimedBy: t.field({
      type: StaffMember,
      nullable: true,
      description: 'Who is on it.',
      authScopes: { scope: 'staff:read' },
      needs: { relation: 'claimer' },
      resolve: item => item.claimer ?? null,
    }),
    claimedAt: t.expose('claimedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when.',
    }),
    outcome: t.expose('outcome', {
      type: Outcome,
      nullable: true,
      description: 'How it ended.',
    }),
    note: t.exposeString('note', {
      nullable: true,
      description: 'What people wrote to it. Personal.',
      authScopes: { scope: 'customers:personal' },
    }),
    interaction: t.field({
      type: Interaction,
      nullable: true,
      description: 'The contact that completing it recorded.',
      authScopes: { scope: 'interactions:read' },
      needs: { relation: 'interaction' },
      resolve: item => item.interaction ?? null,
    }),
    closedAt: t.expose('closedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was done, dismissed or expired.',
    }),
    createdOn: t.expose('createdOn', {
      type: 'Date',
      description: 'The business day that made it.',
    }),
    version: t.exposeInt('version', {
      description: 'Grows with each change; give it back as `expectedVersion`.',
    }),
  }),
})

const FollowUpFilter = builder.inputType('FollowUpFilter', {
  description: 'Narrows the queue; every part must hold.',
  fields: t => ({
    customer: t.id({ description: 'For this customer. Needs `customers:read`.' }),
    owner: t.id({
      description: 'Owned by this staff member; null asks for those without an owner. Needs `staff:read`.',
    }),
    claimedBy: t.id({
      description:
        'Claimed by this staff member; null asks for those that nobody claimed. Needs `staff:read`.',
    }),
    state: t.field({ type: [State], description: 'In one of these states; OPEN and CLAIMED when not said.' }),
    tactic: t.field({ type: [Tactic], description: 'Of one of these kinds.' }),
    dueUntil: t.field({ type: 'Date', description: 'Due up to this day, itself included.' }),
    snoozed: t.boolean({ description: 'True shows what waits for a later day, too.' }),
  }),
})

const FollowUpOrder = orderInput<FollowUpOrdering>('FollowUp', {
  QUEUE: 'What to do first: due day, then net spend of 365 days, the highest first, then id.',
  CREATED_AT: 'By the instant of making.',
})

const listArgs = builder.args(t => ({
  ...pageArgs,
  filter: t.field({ type: FollowUpFilter, description: 'Which ones.' }),
  orderBy: t.field({ type: FollowUpOrder, description: 'What to do first when not said.' }),
}))

builder.objectField(Customer, 'followUps', t =>
  t.field({
    type: FollowUpConnection,
    nullable: true,
    description: 'Everything that was or is to be done for the customer, whatever became of it.',
    authScopes: { scope: 'follow-ups:read' },
    args: listArgs,
    needs: { page: { relation: 'followUps', source: followUpList } },
    complexity: pageComplexity,
    resolve: (customer, args, context, info) =>
      resolvePage<FollowUpRow>('customers', customer, args, context, info),
  }),
)

builder.queryFields(t => ({
  followUp: t.field({
    type: FollowUp,
    nullable: true,
    description: 'One follow-up; null when there is none within your reach.',
    authScopes: { scope: 'follow-ups:read' },
    args: { id: t.arg.id({ required: true, description: 'Id of a follow-up.' }) },
    resolve: (_root, { id }, context, info) =>
      readById<FollowUpRow>(context, info, followUpList, parseId('followUp', id)),
  }),
  followUps: t.field({
    type: FollowUpConnection,
    description: 'The queue: what waits for somebody, in the order to do it.',
    authScopes: { scope: 'follow-ups:read' },
    args: listArgs,
    complexity: pageComplexity,
    resolve: (_root, args, context, info) => readPage<FollowUpRow>(context, info, followUpQueue, args),
  }),
  myFollowUps: t.field({
    type: FollowUpConnection,
    description: 'The queue of the staff member you stand for; empty when you stand for nobody.',
    authScopes: { scope: 'follow-ups:read' },
    args: listArgs,
    complexity: pageComplexity,
    resolve: (_root, args, context, info) => readPage<FollowUpRow>(context, info, myFollowUpQueue, args),
  }),
}))
