import { campaignList } from '../../src/domain/campaigns/list.ts'
import { firstDayOf } from '../../src/domain/facts/months.ts'
import type { CampaignReading } from '../../src/domain/reports/campaign-snapshots.ts'
import {
  type CustomerValue,
  countBuyers,
  countOverdue,
  type Overview,
  type OverviewMonth,
  readOverview,
} from '../../src/domain/reports/overview.ts'
import { readThreat, type Threat } from '../../src/domain/reports/threat.ts'
import { perHead } from '../../src/lib/mathematics/share.ts'
import { Campaign, type CampaignRow } from '../competition/campaign.ts'
import { Money } from '../house/money.ts'
import { builder } from '../kernel/builder.ts'
import { readById } from '../kernel/select.ts'
import { EffectType, Flag, State } from '../vulnerability/enums.ts'
import { Excess, IntervalType } from '../vulnerability/side.ts'
import { Report, ShareType } from './parts.ts'

const Month = builder.objectRef<OverviewMonth>('OverviewMonth').implement({
  description: 'Who was kept, won, won back and lost in one calendar month: active = kept + won back + won.',
  fields: t => ({
    month: t.field({
      type: 'Date',
      description: 'The first day of the month.',
      resolve: ({ month }) => firstDayOf(month),
    }),
    provisional: t.exposeBoolean('provisional', { description: 'The month is not over.' }),
    customers: t.exposeInt('customers', { description: 'With a purchase up to the end of the month.' }),
    activeBefore: t.exposeInt('activeBefore', { description: 'With a purchase in the month before.' }),
    active: t.exposeInt('active', { description: 'With a purchase in this month.' }),
    won: t.exposeInt('won', { description: 'With their first purchase in this month.' }),
    kept: t.exposeInt('kept', { description: 'With a purchase in the month before and in this one.' }),
    wonBack: t.exposeInt('wonBack', {
      description: 'With a purchase in this month and none in the month before, but an earlier one.',
    }),
    lost: t.exposeInt('lost', {
      description:
        'With a purchase in the month before and none in this one; `churn` says what that is worth.',
    }),
    retention: t.expose('retention', {
      type: ShareType,
      nullable: true,
      description: 'The kept of those active before; null when nobody was.',
    }),
    loss: t.expose('loss', { type: Money, description: 'Of the lost, as `churn` computes it.' }),
    regained: t.expose('regained', { type: Money, description: 'Of the won back, as `churn` computes it.' }),
    net: t.expose('net', { type: Money, description: 'Regained less loss.' }),
  }),
})

const Value = builder
  .objectRef<CustomerValue & { buyers: () => Promise<number> }>('CustomerValue')
  .implement({
    description: 'What customers with a purchase are worth as of the newest night, whichever month is named.',
    fields: t => ({
      customers: t.exposeInt('customers', { description: 'With a purchase at any time.' }),
      netSpend: t.expose('netSpend', { type: Money, description: 'All that they spent, refunds taken off.' }),
      netSpendPerCustomer: t.expose('netSpendPerCustomer', {
        type: Money,
        nullable: true,
        description: 'The same for each of them, rounded to the minor unit; null without customers.',
      }),
      netSpendYear: t.expose('netSpendYear', {
        type: Money,
        description: 'What they spent in the last 365 days, refunds of older purchases taken off too.',
      }),
      buyersYear: t.int({
        description: 'With a purchase in the last 365 days. Counted where asked.',
        complexity: 200,
        resolve: value => value.buyers(),
      }),
      netSpendYearPerBuyer: t.field({
        type: Money,
        nullable: true,
        description:
          'Value per customer: the spend of the last 365 days for each who bought in them; null for none.',
        complexity: 200,
        resolve: async value => perHead(value.netSpendYear, await value.buyers()),
      }),
    }),
  })

const HighestVi = builder.objectRef<CampaignReading>('OverviewHighestVi').implement({
  description:
    'The running campaign with the highest VI. Only where `effect` is `MORE` is the excess its effect.',
  fields: t => ({
    campaign: t.field({
      type: Campaign,
      nullable: true,
      description: 'Which one.',
      authScopes: { scope: 'campaigns:read' },
      resolve: ({ campaignId }, _args, context, info) =>
        readById<CampaignRow>(context, info, campaignList, campaignId),
    }),
    asOf: t.expose('asOf', { type: 'Date', description: 'Facts up to the end of this day count.' }),
    state: t.expose('state', { type: State, description: 'How final it is.' }),
    vi: t.exposeFloat('vi', {
      nullable: true,
      description: 'Share of the observed that declined, per cent.',
    }),
    interval: t.expose('interval', {
      type: IntervalType,
      nullable: true,
      description: 'Wilson interval of the VI.',
    }),
    excess: t.expose('excess', {
      type: Excess,
      nullable: true,
      description: 'VI less the VI of the control.',
    }),
    effect: t.expose('effect', {
      type: EffectType,
      nullable: true,
      description: 'What the excess shows, judged as in its snapshot; null without an excess.',
    }),
    flags: t.expose('flags', { type: [Flag], description: 'What to keep in mind.' }),
  }),
})

const ThreatType = builder.objectRef<Threat>('OverviewThreat').implement({
  description: "How the competitors' campaigns that run today do.",
  fields: t => ({
    running: t.exposeInt('running', { description: 'Campaigns that run today.' }),
    measured: t.exposeInt('measured', { description: 'Those with a VI, among the 100 that began last.' }),
    highest: t.expose('highest', {
      type: HighestVi,
      nullable: true,
      description: 'The one with the highest VI; null while none has one.',
    }),
  }),
})

const OverviewType = builder.objectRef<Overview>('Overview').implement({
  description: 'The state of retention on one page. What is not known is null, never 0.',
  interfaces: [Report],
  fields: t => ({
    month: t.expose('month', {
      type: Month,
      nullable: true,
      description: 'The month; null before the first night and for a month that has not begun.',
    }),
    value: t.field({
      type: Value,
      nullable: true,
      description: 'What customers are worth; null before the first night.',
      resolve: ({ value }, _args, { service }) => {
        if (!value) return null
        let buyers: Promise<number> | null = null
        return {
          ...value,
          buyers: () => {
            buyers ??= countBuyers(service, value.asOf)
            return buyers
          },
        }
      },
    }),
    threat: t.field({
      type: ThreatType,
      description: 'Competitors at work today.',
      complexity: 50,
      resolve: (_overview, _args, { service }) => readThreat(service),
    }),
    overdueFollowUps: t.int({
      description:
        'Open or claimed follow-ups of the whole workspace whose due day is over and that nobody put off.',
      complexity: 50,
      resolve: (_overview, _args, { service }) => countOverdue(service),
    }),
  }),
})

builder.queryField('overview', t =>
  t.field({
    type: OverviewType,
    nullable: true,
    description:
      'Kept, won, won back and lost in the last month that is over, or in the named one; value per customer; threats; work left undone.',
    authScopes: { scope: 'reports:read' },
    args: {
      month: t.arg({
        type: 'Date',
        description: 'Any day of the month; the last that is over when not said.',
      }),
    },
    complexity: 20,
    resolve: (_root, args, { service }) => readOverview(service, args),
  }),
)
