import { firstDayOf } from '../../src/domain/facts/months.ts'
import {
  type Churn,
  type ChurnMonth,
  churnMonths,
  type LifecycleMoves,
  lossFormula,
  readChurn,
} from '../../src/domain/reports/churn.ts'
import { Money } from '../house/money.ts'
import { builder } from '../kernel/builder.ts'
import { Report, ShareType } from './parts.ts'

const Moves = builder.objectRef<LifecycleMoves>('ChurnLifecycleMoves').implement({
  description:
    'Moves between lifecycle stages, which measure silence by the cycle of each customer and not by calendar months: the better question where people buy less often than monthly. The very first night is left out: it places all of the history at once.',
  fields: t => ({
    nights: t.exposeInt('nights', {
      description:
        'Days of the month whose night noted moves. With fewer than the month has, some show in the next night.',
    }),
    lost: t.exposeInt('lost', { description: 'Moves to LOST: silent for more than three cycles.' }),
    wonBack: t.exposeInt('wonBack', { description: 'Moves to WON_BACK: a purchase ended being lost.' }),
  }),
})

const Month = builder.objectRef<ChurnMonth>('ChurnMonth').implement({
  description: 'Who left and who came back in one calendar month.',
  fields: t => ({
    month: t.field({
      type: 'Date',
      description: 'The first day of the month.',
      resolve: ({ month }) => firstDayOf(month),
    }),
    provisional: t.exposeBoolean('provisional', {
      description: 'The month is not over: whoever has not bought yet still counts as churned.',
    }),
    activeBefore: t.exposeInt('activeBefore', {
      description: 'Customers with a purchase in the month before.',
    }),
    active: t.exposeInt('active', { description: 'Customers with a purchase in this month.' }),
    churned: t.exposeInt('churned', {
      description: 'Of those active before, the ones without a purchase in this month.',
    }),
    churn: t.expose('churn', {
      type: ShareType,
      nullable: true,
      description: 'Their share of those active before; null when nobody was.',
    }),
    loss: t.expose('loss', {
      type: Money,
      description: 'What the churned spent per month in which they bought, added up.',
    }),
    returned: t.exposeInt('returned', {
      description:
        'Win-backs: customers with a purchase in this month and none in the month before, but an earlier one.',
    }),
    regained: t.expose('regained', {
      type: Money,
      description: 'What the returned spent per month in which they bought, added up.',
    }),
    net: t.expose('net', { type: Money, description: 'Regained less loss.' }),
    lifecycle: t.expose('lifecycle', {
      type: Moves,
      description: 'The same question asked with the cycle of each customer.',
    }),
  }),
})

const ChurnType = builder.objectRef<Churn>('Churn').implement({
  description: 'Churn and win-back by calendar month, with the loss in money.',
  interfaces: [Report],
  fields: t => ({
    formula: t.string({ description: 'How the money comes about.', resolve: () => lossFormula }),
    months: t.expose('months', {
      type: [Month],
      description: 'The oldest first. A month that has not begun is absent.',
      complexity: { field: 1, multiplier: churnMonths },
    }),
  }),
})

builder.queryField('churn', t =>
  t.field({
    type: ChurnType,
    nullable: true,
    description:
      'Churn means here: no purchase in the month after one with a purchase. Its weakness: who buys less often than monthly churns and returns all the time, so with long buying cycles read its course, not its height, and `lifecycle` beside it. At most 36 months.',
    authScopes: { scope: 'reports:read' },
    args: {
      from: t.arg({ type: 'Date', required: true, description: 'Any day of the first month.' }),
      until: t.arg({ type: 'Date', required: true, description: 'Any day of the last month.' }),
    },
    complexity: 20,
    resolve: (_root, args, { service }) => readChurn(service, args),
  }),
)
