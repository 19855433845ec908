import type { campaignKinds, campaigns } from '../../src/database/tables/competitors.ts'
import { createCampaign } from '../../src/domain/campaigns/create-campaign.ts'
import { type CampaignOrdering, campaignList } from '../../src/domain/campaigns/list.ts'
import { updateCampaign } from '../../src/domain/campaigns/update-campaign.ts'
import { parseId } from '../../src/domain/input/fields.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { Region, type RegionRow } from '../customers/region.ts'
import { builder, type InputFields } from '../kernel/builder.ts'
import { connectionType, orderInput, pageArgs, pageComplexity } from '../kernel/connection.ts'
import { changed, mutation } from '../kernel/mutation.ts'
import { Node, registerNode } from '../kernel/node.ts'
import { readById, readPage, resolvePage } from '../kernel/select.ts'
import { Competitor, type CompetitorRow } from './competitor.ts'

export type CampaignRow = typeof campaigns.$inferSelect & {
  competitor?: CompetitorRow
  regions?: { role: 'TARGET' | 'CONTROL'; region: RegionRow }[]
}

registerNode('campaign', { typeName: 'Campaign', scope: 'campaigns:read', source: campaignList })

const CampaignKind = builder.enumType('CampaignKind', {
  description: 'How a competitor attacks.',
  values: {
    OFFER: { description: 'A product, a gift, a promotion.' },
    PRICE: { description: 'A lower price.' },
    RUMOUR: { description: 'Talk about the company.' },
    OTHER: { description: 'Anything else.' },
  } satisfies Record<(typeof campaignKinds)[number], { description: string }>,
})

const placed = (campaign: CampaignRow, role: 'TARGET' | 'CONTROL') =>
  (campaign.regions ?? []).filter(link => link.role === role).map(link => link.region)

export const Campaign = builder.objectRef<CampaignRow>('Campaign').implement({
  description: "A competitor's campaign: who attacks, where, when, with what.",
  interfaces: [Node],
  fields: t => ({
    id: t.id({ description: 'Opaque id.', resolve: campaign => encodeId('campaign', campaign.id) }),
    name: t.string({
      description: 'What you call it.',
      needs: { columns: ['name', 'nameGiven'] },
      resolve: campaign => campaign.nameGiven ?? campaign.name,
    }),
    kind: t.expose('kind', {
      type: CampaignKind,
      description: 'How the competitor attacks.',
    }),
    competitor: t.field({
      type: Competitor,
      nullable: true,
      description: 'Who attacks. Needs `competitors:read`.',
      needs: { relation: 'competitor' },
      authScopes: { scope: 'competitors:read' },
      resolve: campaign => campaign.competitor ?? null,
    }),
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
    synthetic: t.exposeBoolean('synthetic', {
      description: 'True where it was made up for a demonstration.',
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      description: 'When it was first recorded here.',
    }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      description: 'When it was last changed.',
    }),
    version: t.exposeInt('version', {
      description: 'Grows with each change; give it back as `expectedVersion`.',
    }),
  }),
})

export const CampaignConnection = connectionType('Campaign', Campaign)

const CampaignFilter = builder.inputType('CampaignFilter', {
  description: 'Narrows the list of campaigns; every part must hold.',
  fields: t => ({
    competitor: t.id({ description: 'Of this competitor. Needs `competitors:read`.' }),
    region: t.id({
      description:
        'Felt in this region: aimed at it, at one that lies in it, or at one that it lies in. Needs `regions:read`.',
    }),
    runningOn: t.field({ type: 'Date', description: 'Running on this day.' }),
  }),
})

const CampaignOrder = orderInput<CampaignOrdering>('Campaign', { FIRST_DAY: 'By the first day.' })

const listArgs = builder.args(t => ({
  filter: t.field({ type: CampaignFilter, description: 'Which ones.' }),
  orderBy: t.field({ type: CampaignOrder, description: 'By the first day when not said.' }),
}))

builder.queryFields(t => ({
  campaign: t.field({
    type: Campaign,
    nullable: true,
    description: 'One campaign by id; null when there is none.',
    authScopes: { scope: 'campaigns:read' },
    args: { id: t.arg.id({ required: true, description: 'Id of a campaign.' }) },
    resolve: (_root, { id }, context, info) => readById(context, info, campaignList, parseId('campaign', id)),
  }),
  campaigns: t.field({
    type: CampaignConnection,
    description: 'All campaigns of competitors.',
    authScopes: { scope: 'campaigns:read' },
    args: { ...pageArgs, ...listArgs },
    complexity: pageComplexity,
    resolve: (_root, args, context, info) => readPage<CampaignRow>(context, info, campaignList, args),
  }),
}))

builder.objectField(Competitor, 'campaigns', t =>
  t.field({
    type: CampaignConnection,
    nullable: true,
    description: 'Its campaigns.',
    needs: { page: { relation: 'campaigns', source: campaignList } },
    authScopes: { scope: 'campaigns:read' },
    args: { ...pageArgs, ...listArgs },
    complexity: pageComplexity,
    resolve: (competitor, args, context, info) =>
      resolvePage<CampaignRow>('competitors', competitor, args, context, info),
  }),
)

const further = (t: InputFields) => ({
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
    ...further(t),
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
    ...further(t),
  }),
})

const CampaignUpdateInput = builder.inputType('CampaignUpdateInput', {
  description: 'Which campaign, and what to change.',
  fields: t => ({
    id: t.id({ required: true, description: 'The campaign.' }),
    expectedVersion: t.int({ description: 'Refuse when the campaign is not at this version any more.' }),
    patch: t.field({ type: CampaignPatch, required: true, description: 'The change.' }),
  }),
})

const changedCampaign = {
  type: Campaign,
  scope: 'campaigns:read' as const,
  source: campaignList,
  id: (result: { campaignId: number }) => result.campaignId,
}

mutation('campaignCreate', {
  description: "Records a competitor's campaign. The next night computes its Vulnerability Index.",
  scope: 'campaigns:write',
  input: CampaignCreateInput,
  verb: createCampaign,
  payload: t => ({ campaign: changed(t, changedCampaign) }),
})

mutation('campaignUpdate', {
  description: "Changes a competitor's campaign. The next night judges it anew.",
  scope: 'campaigns:write',
  input: CampaignUpdateInput,
  verb: updateCampaign,
  payload: t => ({ campaign: changed(t, changedCampaign) }),
})
