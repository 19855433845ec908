import {
  readSpendByWindow,
  type SpendPeriod,
  type SpendWindow,
  type Trend,
  type TrendDirection,
  usualWindows,
  windowLimits,
} from '../../src/domain/metrics/spend-by-window.ts'
import { Money } from '../house/money.ts'
import { builder, described } from '../kernel/builder.ts'
import { perId } from '../kernel/loaders.ts'
import { PurchaseMetrics } from './customer-parts.ts'

const Period = builder.objectRef<SpendPeriod>('SpendPeriod').implement({
  description: 'What a customer bought in some days. Cancelled purchases do not count.',
  fields: t => ({
    from: t.expose('from', { type: 'Date', description: 'The first day.' }),
    until: t.expose('until', { type: 'Date', description: 'The last day, itself included.' }),
    netSpend: t.expose('netSpend', {
      type: Money,
      description: 'Purchases minus refunds, each on its own day.',
    }),
    purchaseDays: t.exposeInt('purchaseDays', { description: 'Days with at least one purchase.' }),
  }),
})

const Direction = builder.enumType('SpendTrendDirection', {
  description: 'Where net spend goes.',
  values: described<TrendDirection>({
    RISING: 'At least 20 % more than before.',
    STEADY: 'Less than 20 % more or less.',
    FALLING: 'At least 20 % less than before.',
    UNKNOWN: 'Nothing, or less than nothing, was spent before.',
  }),
})

const TrendType = builder.objectRef<Trend>('SpendTrend').implement({
  description:
    'Net spend of the latest days against those before. Of a customer who first bought within the earlier days these show a part only.',
  fields: t => ({
    changePercent: t.exposeFloat('changePercent', {
      nullable: true,
      description:
        '(latest − before) / before in per cent, two decimals. Null unless more than nothing was spent before.',
    }),
    direction: t.expose('direction', { type: Direction, description: 'By the unrounded change.' }),
  }),
})

const Window = builder.objectRef<SpendWindow>('SpendWindow').implement({
  description: 'The last so many days, and as many before them.',
  fields: t => ({
    days: t.exposeInt('days', { description: 'How many.' }),
    latest: t.expose('latest', { type: Period, description: 'Up to the day of the newest night.' }),
    before: t.expose('before', { type: Period, description: 'As many days right before.' }),
    trend: t.expose('trend', { type: TrendType, description: 'How the one compares with the other.' }),
  }),
})

builder.objectField(PurchaseMetrics, 'spendByWindow', t =>
  t.field({
    type: [Window],
    nullable: true,
    description:
      'Net spend by window, in the order asked. Added up when read, so a late purchase counts at once. Null before the first night and without the scope `interactions:read`: windows of many lengths tell the timeline.',
    authScopes: { scope: 'interactions:read' },
    args: {
      days: t.arg.intList({
        defaultValue: [...usualWindows],
        description: `Lengths in days, each 1 to ${windowLimits.days}; 1 to ${windowLimits.windows} of them.`,
      }),
    },
    complexity: ({ days }) => ({ field: 3, multiplier: days?.length ?? usualWindows.length }),
    resolve: (customer, { days }, context) =>
      perId(context, readSpendByWindow, customer.id, { days: days ?? usualWindows }),
  }),
)
