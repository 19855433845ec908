import type { AsOf } from '../../src/domain/facts/as-of.ts'
import { fewest, type Measured } from '../../src/domain/reports/measured.ts'
import type { Share } from '../../src/lib/mathematics/share.ts'
import { builder } from '../kernel/builder.ts'
import { IntervalType } from '../vulnerability/side.ts'

export const ShareType = builder.objectRef<Share>('Share').implement({
  description: 'A share of counted customers. Null, never 0, where there is nobody to have a share of.',
  fields: t => ({
    rate: t.exposeFloat('rate', { description: 'Per cent, two decimals, halves away from zero.' }),
    interval: t.expose('interval', {
      type: IntervalType,
      description: 'Wilson score interval, 95 %: with few customers it is wide.',
    }),
  }),
})

export const MeasuredType = builder.objectRef<Measured>('MeasuredShare').implement({
  description: 'Some of how many.',
  fields: t => ({
    part: t.exposeInt('part', { description: 'How many did.' }),
    whole: t.exposeInt('whole', { description: 'Of how many.' }),
    share: t.expose('share', {
      type: ShareType,
      nullable: true,
      description: `The share, with its interval. Null of fewer than ${fewest}: that cannot be told.`,
    }),
  }),
})

/** What every report over the purchases of customers says of itself. */
export const Report = builder.interfaceRef<{ asOf: AsOf | null }>('Report').implement({
  description: 'How far a report over purchases sees.',
  fields: t => ({
    asOf: t.field({
      type: 'Date',
      nullable: true,
      description: 'The newest day whose night is done: facts up to its end count. Null before the first.',
      resolve: ({ asOf }) => asOf?.day ?? null,
    }),
    computedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When that night was done; null before the first.',
      resolve: ({ asOf }) => asOf?.computedAt ?? null,
    }),
  }),
})
