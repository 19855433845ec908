import type { followUps } from '../../src/database/tables/care/follow-ups.ts'
import { holderOf } from '../../src/domain/follow-ups/open-item.ts'
import { readBarred } from '../../src/domain/follow-ups/queue/channel.ts'
import { reasonText } from '../../src/domain/follow-ups/queue/reason-text.ts'
import {
  followUpList,
  followUpQueue,
  heldOutList,
  myFollowUpQueue,
  unassignedQueue,
} from '../../src/domain/follow-ups/queue.ts'
import { type CustomerRow, customerNoun } from '../customers/customer.ts'
import { type InteractionRow, interactionNoun } from '../customers/interaction.ts'
import { Channel } from '../customers/interaction-enums.ts'
import { Money } from '../house/money.ts'
import { type StaffRow, staffNoun } from '../house/staff.ts'
import { builder } from '../kernel/builder.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { perId } from '../kernel/loaders.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, oneById, related, relationPage } from '../kernel/noun.ts'
import { idField, versionField } from '../kernel/record.ts'
import { Outcome, State, Tactic } from './enums.ts'
import { Reason, Text } from './reason.ts'

export type FollowUpRow = typeof followUps.$inferSelect & {
  customer?: CustomerRow
  owner?: StaffRow | null
  claimer?: StaffRow | null
  interaction?: InteractionRow | null
}

export const FollowUp = builder.objectRef<FollowUpRow>('FollowUp')
export const followUpNoun = noun(
  'followUp',
  listed({ type: FollowUp, scope: 'follow-ups:read', source: followUpList }),
)

FollowUp.implement({
  description: 'One thing that somebody should do for one customer by a date, with reasons.',
  interfaces: [Node],
  fields: t => ({
    id: idField(t, 'followUp'),
    tactic: t.expose('tactic', { type: Tactic, description: 'What kind.' }),
    state: t.expose('state', {
      type: State,
      description: 'What became of it.',
    }),
    dueOn: t.expose('dueOn', { type: 'Date', description: 'By when.' }),
    expiresOn: t.expose('expiresOn', {
      type: 'Date',
      nullable: true,
      description:
        'The night closes it after this day; null for promised work and for feedback, which never expire.',
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
    customer: related(t, 'customer', customerNoun, 'For whom.'),
    owner: related(t, 'owner', staffNoun, 'Who should do it.'),
    claimedBy: related(
      t,
      'claimer',
      staffNoun,
      'Who claimed it last; whether that one still holds it says `claimed`.',
    ),
    claimed: t.field({
      type: 'Boolean',
      description: 'Whether somebody holds it now: claimed, not let go, and not yet `claimedUntil`.',
      needs: { columns: ['state', 'claimedBy', 'claimedUntil'] },
      resolve: (item, _args, { service }) => holderOf(service, item) !== null,
    }),
    claimedUntil: t.expose('claimedUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when the claim holds, unless it is claimed again before; then anybody may take it.',
    }),
    claimedAt: t.expose('claimedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when.',
    }),
    outcome: t.expose('outcome', {
      type: Outcome,
      nullable: true,
      description: 'How it ended; null of work that ended with its feedback.',
    }),
    note: t.exposeString('note', {
      nullable: true,
      description: 'What people wrote to it. Personal.',
      authScopes: { scope: 'customers:personal' },
    }),
    interaction: related(t, 'interaction', interactionNoun, 'The contact that completing it recorded.'),
    closedAt: t.expose('closedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was done, dismissed or expired.',
    }),
    channel: t.field({
      type: Channel,
      nullable: true,
      description:
        'By what to do it, of what is closed by what it was to be done: never one that the customer forbids or that is closed. Null where that came after it was made, of promises and of feedback.',
      needs: { columns: ['id', 'channel', 'state'] },
      resolve: async ({ id, channel, state }, _args, context) => {
        const waits = state === 'OPEN' || state === 'CLAIMED'
        return channel !== null && waits && (await perId(context, readBarred, id)) ? null : channel
      },
    }),
    minutes: t.exposeInt('minutes', { description: 'What it takes of a day.' }),
    expectedGain: t.expose('expectedGain', {
      type: Money,
      nullable: true,
      description:
        'Value at risk · save rate − cost when it was made; null where nobody can tell, of promises and of feedback.',
    }),
    holdOutPercent: t.exposeInt('holdOutPercent', {
      nullable: true,
      description:
        'The share that was held out when the lot was drawn, of those queued and those `HELD` alike; null where none is drawn.',
    }),
    drawPeriod: t.exposeString('drawPeriod', {
      nullable: true,
      description: 'What the lot was drawn for: an occasion, or a stretch of days of the tactic.',
    }),
    policyVersion: t.exposeInt('policyVersion', {
      nullable: true,
      description: 'The version of the policy of follow-ups by which it was made; null of promises.',
    }),
    escalatedAt: t.expose('escalatedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the night found it past its due day; null while it is in time.',
    }),
    createdOn: t.expose('createdOn', {
      type: 'Date',
      description: 'The business day that made it.',
    }),
    version: versionField(t),
  }),
})

