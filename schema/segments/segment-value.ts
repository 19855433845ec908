import { mostValued, readValueBySegment, type SegmentValue } from '../../src/domain/segments/read-values.ts'
import { Money } from '../house/money.ts'
import { builder } from '../kernel/builder.ts'
import { MarginType } from '../value/relationship-matrix.ts'
import { segmentField } from './segment-field.ts'

const Value = builder.objectRef<SegmentValue>('SegmentValue').implement({
  description: 'What the members of one segment are worth together, in the whole workspace.',
  fields: t => ({
    segment: segmentField(t),
    name: t.exposeString('name', { description: 'Its name.' }),
    customers: t.exposeInt('customers', { description: 'Members.' }),
    buyersYear: t.exposeInt('buyersYear', {
      description: 'Members with a purchase day in the last 365 days.',
    }),
    netSpend: t.expose('netSpend', { type: Money, description: 'All purchases minus refunds.' }),
    netSpendYear: t.expose('netSpendYear', {
      type: Money,
      description: 'The same over the last 365 days.',
    }),
    netSpendPerCustomer: t.expose('netSpendPerCustomer', {
      type: Money,
      nullable: true,
      description: 'Net spend by member, rounded to minor units; null without members.',
    }),
    netSpendYearPerCustomer: t.expose('netSpendYearPerCustomer', {
      type: Money,
      nullable: true,
      description: 'The same over the last 365 days.',
    }),
    margin: t.expose('margin', {
      type: MarginType,
      description: 'What is left of it after cost; says where it is assumed.',
    }),
    computedAt: t.expose('computedAt', {
      type: 'DateTime',
      description: 'Since when these figures are known to be right: the newest night, or the last change.',
    }),
  }),
})

const Report = builder.objectRef<Awaited<ReturnType<typeof readValueBySegment>>>('ValueBySegment').implement({
  description: 'The segments with what they are worth.',
  fields: t => ({
    segments: t.field({
      type: [Value],
      description:
        'By name; the first 200. A segment older than this report is missing until the next night.',
      complexity: { field: 1, multiplier: mostValued },
      resolve: ({ segments }) => segments,
    }),
    total: t.exposeInt('total', { description: 'How many segments there are in all.' }),
  }),
})

builder.queryFields(t => ({
  valueBySegment: t.field({
    type: Report,
    nullable: true,
    description: 'What each segment is worth: customers, buyers, net spend and margin.',
    authScopes: { scope: 'reports:read' },
    complexity: 20,
    resolve: (_root, _args, { service }) => readValueBySegment(service),
  }),
}))
