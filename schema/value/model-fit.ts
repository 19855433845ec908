import type {
  fitFailures,
  HoldoutClass,
  modelNames,
  SpendOutlier,
} from '../../src/database/tables/value/models.ts'
import {
  hasHoldout,
  type ModelFit,
  type ReportedFit,
  readFits,
  readNewestHoldout,
} from '../../src/domain/repeat-buying/list-fits.ts'
import { roundHalfAwayFromZero } from '../../src/lib/mathematics/statistics.ts'
import { customerNoun } from '../customers/customer.ts'
import { interactionNoun } from '../customers/interaction.ts'
import { builder, described } from '../kernel/builder.ts'
import { referenced } from '../kernel/noun.ts'
import { DropoutModelType, FitState } from './repeat-buying.ts'

const ModelName = builder.enumType('ModelName', {
  description: 'A model that nights fit to the whole workspace.',
  values: described<(typeof modelNames)[number]>({
    BG_NBD: 'Repeat buying: BG/NBD (Fader, Hardie, Lee 2005).',
    MBG_NBD: 'Repeat buying: MBG/NBD (Batislam, Denizel, Filiztekin 2007).',
    GAMMA_GAMMA: 'Spend per purchase day: Gamma-Gamma (Fader, Hardie 2013).',
  }),
})

const FitFailure = builder.enumType('ModelFitFailure', {
  description: 'Why a fit cannot be used.',
  values: described<(typeof fitFailures)[number]>({
    FEW_REPEATERS: 'Fewer customers bought again than the value policy asks for.',
    AT_BOUND: 'A parameter ran to its bound: the data cannot tell where it ends.',
    NO_CONVERGENCE: 'No maximum was found.',
  }),
})

interface Parameter {
  name: string
  value: number
}

const ParameterType = builder.objectRef<Parameter>('ModelParameter').implement({
  description: 'A parameter by its usual name; of rates per week, of spend in major units.',
  fields: t => ({
    name: t.exposeString('name', { description: '`r`, `alpha`, `a`, `b`; `p`, `q`, `v`.' }),
    value: t.exposeFloat('value', { description: 'As the likelihood has its maximum.' }),
  }),
})

const listed = (parameters: Record<string, number> | null): Parameter[] =>
  Object.entries(parameters ?? {}).map(([name, value]) => ({ name, value }))

const Class = builder.objectRef<HoldoutClass>('RepeatBuyingClass').implement({
  description: 'Customers with so many repeats at the end of the calibration.',
  fields: t => ({
    repeats: t.exposeInt('repeats', { description: 'Repeat purchase days; 7 stands for 7 and more.' }),
    customers: t.exposeInt('customers', { description: 'How many.' }),
    expected: t.float({
      nullable: true,
      description: 'Purchase days in the holdout that the model expected of all of them; null without a fit.',
      resolve: ({ expected }) => (expected === null ? null : roundHalfAwayFromZero(expected, 2)),
    }),
    actual: t.exposeInt('actual', { description: 'Purchase days that came.' }),
  }),
})

const sum = ({ holdout }: ReportedFit, of: (one: HoldoutClass) => number) =>
  holdout.classes.reduce((total, one) => total + of(one), 0)
/** Null without a fit. */
const expected = (report: ReportedFit) =>
  report.holdout.failure === null ? sum(report, one => one.expected ?? 0) : null
const actual = (report: ReportedFit) => sum(report, one => one.actual)

const Report = builder.objectRef<ReportedFit>('RepeatBuyingReport').implement({
  description:
    'A model fitted to the days up to the end of a calibration, and what it then expected of the days after it, against what came.',
  fields: t => ({
    model: t.expose('model', { type: ModelName, description: 'The model.' }),
    fittedOn: t.expose('day', { type: 'Date', description: 'The last day of the holdout.' }),
    calibrationEnd: t.field({
      type: 'Date',
      description: 'The last day that the model saw.',
      resolve: ({ holdout }) => holdout.calibrationEnd,
    }),
    holdoutDays: t.int({ description: 'Days after it.', resolve: ({ holdout }) => holdout.holdoutDays }),
    parameters: t.field({
      type: [ParameterType],
      description: 'As fitted to the calibration; empty without a fit.',
      resolve: ({ holdout }) => listed(holdout.parameters),
    }),
    failure: t.field({
      type: FitFailure,
      nullable: true,
      description:
        'Why the calibration made no fit, so that nothing could be expected; null where it made one.',
      resolve: ({ holdout }) => holdout.failure,
    }),
    classes: t.field({
      type: [Class],
      description: 'By repeats in the calibration: 0 to 6, and 7 and more.',
      resolve: ({ holdout }) => holdout.classes,
    }),
    customers: t.int({
      description: 'Customers of the calibration.',
      resolve: report => sum(report, one => one.customers),
    }),
    expected: t.float({
      nullable: true,
      description: 'Purchase days expected of all; null without a fit.',
      resolve: report => {
        const days = expected(report)
        return days === null ? null : roundHalfAwayFromZero(days, 2)
      },
    }),
    actual: t.int({ description: 'Purchase days that came.', resolve: actual }),
    errorPercent: t.float({
      nullable: true,
      description: 'Expected less actual, in per cent of actual; null without a fit and when nothing came.',
      resolve: report => {
        const [days, came] = [expected(report), actual(report)]
        return days === null || came === 0 ? null : roundHalfAwayFromZero((100 * (days - came)) / came, 2)
      },
    }),
  }),
})

