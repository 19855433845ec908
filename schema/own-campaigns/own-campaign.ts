import type {
  cadences,
  ownCampaignKinds,
  ownCampaigns,
} from '../../src/database/tables/care/own-campaigns.ts'
import { createOwnCampaign } from '../../src/domain/own-campaigns/create-own-campaign.ts'
import { ownCampaignList } from '../../src/domain/own-campaigns/list.ts'
import { updateOwnCampaign } from '../../src/domain/own-campaigns/update-own-campaign.ts'
import { ConsentPurpose } from '../customers/customer-filter.ts'
import { Channel } from '../customers/interaction-enums.ts'
import { Money } from '../house/money.ts'
import { builder, described, type InputFields } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { DayPoint } from '../kernel/filters/conditions.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { mutation, updateInput } from '../kernel/mutation.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, oneById, related } from '../kernel/noun.ts'
import { recordFields } from '../kernel/record.ts'
import { type SegmentRow, segmentNoun } from '../segments/segment.ts'

export type OwnCampaignRow = typeof ownCampaigns.$inferSelect & { segment?: SegmentRow | null }

const OwnCampaignKind = builder.enumType('OwnCampaignKind', {
  description: 'What a campaign of your own is.',
  values: described<(typeof ownCampaignKinds)[number]>({
    OFFER: 'An offer: a price, a gift, a promotion.',
    PLAN: 'A plan of communication: news, themed e-mails; once or each month.',
    EVENT: 'An event that customers are invited to, such as a conference.',
    OTHER: 'Anything else.',
  }),
})

const Cadence = builder.enumType('Cadence', {
  description: 'How often a campaign comes to a customer.',
  values: described<(typeof cadences)[number]>({
    ONCE: 'Once.',
    MONTHLY: 'Once in each month.',
  }),
})

export const OwnCampaign = builder.objectRef<OwnCampaignRow>('OwnCampaign')
export const ownCampaignNoun = noun(
  'ownCampaign',
  listed({ type: OwnCampaign, scope: 'campaigns:read', source: ownCampaignList }),
)

OwnCampaign.implement({
  description: 'A campaign of your own house: what it tells customers, whom, when, at what cost.',
  interfaces: [Node],
  fields: t => ({
    ...recordFields(t, 'ownCampaign'),
    name: t.string({
      description: 'What you call it.',
      needs: { columns: ['name', 'nameGiven'] },
      resolve: campaign => campaign.nameGiven ?? campaign.name,
    }),
    theme: t.exposeString('theme', { nullable: true, description: 'What it is about.' }),
    kind: t.expose('kind', { type: OwnCampaignKind, description: 'What it is.' }),
    segment: related(
      t,
      'segment',
      segmentNoun,
      'Whom it is for: the members that the segment has at the time; null where no segment says it.',
    ),
    channels: t.expose('channels', {
      type: [Channel],
      description: 'By which channels, at least one; the one to be tried first at the head.',
    }),
    purpose: t.expose('purpose', {
      type: ConsentPurpose,
      description: 'What a customer must have consented to.',
    }),
    cadence: t.expose('cadence', { type: Cadence, description: 'How often it comes to a customer.' }),
    offer: t.exposeString('offer', { nullable: true, description: 'The text of the offer.' }),
    firstDay: t.expose('firstDay', { type: 'Date', description: 'First day, inclusive.' }),
    lastDay: t.expose('lastDay', {
      type: 'Date',
      nullable: true,
      description: 'Last day, inclusive; null while it is open.',
    }),
    cost: t.field({
      type: Money,
      nullable: true,
      description: 'What it costs as a whole, without what single touches cost; null where nobody said.',
      needs: { columns: ['cost'] },
      resolve: ({ cost }) => (cost === null ? null : BigInt(cost)),
    }),
  }),
})

