import type { fitFailures } from '../../../database/tables/value/models.ts'
import { type Evaluation, type Minimum, minimise } from '../../../lib/mathematics/minimise.ts'
import {
  type DropoutModel,
  type DropoutParameters,
  dropoutLikelihood,
  type Observation,
} from './dropout-model.ts'
import { type SpendObservation, type SpendParameters, spendLikelihood, typicalSpend } from './spend-model.ts'

/** What came of a maximum-likelihood fit. */
export type Fit<Parameters> =
  | { state: 'FITTED'; failure: null; parameters: Parameters; logLikelihood: number }
  | {
      state: 'INSUFFICIENT_DATA'
      failure: (typeof fitFailures)[number]
      parameters: null
      logLikelihood: null
    }

/**
 * Parameters are looked for within this factor of 1 (α: of the mean age; v: of the typical spend), either way.
 * Outside, a distribution is a point or spread over all orders of magnitude: the data cannot tell which.
 */
const boundFactor = 10_000
const logBound = Math.log(boundFactor)

/** A result this close to a bound, in logarithms, counts as being at it. */
const nearBound = 0.05

const isAtBound = (point: readonly number[]) => point.some(value => Math.abs(value) > logBound - nearBound)

/** Of the mean log-likelihood per customer, by the logarithms of the parameters. */
const wantedSlope = 1e-10
const acceptedSlope = 1e-7
/** Which of several starts leads highest shows long before. */
const roughSlope = 1e-3

const insufficient = (failure: (typeof fitFailures)[number]) =>
  ({ state: 'INSUFFICIENT_DATA', failure, parameters: null, logLikelihood: null }) as const

/**
 * Fits BG/NBD or MBG/NBD by maximum likelihood on grouped observations.
 * @param observations in a fixed order, since sums of doubles depend on it; weeks
 * @param minimumRepeaters fewer customers with a repeat purchase day are not enough
 */
export function fitDropout(
  model: DropoutModel,
  observations: readonly Observation[],
  minimumRepeaters: number,
): Fit<DropoutParameters> {
  const repeaters = count(observations.filter(o => o.repeats > 0))
  if (repeaters < Math.max(1, minimumRepeaters)) return insufficient('FEW_REPEATERS')
  const customers = count(observations)
  const age = sum(observations, o => o.age * o.customers) / customers
  const scale = Math.log(Math.max(age, 1 / 7))
  const starts = [
    [0.25, 0.15, 0.8, 2.5],
    [1, 1, 1, 1],
    [0.5, 0.3, 0.2, 4],
    [4, 2, 0.3, 1],
  ].map(start => start.map(Math.log))
  const found = best(dropoutLikelihood(model, observations), customers, starts, [0, scale, 0, 0])
  if ('failure' in found) return insufficient(found.failure)
  const [r = 0, alpha = 0, a = 0, b = 0] = found.parameters
  return {
    state: 'FITTED',
    failure: null,
    parameters: { r, alpha, a, b },
    logLikelihood: found.logLikelihood,
  }
}

/**
 * Fits Gamma-Gamma in the same way, on customers with repeat purchase days. The scale of v is their typical spend,
 * which one absurd amount does not carry away from all the others.
 */
export function fitSpend(
  observations: readonly SpendObservation[],
  minimumRepeaters: number,
): Fit<SpendParameters> {
  const customers = count(observations)
  if (customers < Math.max(1, minimumRepeaters)) return insufficient('FEW_REPEATERS')
  const starts = [
    [5, 4, 0.5],
    [1, 2, 1],
    [2, 10, 5],
    [0.3, 1.5, 2],
  ].map(start => start.map(Math.log))
  const found = best(spendLikelihood(observations), customers, starts, [
    0,
    0,
    Math.log(typicalSpend(observations)),
  ])
  if ('failure' in found) return insufficient(found.failure)
  const [p = 0, q = 0, v = 0] = found.parameters
  return { state: 'FITTED', failure: null, parameters: { p, q, v }, logLikelihood: found.logLikelihood }
}

const sum = <Item>(items: readonly Item[], of: (item: Item) => number) =>
  items.reduce((total, item) => total + of(item), 0)
const count = (observations: readonly { customers: number }[]) => sum(observations, o => o.customers)

/** The best of several starts: the likelihoods are not known to have one maximum only. */
function best(
  logLikelihood: (logParameters: readonly number[]) => Evaluation,
  customers: number,
  starts: readonly (readonly number[])[],
  origin: readonly number[],
): { parameters: number[]; logLikelihood: number } | { failure: (typeof fitFailures)[number] } {
  const unscaled = (point: readonly number[]) => point.map((value, at) => value + (origin[at] ?? 0))
  const objective = (point: readonly number[]): Evaluation => {
    if (point.some(value => !(Math.abs(value) <= logBound)))
      return { value: Number.POSITIVE_INFINITY, gradient: point.map(() => Number.NaN) }
    const { value, gradient } = logLikelihood(unscaled(point))
    return { value: -value / customers, gradient: gradient.map(part => -part / customers) }
  }
  let rough: Minimum | null = null
  for (const start of starts) {
    const found = minimise(objective, start, roughSlope)
    if (!rough || found.value < rough.value) rough = found
  }
  if (!rough) return { failure: 'NO_CONVERGENCE' }
  const minimum = minimise(objective, rough.point, wantedSlope, isAtBound)
  if (isAtBound(minimum.point)) return { failure: 'AT_BOUND' }
  if (!(minimum.slope <= acceptedSlope)) return { failure: 'NO_CONVERGENCE' }
  return { parameters: unscaled(minimum.point).map(Math.exp), logLikelihood: -minimum.value * customers }
}
