import type { customerKinds, genders, lifecycleStages } from '../../src/database/tables/customers.ts'
import { builder } from '../kernel/builder.ts'

export const LifecycleStage = builder.enumType('LifecycleStage', {
  description:
    'How alive the relation is, by days since the last purchase and the usual gap between purchases. The night moves it.',
  values: {
    PROSPECT: { description: 'Has not bought yet.' },
    NEW: { description: 'Bought once, lately.' },
    ACTIVE: { description: 'Buys at the usual pace.' },
    LOYAL: { description: 'Active, with at least five purchase days over at least a year.' },
    LAPSING: { description: 'Later than one and a half cycles, not yet three.' },
    LOST: { description: 'Silent for more than three cycles.' },
    WON_BACK: { description: 'Came back after being lost; for the first two cycles.' },
  } satisfies Record<(typeof lifecycleStages)[number], { description: string }>,
})

export const CustomerKind = builder.enumType('CustomerKind', {
  description: 'What a customer is.',
  values: {
    PERSON: { description: 'A human being.' },
    ORGANISATION: { description: 'A company, an office, a club.' },
  } satisfies Record<(typeof customerKinds)[number], { description: string }>,
})

export const Gender = builder.enumType('Gender', {
  description: 'As the customer says.',
  values: {
    FEMALE: { description: 'Female.' },
    MALE: { description: 'Male.' },
    OTHER: { description: 'Neither, or something else.' },
  } satisfies Record<(typeof genders)[number], { description: string }>,
})
