import { allowScoring, objectToScoring } from '../../src/domain/privacy/object-to-scoring.ts'
import { restrictCustomer, unrestrictCustomer } from '../../src/domain/privacy/restrict-customer.ts'
import { Customer, customerNoun } from '../customers/customer.ts'
import { builder } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { mutation } from '../kernel/mutation.ts'

const personal = { scope: 'customers:personal' } as const

builder.objectFields(Customer, t => ({
  restrictedAt: t.expose('restrictedAt', {
    type: 'DateTime',
    nullable: true,
    description:
      'Since when the customer is restricted: it is kept, can be corrected and answered, and nothing else is done with it. No follow-up, no segment, no export, no score and no verdict is made of it. Null for everybody else.',
  }),
  restrictionReason: t.exposeString('restrictionReason', {
    nullable: true,
    description: 'Why it is restricted. Personal.',
    authScopes: personal,
  }),
  scoringObjectedAt: t.expose('scoringObjectedAt', {
    type: 'DateTime',
    nullable: true,
    description:
      'Since when the customer objects to scoring: no verdict of the Vulnerability Index, no RFM, no chance of being alive, no value, no lifecycle stage and no level is computed of it. Purchases still count in sums. Null for everybody else.',
  }),
  scoringObjectionReason: t.exposeString('scoringObjectionReason', {
    nullable: true,
    description: 'Why it objects. Personal.',
    authScopes: personal,
  }),
}))

const limitInputOf = (name: string, reason: string) =>
  builder.inputType(name, {
    description: 'Who, and why.',
    fields: t => ({
      customer: t.id({ required: true, description: 'Id of the customer.' }),
      reason: t.string({ required: true, description: reason }),
      expectedVersion: t.int({ description: 'Refuse when the customer is not at this version any more.' }),
    }),
  })

const liftInputOf = (name: string) =>
  builder.inputType(name, {
    description: 'Who.',
    fields: t => ({
      customer: t.id({ required: true, description: 'Id of the customer.' }),
      expectedVersion: t.int({ description: 'Refuse when the customer is not at this version any more.' }),
    }),
  })

mutation('customerRestrict', {
  description:
    'Restricts a customer: it is kept and not processed. Open follow-ups are dismissed, it leaves its segments, what was scored of it goes, and no night and no export takes it. Again with another reason changes the reason. `changeUndo` does not take it back: `customerUnrestrict` does.',
  scope: 'privacy:write',
  input: limitInputOf('CustomerRestrictInput', 'Why, at most 2,000 characters. Personal.'),
  verb: restrictCustomer,
  payload: t => ({ customer: changed(t, customerNoun, ({ customerId }) => customerId) }),
})

mutation('customerUnrestrict', {
  description:
    'Ends the restriction of a customer: from the next night on it is one as the others. What the restriction ended stays ended.',
  scope: 'privacy:write',
  input: liftInputOf('CustomerUnrestrictInput'),
  verb: unrestrictCustomer,
  payload: t => ({ customer: changed(t, customerNoun, ({ customerId }) => customerId) }),
})

mutation('customerObjectToScoring', {
  description:
    'Records that a customer objects to being scored: scores, predictions, stage and level go at once, and no night computes them any more. Sealed snapshots stay. The figures of all others tell how many are left out. `changeUndo` does not take it back: `customerAllowScoring` does.',
  scope: 'privacy:write',
  input: limitInputOf('CustomerObjectToScoringInput', 'Why, at most 2,000 characters. Personal.'),
  verb: objectToScoring,
  payload: t => ({ customer: changed(t, customerNoun, ({ customerId }) => customerId) }),
})

mutation('customerAllowScoring', {
  description:
    'Records that a customer withdrew its objection: from the next night on it is scored as the others.',
  scope: 'privacy:write',
  input: liftInputOf('CustomerAllowScoringInput'),
  verb: allowScoring,
  payload: t => ({ customer: changed(t, customerNoun, ({ customerId }) => customerId) }),
})
