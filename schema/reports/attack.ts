import {
  type AttackedRegion,
  type AttackOrder,
  type RegionsUnderAttack,
  readRegionsUnderAttack,
} from '../../src/domain/reports/regions-under-attack.ts'
import { campaignNoun } from '../competition/campaign.ts'
import { regionNoun } from '../customers/region.ts'
import { builder, described } from '../kernel/builder.ts'
import { referenced } from '../kernel/noun.ts'
import { Band, EffectType, Flag, State } from '../vulnerability/enums.ts'
import { Excess, IntervalType } from '../vulnerability/side.ts'
import { snapshotNoun } from '../vulnerability/snapshot.ts'

const Order = builder.enumType('RegionsUnderAttackOrder', {
  description: 'Which regions come first.',
  values: described<AttackOrder>({
    WORST: 'Where the effect is `MORE`, the largest excess first.',
    BEST: 'Where the effect is `LESS`, the smallest excess first.',
  }),
})

const Attacked = builder.objectRef<AttackedRegion>('RegionUnderAttack').implement({
  description: 'The newest result of one region of one campaign.',
  fields: t => ({
    region: referenced(t, regionNoun, ({ regionId }) => regionId, 'Where.'),
    campaign: referenced(t, campaignNoun, ({ campaignId }) => campaignId, 'By whom, when, with what.'),
    snapshot: referenced(
      t,
      snapshotNoun,
      ({ snapshotId }) => snapshotId,
      'The result in full, with its members.',
    ),
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
    regions: t.expose('regions', { type: [Attacked], description: 'In the order asked for.' }),
    truncated: t.exposeBoolean('truncated', {
      description: 'Only the 100 campaigns that began last and 1,000 regions of theirs were looked through.',
    }),
  }),
})

builder.queryField('regionsUnderAttack', t =>
  t.field({
    type: Report,
    nullable: true,
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