export const followUpInputs = listInputs(followUpList, {
  tell: {
    id: 'Its id.',
    tactic: { description: 'What kind.', values: Tactic },
    state: { description: 'What became of it.', values: State },
    waiting: 'Whether it waits for somebody now: open or claimed, and not put off to a later day.',
    dueOn: 'By when.',
    expiresOn: 'After which day the night closes it.',
    snoozedUntil: 'Until when the queue hides it.',
    owner: 'Who should do it.',
    queueOf:
      'Whose queue it is in, as `myFollowUps` tells it: whoever holds it by a claim that has not lapsed, else its owner; empty of what is nobody’s. What is closed or put off counts too: `waiting` leaves it out.',
    claimedBy: 'Who claimed it last.',
    claimedAt: 'Since when.',
    claimedUntil: 'Until when the claim holds.',
    closedAt: 'When it was done, dismissed or expired.',
    outcome: { description: 'How it ended.', values: Outcome },
    netSpendYear: "The customer's net spend of 365 days when it was made.",
    expectedGain: 'What it is expected to bring.',
    minutes: 'What it takes of a day.',
    channel: { description: 'By what to do it, as it was proposed.', values: Channel },
    escalatedAt: 'When the night found it past its due day.',
    createdOn: 'The business day that made it.',
    createdAt: 'When it was made.',
    updatedAt: 'When it was last changed.',
    customer: 'For whom.',
  },
  orderings: {
    QUEUE: 'What to do first: due day, then net spend of 365 days, the highest first, then id.',
  },
  unordered: 'What to do first when not said.',
})

relationPage(customerNoun, 'followUps', {
  of: followUpNoun,
  description: 'Everything that was or is to be done for the customer, whatever became of it.',
  args: followUpInputs.args,
})

builder.queryFields(t => ({
  followUp: oneById(t, followUpNoun, {
    description: 'One follow-up; null when there is none within your reach.',
    id: 'Id of a follow-up.',
  }),
  followUps: listOf(t, followUpNoun, {
    description: 'All follow-ups of the customers within your reach, whatever became of them.',
    args: followUpInputs.args,
  }),
  followUpQueue: listOf(
    t,
    { ...followUpNoun, source: followUpQueue },
    {
      description:
        'The queue of the whole team: what waits for somebody, claimed or not, in the order to do it.',
      args: followUpInputs.args,
    },
  ),
  followUpsHeldOut: listOf(
    t,
    { ...followUpNoun, source: heldOutList },
    {
      description:
        'Whom a tactic leaves alone by lot, so that it shows what it does; what others did for them meanwhile stands at the customer.',
      args: followUpInputs.args,
    },
  ),
  myFollowUps: listOf(
    t,
    { ...followUpNoun, source: myFollowUpQueue },
    {
      description:
        'The queue of the staff member you stand for: what you hold, and what is yours and nobody else holds. Empty when you stand for nobody.',
      args: followUpInputs.args,
    },
  ),
  unassignedFollowUps: listOf(
    t,
    { ...followUpNoun, source: unassignedQueue },
    {
      description: 'What waits and is nobody’s: no owner, and no claim that holds.',
      args: followUpInputs.args,
    },
  ),
}))
