import type { campaignKinds, campaigns } from '../../src/database/tables/competition/competitors.ts'
import { createCampaign } from '../../src/domain/campaigns/create-campaign.ts'
import { campaignList } from '../../src/domain/campaigns/list.ts'
import { updateCampaign } from '../../src/domain/campaigns/update-campaign.ts'
import { Region, type RegionRow } from '../customers/region.ts'
import { builder, described, type InputFields } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { DayPoint } from '../kernel/filters/conditions.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { mutation, updateInput } from '../kernel/mutation.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, oneById, related, relationPage } from '../kernel/noun.ts'
import { recordFields } from '../kernel/record.ts'
import { type CompetitorRow, competitorNoun } from './competitor.ts'

export type CampaignRow = typeof campaigns.$inferSelect & {
  competitor?: CompetitorRow
  regions?: { role: 'TARGET' | 'CONTROL'; region: RegionRow }[]
}

const CampaignKind = builder.enumType('CampaignKind', {
  description: 'How a competitor attacks.',
  values: described<(typeof campaignKinds)[number]>({
    OFFER: 'A product, a gift, a promotion.',
    PRICE: 'A lower price.',
    RUMOUR: 'Talk about the company.',
    OTHER: 'Anything else.',
  }),
})

const placed = (campaign: CampaignRow, role: 'TARGET' | 'CONTROL') =>
  (campaign.regions ?? []).filter(link => link.role === role).map(link => link.region)

export const Campaign = builder.objectRef<CampaignRow>('Campaign').implement({
  description: "A competitor's campaign: who attacks, where, when, with what.",
  interfaces: [Node],
  fields: t => ({
    ...recordFields(t, 'campaign'),
    name: t.string({
      description: 'What you call it.',
      needs: { columns: ['name', 'nameGiven'] },
      resolve: campaign => campaign.nameGiven ?? campaign.name,
    }),
    kind: t.expose('kind', {
      type: CampaignKind,
      description: 'How the competitor attacks.',
    }),
    competitor: related(t, 'competitor', competitorNoun, 'Who attacks. Needs `competitors:read`.'),
    regions: t.field({
      type: [Region],
      nullable: true,
      description: 'Where it attacks; each region covers all that lies in it.',
      needs: { relation: 'regions', through: 'region' },
      authScopes: { scope: 'regions:read' },
      resolve: campaign => placed(campaign, 'TARGET'),
    }),
    controlRegions: t.field({
      type: [Region],
      nullable: true,
      description:
        'Matched markets to compare with; without any, all regions that no competitor campaign touches are.',
      needs: { relation: 'regions', through: 'region' },
      authScopes: { scope: 'regions:read' },
      resolve: campaign => placed(campaign, 'CONTROL'),
    }),
    products: t.exposeStringList('products', {
      description: 'What it is about; empty when everything.',
    }),
    offer: t.exposeString('offer', {
      nullable: true,
      description: 'The text of the offer.',
    }),
    sources: t.exposeStringList('sources', {
      description: 'Where it was learned from.',
    }),
    firstDay: t.expose('firstDay', {
      type: 'Date',
      description: 'First day, inclusive.',
    }),
    lastDay: t.expose('lastDay', {
      type: 'Date',
      nullable: true,
      description: 'Last day, inclusive; null while it is open.',
    }),
  }),
})

export const campaignNoun = noun(
  'campaign',
  listed({ type: Campaign, scope: 'campaigns:read', source: campaignList }),
)

const campaignInputs = listInputs(campaignList, {
  tell: {
    id: 'Its id.',
    name: 'Its name, as it is compared.',
    kind: { description: 'What the competitor does.', values: CampaignKind },
    firstDay: 'Its first day.',
    lastDay: 'Its last day; empty while it is open.',
    runningOn: { description: 'Running on this day.', input: DayPoint },
    region: {
      description:
        'Felt in one of these regions: aimed at it, at one that lies in it, or at one that it lies in.',
      input: builder.inputType('CampaignRegionCondition', {
        description: 'In which regions a campaign is felt.',
        fields: t => ({ in: t.idList({ required: true, description: 'In one of these, at most 250.' }) }),
      }),
    },
    competitor: 'Whose it is.',
    exposures: 'Of the customers within your reach, whom it reached.',
    snapshots: 'What was found of it.',
    synthetic: 'Made up for a demonstration, or not.',
    createdAt: 'When it was first recorded here.',
    updatedAt: 'When it was last changed.',
  },
  unordered: 'By the first day when not said.',
})

builder.queryFields(t => ({
  campaign: oneById(t, campaignNoun, {
    description: 'One campaign by id; null when there is none.',
    id: 'Id of a campaign.',
  }),
  campaigns: listOf(t, campaignNoun, {
    description: 'All campaigns of competitors.',
    args: campaignInputs.args,
  }),
}))

relationPage(competitorNoun, 'campaigns', {
  of: campaignNoun,
  description: 'Its campaigns.',
  args: campaignInputs.args,
})

const optionalFields = (t: InputFields) => ({
  controlRegions: t.stringList({
    description: "Codes or ids of matched markets, apart from the campaign's regions, at most 250.",
  }),
  products: t.stringList({ description: 'What it is about, at most 200.' }),
  offer: t.string({ description: 'The text of the offer, at most 10,000 characters.' }),
  sources: t.stringList({ description: 'Where it was learned from, at most 50.' }),
  lastDay: t.field({ type: 'Date', description: 'Last day, inclusive; null while it is open.' }),
})

const CampaignCreateInput = builder.inputType('CampaignCreateInput', {
  description: "A competitor's campaign. The same competitor, name and days twice is a conflict.",
  fields: t => ({
    competitor: t.id({ required: true, description: 'Id of the competitor.' }),
    name: t.string({ required: true, description: 'What you call it, at most 200 characters.' }),
    kind: t.field({ type: CampaignKind, required: true, description: 'How the competitor attacks.' }),
    regions: t.stringList({
      required: true,
      description: 'Codes or ids of the regions where it attacks, 1 to 250; each covers all that lies in it.',
    }),
    firstDay: t.field({ type: 'Date', required: true, description: 'First day, inclusive.' }),
    ...optionalFields(t),
  }),
})

const CampaignPatch = builder.inputType('CampaignPatch', {
  description:
    'What to change: absent leaves a value, null clears it, a list is the whole list: an empty one clears it, null is refused.',
  fields: t => ({
    competitor: t.id({ description: 'Id of the competitor; cannot be cleared.' }),
    name: t.string({ description: 'What you call it; cannot be cleared.' }),
    kind: t.field({ type: CampaignKind, description: 'How the competitor attacks; cannot be cleared.' }),
    regions: t.stringList({
      description: 'Codes or ids of the regions where it attacks; cannot be cleared.',
    }),
    firstDay: t.field({ type: 'Date', description: 'First day, inclusive; cannot be cleared.' }),
    ...optionalFields(t),
  }),
})

const CampaignUpdateInput = updateInput('CampaignUpdateInput', { of: 'campaign', patch: CampaignPatch })

mutation('campaignCreate', {
  description: "Records a competitor's campaign. The next night computes its Vulnerability Index.",
  scope: 'campaigns:write',
  input: CampaignCreateInput,
  verb: createCampaign,
  payload: t => ({ campaign: changed(t, campaignNoun, made => made.campaignId) }),
})

mutation('campaignUpdate', {
  description: "Changes a competitor's campaign. The next night judges it anew.",
  scope: 'campaigns:write',
  input: CampaignUpdateInput,
  verb: updateCampaign,
  payload: t => ({ campaign: changed(t, campaignNoun, made => made.campaignId) }),
})
