import type { bounces, touches, touchReasons, touchStates } from '../../src/database/tables/care/touches.ts'
import { type reportedStates, reportTouch } from '../../src/domain/own-campaigns/report-touch.ts'
import { touchList } from '../../src/domain/own-campaigns/touch-list.ts'
import { type CustomerRow, customerNoun } from '../customers/customer.ts'
import { type InteractionRow, interactionNoun } from '../customers/interaction.ts'
import { Channel } from '../customers/interaction-enums.ts'
import { Money } from '../house/money.ts'
import { builder, described } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { manyMutation } from '../kernel/many.ts'
import { mutation } from '../kernel/mutation.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, oneById, related, relationPage } from '../kernel/noun.ts'
import { recordFields } from '../kernel/record.ts'
import { type OwnCampaignRow, ownCampaignNoun } from './own-campaign.ts'

const reported = {
  SENT: 'It is on its way.',
  BOUNCED: 'It came back: nobody got it.',
  INVITED: 'The customer was invited.',
  DELIVERED: 'It arrived.',
  OPENED: 'The customer opened it.',
  CLICKED: 'The customer followed a link in it.',
  RESPONDED: 'The customer responded: answered, took the offer, or said to come.',
  CAME: 'The customer came to the event.',
} as const satisfies Record<(typeof reportedStates)[number], string>

const TouchState = builder.enumType('TouchState', {
  description:
    'What became of a touch. One state follows another in this order; what is reported late takes nothing back.',
  values: described<(typeof touchStates)[number]>({
    LEFT_OUT: 'It was planned, and is not to be made: `leftOut` says why.',
    PLANNED: 'It is to be made on `plannedFor`.',
    ...reported,
  }),
})

const ReportedTouchState = builder.enumType('ReportedTouchState', {
  description: 'What a sender can say of a touch.',
  values: described<(typeof reportedStates)[number]>(reported),
})

const Bounce = builder.enumType('Bounce', {
  description: 'How a touch came back.',
  values: described<(typeof bounces)[number]>({
    HARD: 'The address is no good any more: nothing arrives there.',
    SOFT: 'It was not taken this time, as by a full mailbox.',
  }),
})

const TouchReason = builder.enumType('TouchReason', {
  description: 'Why a customer is not contacted although it was planned.',
  values: described<(typeof touchReasons)[number]>({
    CONTACT: 'The customer was contacted within the 7 days before.',
    FOLLOW_UP: 'Somebody is to contact the customer within 7 days.',
    OPT_OUT: 'The customer withdrew consent after it was planned.',
    RESTRICTED: 'The customer was restricted after it was planned.',
    ERASED: 'The person was erased after it was planned.',
  }),
})

type TouchRow = typeof touches.$inferSelect & {
  customer?: CustomerRow
  ownCampaign?: OwnCampaignRow
  interaction?: InteractionRow | null
}

const Touch = builder.objectRef<TouchRow>('Touch')
export const touchNoun = noun('touch', listed({ type: Touch, scope: 'campaigns:read', source: touchList }))

Touch.implement({
  description:
    'That a campaign of your own contacts one customer, once in each slot. Holdfast sends nothing: it keeps what is planned, and what the sender reports.',
  interfaces: [Node],
  fields: t => ({
    ...recordFields(t, 'touch'),
    ownCampaign: related(t, 'ownCampaign', ownCampaignNoun, 'Of which campaign.'),
    customer: related(t, 'customer', customerNoun, 'Who is contacted.'),
    slot: t.exposeString('slot', {
      description:
        'Tells the touches of one customer apart: of a monthly plan the month as `2026-03`; empty where there is but one.',
    }),
    channel: t.expose('channel', { type: Channel, description: 'On which channel.' }),
    state: t.expose('state', { type: TouchState, description: 'What became of it.' }),
    leftOut: t.expose('leftOut', {
      type: TouchReason,
      nullable: true,
      description: 'Why it is not to be made; null of any other.',
    }),
    bounce: t.expose('bounce', {
      type: Bounce,
      nullable: true,
      description:
        'How it came back, the worst that was reported; null where nobody said, and of what did not come back.',
    }),
    plannedFor: t.expose('plannedFor', {
      type: 'Date',
      nullable: true,
      description: 'For which day it was planned; null of what was reported without a plan.',
    }),
    touchedOn: t.expose('touchedOn', {
      type: 'Date',
      nullable: true,
      description: 'On which day it was made, as far as the first report says; null until then.',
    }),
    respondedOn: t.expose('respondedOn', {
      type: 'Date',
      nullable: true,
      description: 'On which day the customer responded or came; null until then.',
    }),
    cost: t.field({
      type: Money,
      nullable: true,
      description: 'What this touch alone cost; null where nobody said.',
      needs: { columns: ['cost'] },
      resolve: ({ cost }) => (cost === null ? null : BigInt(cost)),
    }),
    interaction: related(
      t,
      'interaction',
      interactionNoun,
      'The outbound contact that was recorded when it reached the customer; null until then.',
    ),
  }),
})

