import {
  readCustomersAtRisk,
  type unknownValues,
  type ValueAtRisk,
} from '../../src/domain/follow-ups/value/value-at-risk.ts'
import { Customer } from '../customers/customer.ts'
import { Money } from '../house/money.ts'
import { builder, described } from '../kernel/builder.ts'
import { perId } from '../kernel/loaders.ts'

const Unknown = builder.enumType('ValueAtRiskUnknown', {
  description: 'Why nobody can tell what may be lost with a customer.',
  values: described<(typeof unknownValues)[number]>({
    NEVER_BOUGHT: 'It never bought.',
    NOT_SCORED: 'It is restricted, or objected to being scored.',
    NO_NIGHT: 'No night has stored the metrics of this version yet.',
  }),
})

const known = (value: ValueAtRisk) => (value.unknown === null ? value : null)

const ValueAtRiskType = builder.objectRef<ValueAtRisk>('ValueAtRisk').implement({
  description:
    'What may be lost with a customer within 26 weeks: the risk to lose it · margin · spend on a purchase day · purchase days to expect.',
  fields: t => ({
    amount: t.field({
      type: Money,
      nullable: true,
      description: 'The value at risk; null where nobody can tell, which `unknown` explains.',
      resolve: ({ amount }) => amount,
    }),
    unknown: t.field({
      type: Unknown,
      nullable: true,
      description: 'Why there is no amount; null where there is one.',
      resolve: ({ unknown }) => unknown,
    }),
    risk: t.float({
      nullable: true,
      description:
        '0 to 1: the higher one of 1 − `probabilityAlive` and `vulnerability`; null where nobody can tell.',
      resolve: value => known(value)?.risk ?? null,
    }),
    probabilityAlive: t.float({
      nullable: true,
      description:
        'Probability, 0 to 1, that the customer has not left for good; null where nobody can tell.',
      resolve: value => known(value)?.probabilityAlive ?? null,
    }),
    vulnerability: t.float({
      nullable: true,
      description:
        'Shrunk vulnerability, 0 to 1, of who is in the VS of a campaign that runs or ended lately; null else.',
      resolve: value => known(value)?.vulnerability ?? null,
    }),
  }),
})

builder.objectField(Customer, 'valueAtRisk', t =>
  t.field({
    type: ValueAtRiskType,
    nullable: true,
    description: 'What may be lost with it. A few more statements for a whole page of customers.',
    authScopes: { scope: 'follow-ups:read' },
    resolve: (customer, _args, context) => perId(context, readCustomersAtRisk, customer.id),
  }),
)
