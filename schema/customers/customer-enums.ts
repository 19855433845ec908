import type {
  customerKinds,
  genders,
  lifecycleStages,
} from '../../src/database/tables/customers/customers.ts'
import { builder, described } from '../kernel/builder.ts'

export const LifecycleStage = builder.enumType('LifecycleStage', {
  description:
    'How alive the relation is, by days since the last purchase and the usual gap between purchases. The night moves it.',
  values: described<(typeof lifecycleStages)[number]>({
    PROSPECT: 'Has not bought yet.',
    NEW: 'Bought once, lately.',
    ACTIVE: 'Buys at the usual pace.',
    LOYAL: 'Active, with at least five purchase days over at least a year.',
    LAPSING: 'Later than one and a half cycles, not yet three.',
    LOST: 'Silent for more than three cycles.',
    WON_BACK: 'Came back after being lost; for the first two cycles.',
    NOT_SCORED: 'The person objected to scoring, or is restricted: nobody says how alive the relation is.',
  }),
})

export const CustomerKind = builder.enumType('CustomerKind', {
  description: 'What a customer is.',
  values: described<(typeof customerKinds)[number]>({
    PERSON: 'A human being.',
    ORGANISATION: 'A company, an office, a club.',
  }),
})

export const Gender = builder.enumType('Gender', {
  description: 'As the customer says.',
  values: described<(typeof genders)[number]>({
    FEMALE: 'Female.',
    MALE: 'Male.',
    OTHER: 'Neither, or something else.',
  }),
})
