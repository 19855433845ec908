import type {
  FollowUpReason,
  followUpOutcomes,
  followUpStates,
  followUps,
  followUpTactics,
} from '../src/database/tables/follow-ups.ts'
import { parseId } from '../src/domain/fields.ts'
import { claimFollowUp } from '../src/domain/follow-ups/claim-follow-up.ts'
import { completeFollowUp } from '../src/domain/follow-ups/complete-follow-up.ts'
import { createFollowUp } from '../src/domain/follow-ups/create-follow-up.ts'
import { dismissFollowUp } from '../src/domain/follow-ups/dismiss-follow-up.ts'
import {
  type FollowUpOrdering,
  followUpList,
  followUpQueue,
  myFollowUpQueue,
} from '../src/domain/follow-ups/queue.ts'
import { reasonText } from '../src/domain/follow-ups/reason-text.ts'
import { snoozeFollowUp } from '../src/domain/follow-ups/snooze-follow-up.ts'
import { updateFollowUp } from '../src/domain/follow-ups/update-follow-up.ts'
import { encodeId, type IdKind } from '../src/lib/ids.ts'
import { builder } from './builder.ts'
import { connectionType, orderInput, pageArgs, pageComplexity } from './connection.ts'
import { Customer, type CustomerRow } from './customer.ts'
import { Interaction, type InteractionRow } from './interaction.ts'
import { Channel, InteractionKind } from './interaction-enums.ts'
import { Money } from './money.ts'
import { changed, mutation } from './mutation.ts'
import { Node, registerNode } from './node.ts'
import { readById, readPage, resolvePage } from './select.ts'
import { StaffMember, type StaffRow } from './staff.ts'

type FollowUpRow = typeof followUps.$inferSelect & {
  customer?: CustomerRow
  owner?: StaffRow | null
  claimer?: StaffRow | null
  interaction?: InteractionRow | null
}

registerNode('followUp', { typeName: 'FollowUp', scope: 'follow-ups:read', source: followUpList })

const Tactic = builder.enumType('FollowUpTactic', {
  description: 'What kind of attention a follow-up asks for.',
  values: {
    WIN_BACK: { description: "The customer declined while a competitor's campaign ran." },
    OVERDUE: { description: 'The customer is later than one and a half of its own cycles.' },
    THANK_YOU: { description: 'A first purchase, or one among the largest of this customer.' },
    MANUAL: { description: 'Promised by a person.' },
  } satisfies Record<(typeof followUpTactics)[number], { description: string }>,
})

const State = builder.enumType('FollowUpState', {
  description: 'What became of a follow-up.',
  values: {
    OPEN: { description: 'Waits for somebody.' },
    CLAIMED: { description: 'Somebody is on it.' },
    DONE: { description: 'Done, with an outcome.' },
    DISMISSED: { description: 'Closed undone, for good.' },
    EXPIRED: { description: 'Nobody did it in time.' },
  } satisfies Record<(typeof followUpStates)[number], { description: string }>,
})

const Outcome = builder.enumType('FollowUpOutcome', {
  description: 'How a contact ended.',
  values: {
    REACHED: { description: 'The customer was reached.' },
    NO_ANSWER: { description: 'Nobody answered; the night may try again.' },
    DECLINED: { description: 'The customer does not want to.' },
    WON_BACK: { description: 'The customer comes back.' },
    OTHER: { description: 'Something else; the note says what.' },
  } satisfies Record<(typeof followUpOutcomes)[number], { description: string }>,
})

const factKinds: Record<FollowUpReason['facts'][number]['type'], IdKind> = {
  SNAPSHOT: 'vulnerabilitySnapshot',
  CAMPAIGN: 'campaign',
  INTERACTION: 'interaction',
  FOLLOW_UP: 'followUp',
}

const Fact = builder.objectRef<FollowUpReason['facts'][number]>('FollowUpFact').implement({
  description: 'A stored fact behind a reason.',
  fields: t => ({
    type: t.exposeString('type', { description: 'SNAPSHOT, CAMPAIGN, INTERACTION or FOLLOW_UP.' }),
    id: t.id({
      description: 'Its id, for `node`.',
      resolve: ({ type, id }) => encodeId(factKinds[type], id),
    }),
  }),
})

const Reason = builder.objectRef<FollowUpReason>('FollowUpReason').implement({
  description: 'Why an item is in the queue: what was measured against which threshold.',
  fields: t => ({
    code: t.exposeString('code', { description: 'The rule, for programs.' }),
    threshold: t.expose('threshold', {
      type: 'JSON',
      nullable: true,
      description: 'What it was held against.',
    }),
    measured: t.expose('measured', { type: 'JSON', nullable: true, description: 'What was found.' }),
    facts: t.field({ type: [Fact], description: 'The evidence.', resolve: reason => reason.facts }),
  }),
})

const Text = builder.objectRef<{ vi: string; en: string }>('FollowUpText').implement({
  description: 'The reasons as sentences.',
  fields: t => ({
    vi: t.exposeString('vi', { description: 'In Vietnamese.' }),
    en: t.exposeString('en', { description: 'In English.' }),
  }),
})

const FollowUp = builder.objectRef<FollowUpRow>('FollowUp')
const FollowUpConnection = connectionType('FollowUp', FollowUp)

