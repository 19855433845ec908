import { lnBeta } from '../../../lib/mathematics/special-functions.ts'

/** Beyond so many terms the quadrature is cheaper than the sum. */
const termsAtMost = 5_000
const precision = 1e-15

/**
 * Purchases in t weeks of a customer who is in now, buys at a rate λ ~ Gamma(r, α) and may leave for good after
 * each purchase with probability p ~ Beta(a, b): E[(1 − e^(−λpt)) / p].
 *
 * The closed form (a + b − 1)/(a − 1) · (1 − (α/(α + t))^r · ₂F₁(r, b; a + b − 1; t/(α + t))) (Fader, Hardie,
 * Lee 2005, equation 9, rewritten by Euler's transformation in their note of 2004) has holes at a = 1 and
 * a + b = 1 and cancels near them. Its series rearranged has none: of N ~ NBD(r, α/(α + t)) purchases without
 * leaving the k-th is made with probability E[(1 − p)^(k − 1)] = (b)_(k−1) / (a + b)_(k−1), so the expectation
 * is Σ_n P(N = n) · Σ_(k ≤ n) (b)_(k−1)/(a + b)_(k−1): positive terms only. Where that takes too many of them (a
 * horizon far beyond α), the integral over p is taken by double-exponential quadrature.
 */
export function expectedWhileStaying(
  parameters: { r: number; alpha: number; a: number; b: number },
  weeks: number,
): number {
  if (!(weeks > 0)) return 0
  const { r, alpha } = parameters
  // The mean of N and, beyond it, a tail that falls by t/(α + t) a term.
  const terms = (r * weeks) / alpha + 36 * (1 + weeks / alpha) + 12 * Math.sqrt((r * weeks) / alpha)
  return terms > termsAtMost ? byQuadrature(parameters, weeks) : bySeries(parameters, weeks)
}

/** Exported for the test that compares it with the quadrature. */
export function bySeries(
  { r, alpha, a, b }: { r: number; alpha: number; a: number; b: number },
  weeks: number,
): number {
  const z = weeks / (alpha + weeks)
  const logStart = -r * Math.log1p(weeks / alpha)
  // P(N = 0) can lie below the smallest double: what is taken out is put back in steps.
  let scale = Math.max(0, -logStart - 600)
  let chance = Math.exp(logStart + scale)
  let stays = 1
  let made = 0
  let sum = 0
  for (let n = 1; ; n++) {
    const ratio = ((r + n - 1) / n) * z
    chance *= ratio
    made += stays
    stays *= (b + n - 1) / (a + b + n - 1)
    if (scale > 0 && chance > 1) {
      const step = Math.min(scale, 600)
      const factor = Math.exp(-step)
      chance *= factor
      sum *= factor
      scale -= step
    }
    const term = chance * made
    sum += term
    // Later terms shrink at least by the larger of their present ratio and z, and grow by 1/n at most.
    const shrink = Math.max(((r + n) / (n + 1)) * z, z) * (1 + 1 / n)
    if (shrink < 1 && term * shrink <= precision * sum * (1 - shrink)) break
  }
  return sum * Math.exp(-scale)
}

const halvingsAtMost = 7

/**
 * The same as ∫ (1 − (1 + pt/α)^(−r)) / p over Beta(a, b), by the trapezium rule after p = 1/(1 + e^(−π sinh u))
 * (Takahasi and Mori 1974): the singular ends of the density lie at infinity, where it falls doubly
 * exponentially. The step is halved until nothing changes.
 */
export function byQuadrature(
  { r, alpha, a, b }: { r: number; alpha: number; a: number; b: number },
  weeks: number,
): number {
  const logNorm = lnBeta(a, b)
  const logReach = Math.log(weeks / alpha)
  const at = (u: number) => {
    const logit = Math.PI * Math.sinh(u)
    // ln p and ln(1 − p), each exact at its own end.
    const logP = logit > 0 ? -Math.log1p(Math.exp(-logit)) : logit - Math.log1p(Math.exp(logit))
    const logQ = logP - logit
    const density = Math.exp(a * logP + b * logQ - logNorm) * Math.PI * Math.cosh(u)
    return density > 0 ? density * madeAt(r, logReach, logP) : 0
  }
  // To where the slower end of the density is gone: p^a or (1 − p)^b below e^(−40).
  const reach = Math.asinh(40 / (Math.PI * Math.min(a, b, 1))) + 1
  let step = 1 / 8
  let sum = 0
  for (let u = -reach; u <= reach; u += step) sum += at(u)
  let value = sum * step
  for (let halving = 0; halving < halvingsAtMost; halving++) {
    for (let u = -reach + step / 2; u < reach; u += step) sum += at(u)
    step /= 2
    const finer = sum * step
    if (Math.abs(finer - value) <= 1e-13 * finer) return finer
    value = finer
  }
  return value
}

/** (1 − (1 + pt/α)^(−r)) / p from ln(t/α) and ln p; r·t/α where p vanishes. */
function madeAt(r: number, logReach: number, logP: number): number {
  const logReached = logReach + logP
  if (logReached < -40) return r * Math.exp(logReach)
  const logGrown = logReached > 40 ? logReached : Math.log1p(Math.exp(logReached))
  return -Math.expm1(-r * logGrown) * Math.exp(-logP)
}
