import { formatAmount } from '../../src/lib/money.ts'
import { builder } from '../kernel/builder.ts'

export const Money = builder.objectRef<bigint>('Money').implement({
  description: 'An amount in the currency of the workspace.',
  fields: t => ({
    minor: t.field({
      type: 'BigInt',
      description: 'Integer in minor units (pence, cents; đồng have none), as a string.',
      resolve: minor => minor,
    }),
    amount: t.field({
      type: 'Decimal',
      description: 'The same as a decimal number.',
      resolve: (minor, _args, { service }) => formatAmount(minor, service.workspace.decimals),
    }),
    currency: t.string({
      description: 'ISO 4217.',
      resolve: (_minor, _args, { service }) => service.workspace.currency,
    }),
  }),
})
