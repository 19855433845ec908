import { readBasis } from '../../src/domain/repeat-buying/basis.ts'
import type { DropoutModel } from '../../src/domain/repeat-buying/models/dropout-model.ts'
import { repeatBuyingColumns } from '../../src/domain/repeat-buying/outlook.ts'
import { type RepeatBuying, repeatBuyingOf } from '../../src/domain/repeat-buying/read-customer.ts'
import { Customer } from '../customers/customer.ts'
import { Money } from '../house/money.ts'
import { builder, described } from '../kernel/builder.ts'
import { once } from '../kernel/loaders.ts'

export const DropoutModelType = builder.enumType('RepeatBuyingModel', {
  description: 'A model of how customers buy again and at last leave for good.',
  values: described<DropoutModel>({
    BG_NBD: 'BG/NBD: may leave after each repeat purchase. Whoever bought once counts as there for ever.',
    MBG_NBD: 'MBG/NBD: may leave after the first purchase too.',
  }),
})

export const FitState = builder.enumType('ModelFitState', {
  description: 'Whether a fit can be used.',
  values: described<RepeatBuying['state']>({
    FITTED: 'The likelihood has its maximum within the bounds.',
    INSUFFICIENT_DATA: 'Too few repeaters, a parameter at its bound, or no convergence.',
  }),
})

const Inputs = builder.objectRef<RepeatBuying['inputs']>('RepeatBuyingInputs').implement({
  description: 'What the model knows of a customer.',
  fields: t => ({
    repeats: t.exposeInt('repeats', { description: 'x: purchase days after the first.' }),
    recencyDays: t.exposeInt('recencyDays', { description: 't_x: from the first to the last purchase day.' }),
    ageDays: t.exposeInt('ageDays', { description: 'T: from the first purchase day to `asOf`.' }),
  }),
})

const RepeatBuyingType = builder.objectRef<RepeatBuying>('RepeatBuying').implement({
  description:
    'What is to be expected of a customer, by the value policy and the newest fits. Derived when read, from the stored metrics of the newest night.',
  fields: t => ({
    model: t.expose('model', { type: DropoutModelType, description: 'The model of the value policy.' }),
    policyVersion: t.exposeInt('policyVersion', { description: 'The version of the value policy.' }),
    state: t.expose('state', {
      type: FitState,
      description: 'Of the newest fit of `model`; `INSUFFICIENT_DATA` where `fallback` stands in for it.',
    }),
    fallback: t.boolean({
      description:
        '`model` has no usable fit: P(alive) = 1 − min(1, e/3c) and E[Y(H)] = P(alive)·H/c, with e the days since the last purchase and c the `cycleDays`. Of the spend `spendFallback` tells.',
      resolve: ({ fittedOn }) => fittedOn === null,
    }),
    cycleDays: t.exposeFloat('cycleDays', {
      description:
        "The customer's own purchase cycle, else that of the workspace, else 60 days: c of `fallback`.",
    }),
    probabilityAlive: t.exposeFloat('probabilityAlive', {
      description: 'Probability, 0 to 1, that the customer has not left for good. 6 decimals.',
    }),
    expectedPurchases: t.exposeFloat('expectedPurchases', {
      description: 'Purchase days to expect within `horizonDays`; counts that the customer may have left.',
    }),
    horizonDays: t.exposeInt('horizonDays', { description: 'Days that the expectation covers.' }),
    expectedSpendPerPurchase: t.field({
      type: Money,
      description:
        "Spend to expect on a purchase day, by Gamma-Gamma; the customer's own mean where `spendFallback` says so.",
      resolve: value => value.expectedSpendPerPurchase,
    }),
    spendFallback: t.exposeBoolean('spendFallback', {
      description:
        "That spend is the customer's own mean net spend per purchase day: Gamma-Gamma has no usable fit, or no mean for this customer.",
    }),
    lifetimeValue: t.field({
      type: Money,
      description:
        'Margin on the spend expected over `lifetimeMonths`, discounted month by month as the value policy says.',
      resolve: value => value.lifetimeValue,
    }),
    lifetimeMonths: t.exposeInt('lifetimeMonths', { description: 'Months of 4.345 weeks.' }),
    margin: t.exposeFloat('margin', {
      description: 'Share of the spend, below 0 where goods are sold under cost.',
    }),
    marginAssumed: t.exposeBoolean('marginAssumed', {
      description:
        'The default of the value policy: no purchase of the last 365 days carries a cost, or what carries one came to nothing after refunds.',
    }),
    inputs: t.expose('inputs', { type: Inputs, description: 'What went in.' }),
    fittedOn: t.expose('fittedOn', {
      type: 'Date',
      nullable: true,
      description: 'The day of the fit of `model`; null where `fallback` stands in.',
    }),
    asOf: t.expose('asOf', {
      type: 'Date',
      description: 'The day of the newest night, or of the one at work where it was here already.',
    }),
  }),
})

/** Lifetime value adds up month by month. Whoever asks for none gets the policy's, whose default is a year. */
const monthsWithin = (asked: number | null | undefined) => Math.min(Math.max(asked ?? 12, 1), 120)

builder.objectField(Customer, 'repeatBuying', t =>
  t.field({
    type: RepeatBuyingType,
    nullable: true,
    description:
      'Whether the customer is still there, what to expect and what it is worth. Null without a purchase, and until a night has stored the metrics of this version: while `workspace { metricsAsOf }` is null.',
    args: {
      horizonDays: t.arg.int({
        description: 'Days ahead, 1 to 3650; as the value policy says when not said.',
      }),
      lifetimeMonths: t.arg.int({
        description: 'Months of lifetime value, 1 to 120; as the value policy says when not said.',
      }),
    },
    complexity: ({ lifetimeMonths }) => 3 + Math.ceil(monthsWithin(lifetimeMonths) / 4),
    needs: { columns: repeatBuyingColumns },
    resolve: async (customer, args, context) => {
      const basis = await once(context, readBasis)
      return basis && repeatBuyingOf(basis, customer, args)
    },
  }),
)
