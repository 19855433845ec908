import type { Evaluation } from '../../../lib/mathematics/minimise.ts'
import { digamma, lnBeta, lnGamma } from '../../../lib/mathematics/special-functions.ts'
import { expectedWhileStaying } from './expected-while-staying.ts'

/**
 * BG/NBD (Fader, Hardie, Lee 2005) and MBG/NBD (Batislam, Denizel, Filiztekin 2007). A customer buys at a
 * Poisson rate λ ~ Gamma(r, α) and may leave for good with probability p ~ Beta(a, b) after each purchase:
 * after each repeat purchase in BG/NBD, after the first purchase too in MBG/NBD. That is all they differ in, so
 * one code serves both: `chances` is how often a customer with x repeats could have left.
 */
export const dropoutModels = ['BG_NBD', 'MBG_NBD'] as const

export type DropoutModel = (typeof dropoutModels)[number]

/** Of rates per week. */
export interface DropoutParameters {
  r: number
  alpha: number
  a: number
  b: number
}

/** What is known of a customer, in weeks: x repeat purchase days, age at the last one, age now. */
export interface History {
  repeats: number
  /** From the first to the last purchase day; 0 without a repeat. */
  recency: number
  /** From the first purchase day to the as-of day, not less than `recency`. */
  age: number
}

/** Customers who share one history. */
export interface Observation extends History {
  customers: number
}

/** How often a customer with so many repeats had the chance to leave. */
const chancesOf = (model: DropoutModel, repeats: number) => (model === 'MBG_NBD' ? repeats + 1 : repeats)

/**
 * The probability that a customer has not left: 1 / (1 + a/(b + n − 1) · ((α + T)/(α + t_x))^(r + x)) with n
 * chances to leave, 1 without any (BG/NBD, no repeat).
 */
export function probabilityAlive(
  model: DropoutModel,
  { r, alpha, a, b }: DropoutParameters,
  { repeats, recency, age }: History,
): number {
  const chances = chancesOf(model, repeats)
  if (chances === 0) return 1
  // ln(1 + (T − t_x)/(α + t_x)) keeps its digits where the two ages are close.
  const waited = Math.log1p((age - recency) / (alpha + recency))
  return 1 / (1 + Math.exp(Math.log(a) - Math.log(b + chances - 1) + (r + repeats) * waited))
}

/** E[X(t)]: repeat purchases that a new customer is expected to make in the first `weeks` weeks. */
export function expectedRepeats(
  model: DropoutModel,
  { r, alpha, a, b }: DropoutParameters,
  weeks: number,
): number {
  const chances = chancesOf(model, 0)
  const stays = Math.exp(lnBeta(a, b + chances) - lnBeta(a, b))
  return stays * expectedWhileStaying({ r, alpha, a, b: b + chances }, weeks)
}

/**
 * E[Y(t) | x, t_x, T]: purchases that a known customer is expected to make in the next `weeks` weeks. Given
 * that the customer is alive, λ ~ Gamma(r + x, α + T) and p ~ Beta(a, b + n) independently.
 */
export function expectedPurchases(
  model: DropoutModel,
  parameters: DropoutParameters,
  history: History,
  weeks: number,
): number {
  const { r, alpha, a, b } = parameters
  const { repeats, age } = history
  const alive = { r: r + repeats, alpha: alpha + age, a, b: b + chancesOf(model, repeats) }
  return probabilityAlive(model, parameters, history) * expectedWhileStaying(alive, weeks)
}

/** Each value of a list once, ascending, and for each place of the list where its value stands. */
function distinct(values: readonly number[]): { values: Float64Array; places: Uint32Array } {
  const sorted = Float64Array.from(new Set(values)).sort()
  const placeOf = new Map(Array.from(sorted, (value, at) => [value, at] as const))
  return { values: sorted, places: Uint32Array.from(values, value => placeOf.get(value) ?? 0) }
}

/**
 * The log-likelihood of grouped observations, summed, as a function of (ln r, ln α, ln a, ln b), with its
 * gradient. Logarithms and gamma functions are taken once per distinct x, t_x and T; the two ways to have the
 * history, still alive or gone since the last purchase, are added in log space.
 */
export function dropoutLikelihood(model: DropoutModel, observations: readonly Observation[]) {
  const repeats = distinct(observations.map(o => o.repeats))
  const recencies = distinct(observations.map(o => o.recency))
  const ages = distinct(observations.map(o => o.age))
  const customers = Float64Array.from(observations, o => o.customers)
  const chances = repeats.values.map(x => chancesOf(model, x))

  return (logParameters: readonly number[]): Evaluation => {
    const [r = 0, alpha = 0, a = 0, b = 0] = logParameters.map(Math.exp)
    const [lnR, psiR] = [lnGamma(r), digamma(r)]
    const [lnB, psiB] = [lnGamma(b), digamma(b)]
    const [lnAB, psiAB] = [lnGamma(a + b), digamma(a + b)]
    const [lnAlpha, lnA] = [Math.log(alpha), Math.log(a)]
    const purchases = repeats.values.map(x => lnGamma(r + x) - lnR + r * lnAlpha)
    const purchasesByR = repeats.values.map(x => digamma(r + x) - psiR + lnAlpha)
    const stays = chances.map(n => lnGamma(b + n) - lnB - lnGamma(a + b + n) + lnAB)
    const staysByA = chances.map(n => psiAB - digamma(a + b + n))
    const staysByB = chances.map(n => digamma(b + n) - psiB + psiAB - digamma(a + b + n))
    const lnRecent = recencies.values.map(t => Math.log(alpha + t))
    const lnAge = ages.values.map(t => Math.log(alpha + t))

    let value = 0
    let [byR, byAlpha, byA, byB] = [0, 0, 0, 0]
    for (let at = 0; at < customers.length; at++) {
      const k = repeats.places[at] ?? 0
      const n = chances[k] ?? 0
      const last = recencies.places[at] ?? 0
      const now = ages.places[at] ?? 0
      const count = customers[at] ?? 0
      const exponent = r + (repeats.values[k] ?? 0)
      const [toLast, toNow] = [lnRecent[last] ?? 0, lnAge[now] ?? 0]
      let gone = 0
      let total = (purchases[k] ?? 0) + (stays[k] ?? 0) - exponent * toNow
      if (n > 0) {
        const odds = lnA - Math.log(b + n - 1) + exponent * (toNow - toLast)
        // ln(1 + e^odds) without overflow.
        total += odds > 0 ? odds + Math.log1p(Math.exp(-odds)) : Math.log1p(Math.exp(odds))
        gone = 1 / (1 + Math.exp(-odds))
      }
      value += count * total
      byR += count * ((purchasesByR[k] ?? 0) - (1 - gone) * toNow - gone * toLast)
      const pace =
        (1 - gone) / (alpha + (ages.values[now] ?? 0)) + gone / (alpha + (recencies.values[last] ?? 0))
      byAlpha += count * (r / alpha - exponent * pace)
      byA += count * ((staysByA[k] ?? 0) + gone / a)
      byB += count * ((staysByB[k] ?? 0) - (n > 0 ? gone / (b + n - 1) : 0))
    }
    return { value, gradient: [byR * r, byAlpha * alpha, byA * a, byB * b] }
  }
}