const touchInputs = listInputs(touchList, {
  tell: {
    id: 'Its id.',
    state: { description: 'What became of it.', values: TouchState },
    leftOut: { description: 'Why it is not to be made.', values: TouchReason },
    bounce: { description: 'How it came back.', values: Bounce },
    channel: { description: 'On which channel.', values: Channel },
    slot: 'Its slot, as it is compared.',
    plannedFor: 'For which day it was planned.',
    touchedOn: 'On which day it was made.',
    respondedOn: 'On which day the customer responded or came.',
    synthetic: 'Made up for a demonstration, or not.',
    createdAt: 'When it was first recorded here.',
    updatedAt: 'When it was last changed.',
    customer: 'Who is contacted.',
    ownCampaign: 'Of which campaign.',
  },
  unordered: 'The newest first when not said.',
})

builder.queryFields(t => ({
  touch: oneById(t, touchNoun, {
    description: 'One touch; null when there is none within your reach.',
    id: 'Id of a touch.',
  }),
  touches: listOf(t, touchNoun, {
    description:
      'How campaigns of your own contact the customers within your reach: what is due on a day are those `PLANNED` for it.',
    args: touchInputs.args,
  }),
}))

relationPage(customerNoun, 'touches', {
  of: touchNoun,
  description: 'How campaigns of your own contacted the customer.',
  args: touchInputs.args,
})

relationPage(ownCampaignNoun, 'touches', {
  of: touchNoun,
  description: 'How it contacted the customers within your reach.',
  args: touchInputs.args,
})

const ReportInput = builder.inputType('OwnCampaignTouchReportInput', {
  description:
    'What became of one touch. The same campaign, customer and slot are one touch, however often it is reported.',
  fields: t => ({
    ownCampaign: t.id({ required: true, description: 'Id of the campaign.' }),
    customer: t.id({ required: true, description: 'Id of the customer.' }),
    slot: t.string({
      description:
        'Which of several touches of the customer, at most 40 characters; empty when not said. Of a monthly plan the month, as `2026-03`.',
    }),
    state: t.field({ type: ReportedTouchState, required: true, description: 'What became of it.' }),
    channel: t.field({
      type: Channel,
      description:
        'On which channel; the one that was planned, else the first of the campaign, when not said.',
    }),
    bounce: t.field({
      type: Bounce,
      description:
        'How it came back; goes with `BOUNCED`. `HARD` closes the channel for the customer, unless something newer than `occurredAt` is known of it: `Customer.reachability` says so, and nothing proposes it any more.',
    }),
    occurredAt: t.field({ type: 'DateTime', description: 'When; now when not said, never ahead.' }),
    cost: t.field({ type: 'Decimal', description: 'What this touch alone cost.' }),
  }),
})

const reportOne = mutation('ownCampaignTouchReport', {
  description:
    'Keeps what a sender says of a touch. When it reached the customer an outbound interaction is recorded, so that it counts as a contact.',
  scope: 'interactions:write',
  input: ReportInput,
  verb: reportTouch,
  payload: t => ({
    touch: changed(t, touchNoun, made => made.touchId),
    customer: changed(t, customerNoun, made => made.customerId),
  }),
})

manyMutation('ownCampaignTouchesReport', {
  description: 'Keeps what a sender says of many touches.',
  scope: 'interactions:write',
  input: ReportInput,
  verb: reportTouch,
  answered: reportOne,
})