const Outlier = builder.objectRef<SpendOutlier>('SpendOutlier').implement({
  description:
    'A customer whose mean spend on repeat purchase days is over 100 times the typical one (the geometric mean of all), or under a hundredth of it: often a slip of the keyboard.',
  fields: t => ({
    timesTypical: t.exposeFloat('timesTypical', {
      description: "The customer's mean spend as a multiple of the typical one.",
    }),
    interaction: referenced(
      t,
      interactionNoun,
      ({ interactionId }) => interactionId,
      'Where to look: the highest purchase of a customer far above, the largest refund or else the lowest purchase of one far below. Null where it is out of your reach or gone.',
    ),
    customer: referenced(
      t,
      customerNoun,
      ({ customerId }) => customerId,
      'Whose it is; null where it is out of your reach.',
    ),
  }),
})

const Fit = builder.objectRef<ModelFit>('ModelFit').implement({
  description:
    'One fit of one model to the whole workspace, by maximum likelihood. Only a rerun of its day replaces it.',
  fields: t => ({
    model: t.expose('model', { type: ModelName, description: 'The model.' }),
    fittedOn: t.expose('day', { type: 'Date', description: 'Purchases up to the end of this day count.' }),
    policyVersion: t.exposeInt('policyVersion', { description: 'The version of the value policy.' }),
    state: t.expose('state', { type: FitState, description: 'Whether it can be used.' }),
    failure: t.expose('failure', {
      type: FitFailure,
      nullable: true,
      description: 'Why not; null for a usable fit.',
    }),
    parameters: t.field({
      type: [ParameterType],
      description: 'Empty unless fitted.',
      resolve: fit => listed(fit.parameters),
    }),
    logLikelihood: t.exposeFloat('logLikelihood', {
      nullable: true,
      description: 'At its maximum, summed over customers; null unless fitted.',
    }),
    customers: t.exposeInt('customers', { description: 'Customers that it saw.' }),
    leftOut: t.exposeInt('leftOut', {
      description: 'Who had bought and is in none of its counts: restricted, or objected to scoring.',
    }),
    repeaters: t.exposeInt('repeaters', { description: 'Those of them who bought on a second day.' }),
    observations: t.exposeInt('observations', {
      description: 'Distinct observations that the likelihood was summed over.',
    }),
    binDays: t.exposeInt('binDays', {
      description: 'Days per bin of recency and age: 1, more where there were over 20,000 distinct ones.',
    }),
    outliers: t.field({
      type: [Outlier],
      nullable: true,
      description:
        'Of spend: the customers farthest from the rest, at most five, the farthest first. Null for the models of repeat buying and for fits of older versions.',
      complexity: { field: 1, multiplier: 5 },
      resolve: fit => fit.outliers,
    }),
    holdout: t.field({
      type: Report,
      nullable: true,
      description:
        'What a calibration of its own expected; null for spend and where nobody had bought so early.',
      resolve: fit => (hasHoldout(fit) ? fit : null),
    }),
  }),
})

builder.queryFields(t => ({
  modelFits: t.field({
    type: [Fit],
    nullable: true,
    description: 'The fits of the models, the newest first; the newest 100.',
    authScopes: { scope: 'reports:read' },
    args: { model: t.arg({ type: ModelName, description: 'Of this model only.' }) },
    complexity: { field: 1, multiplier: 20 },
    resolve: (_root, args, { service }) => readFits(service, args),
  }),
  repeatBuyingReport: t.field({
    type: Report,
    nullable: true,
    description: 'The newest comparison of expected and actual purchase days; null while there is none.',
    authScopes: { scope: 'reports:read' },
    args: {
      model: t.arg({ type: DropoutModelType, description: 'That of the value policy when not said.' }),
    },
    resolve: (_root, { model }, { service }) => readNewestHoldout(service, { model: model ?? null }),
  }),
}))
