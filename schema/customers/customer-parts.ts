import type { customers, lifecycleStages } from '../../src/database/tables/customers/customers.ts'
import type { ExternalKey } from '../../src/domain/customers/find.ts'
import { UNKNOWN_SINCE } from '../../src/domain/customers/region-history.ts'
import { expectedNextPurchase, meanGap } from '../../src/domain/metrics/gaps.ts'
import { Money } from '../house/money.ts'
import { builder } from '../kernel/builder.ts'
import { LifecycleStage } from './customer-enums.ts'
import { Region, type RegionRow } from './region.ts'

export const ExternalId = builder.objectRef<ExternalKey>('ExternalId').implement({
  description: 'The key of a customer in another system.',
  fields: t => ({
    source: t.string({ description: 'The other system.', resolve: key => key.sourceGiven ?? key.source }),
    externalId: t.string({
      description: 'Its key there; unique within the source.',
      resolve: key => key.externalIdGiven ?? key.externalId,
    }),
  }),
})

export interface LifecycleMove {
  on: number
  from: (typeof lifecycleStages)[number]
  to: (typeof lifecycleStages)[number]
  reason: Record<string, unknown>
}

export const LifecycleChange = builder.objectRef<LifecycleMove>('LifecycleChange').implement({
  description: 'A move from one lifecycle stage to another.',
  fields: t => ({
    on: t.expose('on', { type: 'Date', description: 'The business day whose night moved the customer.' }),
    from: t.expose('from', { type: LifecycleStage, description: 'The stage before.' }),
    to: t.expose('to', { type: LifecycleStage, description: 'The stage since.' }),
    reason: t.expose('reason', {
      type: 'JSON',
      description: 'What was measured: days since the last purchase, the cycle, whose cycle, the threshold.',
    }),
  }),
})

export const RegionStay = builder
  .objectRef<{ since: number; region: RegionRow | null }>('RegionStay')
  .implement({
    description: 'A region and the day since which the customer counts as being there.',
    fields: t => ({
      since: t.field({
        type: 'Date',
        nullable: true,
        description: 'Null when nobody said since when: then it counts for all of the past.',
        resolve: stay => (stay.since === UNKNOWN_SINCE ? null : stay.since),
      }),
      region: t.field({
        type: Region,
        nullable: true,
        description: 'The region.',
        needs: { relation: 'region' },
        authScopes: { scope: 'regions:read' },
        resolve: stay => stay.region,
      }),
    }),
  })

export const PurchaseMetrics = builder.objectRef<typeof customers.$inferSelect>('PurchaseMetrics').implement({
  description: 'What purchases say of a customer, as of the newest night. Cancelled purchases do not count.',
  fields: t => ({
    computedOn: t.expose('metricsOn', {
      type: 'Date',
      nullable: true,
      description: 'The business day on which these values last changed; null before the first night.',
    }),
    firstPurchaseOn: t.expose('firstPurchaseOn', {
      type: 'Date',
      nullable: true,
      description: 'First day with a purchase.',
    }),
    lastPurchaseOn: t.expose('lastPurchaseOn', {
      type: 'Date',
      nullable: true,
      description: 'Last day with a purchase.',
    }),
    purchaseDays: t.exposeInt('purchaseDays', {
      description: 'Days with at least one purchase; several on one day count once.',
    }),
    netSpend: t.expose('netSpend', {
      type: Money,
      description: 'All purchases minus refunds.',
    }),
    netSpendYear: t.expose('netSpendYear', {
      type: Money,
      description: 'The same over the last 365 days.',
    }),
    cycleDays: t.float({
      nullable: true,
      description:
        'Median gap between purchase days of the last 365 days; null below three purchase days in that time.',
      needs: { columns: ['cycleDoubled'] },
      resolve: row => (row.cycleDoubled === null ? null : row.cycleDoubled / 2),
    }),
    meanGapDays: t.float({
      nullable: true,
      description:
        'Mean gap between purchase days of all time, two decimals; null below two purchase days. Far above `cycleDays` it tells of pauses.',
      needs: { columns: ['firstPurchaseOn', 'lastPurchaseOn', 'purchaseDays'] },
      resolve: meanGap,
    }),
    expectedNextPurchaseOn: t.field({
      type: 'Date',
      nullable: true,
      description:
        'The last purchase day plus `cycleDays`, rounded up: the customer is overdue once it is past. Null without a cycle, and of who is restricted or objected to scoring.',
      needs: { columns: ['lastPurchaseOn', 'cycleDoubled', 'restrictedAt', 'scoringObjectedAt'] },
      resolve: expectedNextPurchase,
    }),
  }),
})