FollowUp.implement({
  description: 'One thing that somebody should do for one customer by a date, with reasons.',
  interfaces: [Node],
  fields: t => ({
    id: t.id({ description: 'Opaque id.', resolve: item => encodeId('followUp', item.id) }),
    tactic: t.expose('tactic', { type: Tactic, description: 'What kind.', needs: { columns: ['tactic'] } }),
    state: t.expose('state', {
      type: State,
      description: 'What became of it.',
      needs: { columns: ['state'] },
    }),
    dueOn: t.expose('dueOn', { type: 'Date', description: 'By when.', needs: { columns: ['dueOn'] } }),
    expiresOn: t.expose('expiresOn', {
      type: 'Date',
      nullable: true,
      description: 'The night closes it after this day; null for promised work, which never expires.',
      needs: { columns: ['expiresOn'] },
    }),
    snoozedUntil: t.expose('snoozedUntil', {
      type: 'Date',
      nullable: true,
      description: 'The queue hides it until this day.',
      needs: { columns: ['snoozedUntil'] },
    }),
    reasons: t.field({
      type: [Reason],
      description: 'Why, for programs.',
      needs: { columns: ['reasons'] },
      resolve: item => item.reasons,
    }),
    text: t.field({
      type: Text,
      description: 'Why, for people; made from the reasons alone.',
      needs: { columns: ['tactic', 'reasons'] },
      resolve: (item, _args, { service }) => reasonText(item.tactic, item.reasons, service.workspace),
    }),
    netSpendYear: t.field({
      type: Money,
      description: "The customer's net spend of 365 days when the item was made: the order within a due day.",
      needs: { columns: ['netSpendYear'] },
      resolve: item => item.netSpendYear,
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
      needs: { columns: ['claimedAt'] },
    }),
    outcome: t.expose('outcome', {
      type: Outcome,
      nullable: true,
      description: 'How it ended.',
      needs: { columns: ['outcome'] },
    }),
    note: t.exposeString('note', {
      nullable: true,
      description: 'What people wrote to it. Personal.',
      authScopes: { scope: 'customers:personal' },
      needs: { columns: ['note'] },
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
      needs: { columns: ['closedAt'] },
    }),
    createdOn: t.expose('createdOn', {
      type: 'Date',
      description: 'The business day that made it.',
      needs: { columns: ['createdOn'] },
    }),
    version: t.exposeInt('version', {
      description: 'Grows with each change; give it back as `expectedVersion`.',
      needs: { columns: ['version'] },
    }),
  }),
})

const FollowUpFilter = builder.inputType('FollowUpFilter', {
  description: 'Narrows the queue; every part must hold.',
  fields: t => ({
    customer: t.id({ description: 'For this customer.' }),
    owner: t.id({ description: 'Owned by this staff member.' }),
    claimedBy: t.id({ description: 'Claimed by this staff member.' }),
    state: t.field({ type: [State], description: 'In one of these states; OPEN and CLAIMED when not said.' }),
    tactic: t.field({ type: [Tactic], description: 'Of one of these kinds.' }),
    dueBefore: t.field({ type: 'Date', description: 'Due up to this day, itself included.' }),
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

const FollowUpPatch = builder.inputType('FollowUpPatch', {
  description: 'What to change: absent leaves a value, null clears it.',
  fields: t => ({
    owner: t.id({ description: 'Who should do it.' }),
    dueOn: t.field({ type: 'Date', description: 'By when; not in the past.' }),
    note: t.string({ description: 'What is worth remembering.' }),
  }),
})

const changedFollowUp = {
  type: FollowUp,
  scope: 'follow-ups:read' as const,
  source: followUpList,
  id: (result: { followUpId: number }) => result.followUpId,
}

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
  payload: t => ({ followUp: changed(t, changedFollowUp) }),
})

mutation('followUpUpdate', {
  description: 'Hands an item to somebody else, moves its due day, changes its note.',
  scope: 'follow-ups:write',
  input: builder.inputType('FollowUpUpdateInput', {
    description: 'Which item, and what to change.',
    fields: t => ({
      id: t.id({ required: true, description: 'The item.' }),
      expectedVersion: t.int({ description: expectedVersion }),
      patch: t.field({ type: FollowUpPatch, required: true, description: 'The change.' }),
    }),
  }),
  verb: updateFollowUp,
  payload: t => ({ followUp: changed(t, changedFollowUp) }),
})

mutation('followUpClaim', {
  description: 'Takes an item. Of two who claim at once exactly one gets it; the other gets a conflict.',
  scope: 'follow-ups:write',
  input: builder.inputType('FollowUpClaimInput', {
    description: 'Which item, and for whom.',
    fields: t => ({
      id: t.id({ required: true, description: 'The item.' }),
      staffId: t.id({ description: 'For this staff member; yourself when not said.' }),
    }),
  }),
  verb: claimFollowUp,
  payload: t => ({ followUp: changed(t, changedFollowUp) }),
})

mutation('followUpComplete', {
  description: 'Closes an item as done and records the contact.',
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
      staffId: t.id({ description: 'Who did it; yourself when not said.' }),
    }),
  }),
  verb: completeFollowUp,
  payload: t => ({ followUp: changed(t, changedFollowUp) }),
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
  payload: t => ({ followUp: changed(t, changedFollowUp) }),
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
  payload: t => ({ followUp: changed(t, changedFollowUp) }),
})
