import type { Evaluation } from '../../../lib/mathematics/minimise.ts'
import { digamma, lnGamma } from '../../../lib/mathematics/special-functions.ts'

/**
 * Gamma-Gamma (Fader and Hardie 2013): what a customer spends on a purchase day is Gamma(p, ν), and ν differs
 * between customers as Gamma(q, v). Of spend in major units of the currency.
 */
export interface SpendParameters {
  p: number
  q: number
  v: number
}

/** Customers who share a number of repeat purchase days and a mean spend on them. */
export interface SpendObservation {
  /** At least 1. */
  repeats: number
  /** Spend per repeat purchase day, above 0. */
  mean: number
  customers: number
}

/**
 * E[M | x, z̄] = p·(v + x·z̄)/(p·x + q − 1): what a customer spends on a purchase day, seen through the whole
 * workspace. Without repeats it is the mean of all, p·v/(q − 1).
 * @returns null where the mean does not exist: p·x + q ≤ 1
 */
export function expectedSpend({ p, q, v }: SpendParameters, repeats: number, mean: number): number | null {
  const weight = p * repeats + q - 1
  return weight > 0 ? (p * (v + repeats * mean)) / weight : null
}

/**
 * The geometric mean of the customers' mean spends, in major units: an amount a million times too large among a
 * thousand customers raises it by 1.4 %, the arithmetic mean a thousandfold.
 * @param observations in a fixed order
 * @returns NaN of nobody
 */
export function typicalSpend(observations: readonly SpendObservation[]): number {
  let [logarithms, all] = [0, 0]
  for (const { mean, customers } of observations) {
    logarithms += customers * Math.log(mean)
    all += customers
  }
  return Math.exp(logarithms / all)
}

/**
 * The log-likelihood of grouped observations, summed, as a function of (ln p, ln q, ln v), with its gradient:
 * ln Γ(px + q) − ln Γ(px) − ln Γ(q) + q ln v + (px − 1) ln z̄ + px ln x − (px + q) ln(v + x z̄).
 */
export function spendLikelihood(observations: readonly SpendObservation[]) {
  const repeats = Float64Array.from(new Set(observations.map(o => o.repeats))).sort()
  const placeOf = new Map(Array.from(repeats, (value, at) => [value, at] as const))
  const places = Uint32Array.from(observations, o => placeOf.get(o.repeats) ?? 0)
  const customers = Float64Array.from(observations, o => o.customers)
  const totals = Float64Array.from(observations, o => o.repeats * o.mean)
  const lnMeans = Float64Array.from(observations, o => Math.log(o.mean))
  const lnRepeats = repeats.map(Math.log)

  return (logParameters: readonly number[]): Evaluation => {
    const [p = 0, q = 0, v = 0] = logParameters.map(Math.exp)
    const [lnQ, psiQ, lnV] = [lnGamma(q), digamma(q), Math.log(v)]
    const constant = repeats.map(x => lnGamma(p * x + q) - lnGamma(p * x) - lnQ + q * lnV)
    const byShape = repeats.map(x => digamma(p * x + q) - digamma(p * x))
    const byScale = repeats.map(x => digamma(p * x + q) - psiQ + lnV)
    let value = 0
    let [byP, byQ, byV] = [0, 0, 0]
    for (let at = 0; at < customers.length; at++) {
      const k = places[at] ?? 0
      const x = repeats[k] ?? 0
      const shape = p * x
      const total = totals[at] ?? 0
      const count = customers[at] ?? 0
      const lnMean = lnMeans[at] ?? 0
      const lnX = lnRepeats[k] ?? 0
      const lnSum = Math.log(v + total)
      value += count * ((constant[k] ?? 0) + (shape - 1) * lnMean + shape * lnX - (shape + q) * lnSum)
      byP += count * x * ((byShape[k] ?? 0) + lnMean + lnX - lnSum)
      byQ += count * ((byScale[k] ?? 0) - lnSum)
      byV += count * (q / v - (shape + q) / (v + total))
    }
    return { value, gradient: [byP * p, byQ * q, byV * v] }
  }
}
