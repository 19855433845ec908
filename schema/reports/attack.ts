import type { GraphQLResolveInfo } from 'graphql'
import { campaignList } from '../../src/domain/campaigns/list.ts'
import type { PageSource } from '../../src/domain/lists/page.ts'
import { regionList } from '../../src/domain/regions/list.ts'
import {
  type AttackedRegion,
  type AttackOrder,
  type RegionsUnderAttack,
  readRegionsUnderAttack,
} from '../../src/domain/reports/regions-under-attack.ts'
import { snapshotList } from '../../src/domain/vulnerability/snapshots/list.ts'
import { Campaign, type CampaignRow } from '../competition/campaign.ts'
import { Region, type RegionRow } from '../customers/region.ts'
import { builder, type GraphQLContext } from '../kernel/builder.ts'
import { readByIds } from '../kernel/select.ts'
import { Band, EffectType, Flag, State } from '../vulnerability/enums.ts'
import { Excess, IntervalType } from '../vulnerability/side.ts'
import { Snapshot, type SnapshotRow } from '../vulnerability/snapshot.ts'

const Order = builder.enumType('RegionsUnderAttackOrder', {
  description: 'Which regions come first.',
  values: {
    WORST: { description: 'Where the effect is `MORE`, the largest excess first.' },
    BEST: { description: 'Where the effect is `LESS`, the smallest excess first.' },
  } satisfies Record<AttackOrder, { description: string }>,
})

/** A row of the list, which reads what the rows lead to for all of them at once. */
interface ListedRegion extends AttackedRegion {
  list: readonly AttackedRegion[]
  /** By the field's nodes, which graphql-js shares among the rows. */
  read: WeakMap<readonly unknown[], Promise<Map<number, { id: number }>>>
}

const listed = ({ regions }: RegionsUnderAttack): ListedRegion[] => {
  const read: ListedRegion['read'] = new WeakMap()
  return regions.map(region => ({ ...region, list: regions, read }))
}

/** The row that one region of the list leads to, read with those of all others in one statement. */
async function readLinked<Row extends { id: number }>(
  { list, read }: ListedRegion,
  info: GraphQLResolveInfo,
  context: GraphQLContext,
  source: PageSource<unknown>,
  idOf: (region: AttackedRegion) => number,
  id: number,
): Promise<Row | null> {
  let rows = read.get(info.fieldNodes) as Promise<Map<number, Row>> | undefined
  if (!rows) {
    rows = readByIds<Row>(context, info, source, [...new Set(list.map(idOf))])
    read.set(info.fieldNodes, rows)
  }
  return (await rows).get(id) ?? null
}

const Attacked = builder.objectRef<ListedRegion>('RegionUnderAttack').implement({
  description: 'The newest result of one region of one campaign.',
  fields: t => ({
    region: t.field({
      type: Region,
      nullable: true,
      description: 'Where.',
      authScopes: { scope: 'regions:read' },
      resolve: (row, _args, context, info) =>
        readLinked<RegionRow>(row, info, context, regionList, one => one.regionId, row.regionId),
    }),
    campaign: t.field({
      type: Campaign,
      nullable: true,
      description: 'By whom, when, with what.',
      authScopes: { scope: 'campaigns:read' },
      resolve: (row, _args, context, info) =>
        readLinked<CampaignRow>(row, info, context, campaignList, one => one.campaignId, row.campaignId),
    }),
    snapshot: t.field({
      type: Snapshot,
      nullable: true,
      description: 'The result in full, with its members.',
      authScopes: { scope: 'vulnerability:read' },
      resolve: (row, _args, context, info) =>
        readLinked<SnapshotRow>(row, info, context, snapshotList, one => one.snapshotId, row.snapshotId),
    }),
    asOf: t.expose('asOf', { type: 'Date', description: 'Facts up to the end of this day count.' }),
    state: t.expose('state', { type: State, description: 'How final it is.' }),
    observed: t.exposeInt('observed', { description: 'Customers that could be judged.' }),
    vulnerable: t.exposeInt('vulnerable', { description: 'Those of them who declined.' }),
    vi: t.exposeFloat('vi', {
      nullable: true,
      description: 'Their share in per cent; null when nobody was observed.',
    }),
    interval: t.expose('interval', {
      type: IntervalType,
      nullable: true,
      description: 'Wilson interval of the VI.',
    }),
    excess: t.expose('excess', {
      type: Excess,
      nullable: true,
      description: 'VI less the VI of the control; null when one of the two observed nobody.',
    }),
    effect: t.expose('effect', {
      type: EffectType,
      nullable: true,
      description: 'What the excess shows, judged as in the snapshot; null without an excess.',
    }),
    band: t.expose('band', {
      type: Band,
      nullable: true,
      description: 'Null when the interval spans two bands.',
    }),
    flags: t.expose('flags', {
      type: [Flag],
      description: 'What to keep in mind; LOW_N: fewer than 30 observed.',
    }),
  }),
})

const Report = builder.objectRef<RegionsUnderAttack>('RegionsUnderAttack').implement({
  description: 'The best and the worst regions under attack.',
  fields: t => ({
    regions: t.field({ type: [Attacked], description: 'In the order asked for.', resolve: listed }),
    truncated: t.exposeBoolean('truncated', {
      description: 'Only the 100 campaigns that began last and 1,000 regions of theirs were looked through.',
    }),
  }),
})

builder.queryField('regionsUnderAttack', t =>
  t.field({
    type: Report,
    description:
      'The newest result of each region that a campaign names. Ordered by what can be told: first where the effect is `MORE`, then `NOT_SHOWN`, then `LESS`, within these by excess and VI; last the regions without a control or an observation. A large figure of a handful of customers leads nothing.',
    authScopes: { scope: 'reports:read' },
    args: {
      competitor: t.arg.id({ description: 'Campaigns of this competitor; of all when not said.' }),
      asOf: t.arg({ type: 'Date', description: 'Results of this day or before; the newest when not said.' }),
      order: t.arg({ type: Order, description: 'WORST when not said.' }),
      first: t.arg.int({ description: '1 to 200, 20 when not said.' }),
    },
    complexity: ({ first }) => ({ field: 100, multiplier: Math.min(Math.max(first ?? 20, 1), 200) }),
    resolve: (_root, args, { service }) => readRegionsUnderAttack(service, args),
  }),
)