export const ownCampaignInputs = listInputs(ownCampaignList, {
  tell: {
    id: 'Its id.',
    name: 'Its name, as it is compared.',
    kind: { description: 'What it is.', values: OwnCampaignKind },
    cadence: { description: 'How often it comes to a customer.', values: Cadence },
    purpose: { description: 'What a customer must have consented to.', values: ConsentPurpose },
    firstDay: 'Its first day.',
    lastDay: 'Its last day; empty while it is open.',
    runningOn: { description: 'Running on this day.', input: DayPoint },
    cost: 'What it costs as a whole.',
    segment: 'Whom it is for.',
    touches: 'How it contacted the customers within your reach.',
    synthetic: 'Made up for a demonstration, or not.',
    createdAt: 'When it was first recorded here.',
    updatedAt: 'When it was last changed.',
  },
  unordered: 'By the first day when not said.',
})

builder.queryFields(t => ({
  ownCampaign: oneById(t, ownCampaignNoun, {
    description: 'One campaign of your own by id; null when there is none.',
    id: 'Id of a campaign of your own.',
  }),
  ownCampaigns: listOf(t, ownCampaignNoun, {
    description: 'All campaigns of your own; those of competitors are `campaigns`.',
    args: ownCampaignInputs.args,
  }),
}))

const optionalFields = (t: InputFields) => ({
  theme: t.string({ description: 'What it is about, at most 500 characters.' }),
  segment: t.id({ description: 'Id of the segment whose members it is for.' }),
  purpose: t.field({
    type: ConsentPurpose,
    description: 'What a customer must have consented to; `MARKETING` when a new one does not say.',
  }),
  cadence: t.field({
    type: Cadence,
    description:
      'How often it comes to a customer; once when a new one does not say, each month only of kind `PLAN`.',
  }),
  offer: t.string({ description: 'The text of the offer, at most 10,000 characters.' }),
  lastDay: t.field({ type: 'Date', description: 'Last day, inclusive; null while it is open.' }),
  cost: t.field({
    type: 'Decimal',
    description: 'What it costs as a whole, without what single touches cost.',
  }),
})

mutation('ownCampaignCreate', {
  description:
    'Makes a campaign of your own. Holdfast sends nothing: it says who is to be contacted, and keeps what the sender reports.',
  scope: 'campaigns:write',
  input: builder.inputType('OwnCampaignCreateInput', {
    description: 'A campaign of your own. The same name and days twice is a conflict.',
    fields: t => ({
      name: t.string({ required: true, description: 'What you call it, at most 200 characters.' }),
      kind: t.field({ type: OwnCampaignKind, required: true, description: 'What it is.' }),
      channels: t.field({
        type: [Channel],
        required: true,
        description: 'By which channels, at least one; the one to be tried first at the head.',
      }),
      firstDay: t.field({ type: 'Date', required: true, description: 'First day, inclusive.' }),
      ...optionalFields(t),
    }),
  }),
  verb: createOwnCampaign,
  payload: t => ({ ownCampaign: changed(t, ownCampaignNoun, made => made.ownCampaignId) }),
})

mutation('ownCampaignUpdate', {
  description: 'Changes a campaign of your own.',
  scope: 'campaigns:write',
  input: updateInput('OwnCampaignUpdateInput', {
    of: 'campaign of your own',
    patch: builder.inputType('OwnCampaignPatch', {
      description:
        'What to change: absent leaves a value, null clears it, a list is the whole list: an empty one clears it, null is refused.',
      fields: t => ({
        name: t.string({ description: 'What you call it; cannot be cleared.' }),
        kind: t.field({ type: OwnCampaignKind, description: 'What it is; cannot be cleared.' }),
        channels: t.field({
          type: [Channel],
          description: 'By which channels, at least one; the one to be tried first at the head.',
        }),
        firstDay: t.field({ type: 'Date', description: 'First day, inclusive; cannot be cleared.' }),
        ...optionalFields(t),
      }),
    }),
  }),
  verb: updateOwnCampaign,
  payload: t => ({ ownCampaign: changed(t, ownCampaignNoun, made => made.ownCampaignId) }),
})
