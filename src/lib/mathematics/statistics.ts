import { lnGamma } from './special-functions.ts'

/** The standard normal quantile at 0.975, for two-sided 95 % intervals. */
export const Z95 = 1.959963984540054

/** The standard normal quantile at 0.9, for two-sided 80 % intervals. */
export const Z80 = 1.2815515655446004

/**
 * The Wilson score interval of a proportion, bounds in 0..1 (Wilson 1927; Newcombe 1998a, method 3), of 95 % unless
 * another `z`, the normal quantile of its upper bound, is given. No successes give a lower bound of exactly 0,
 * nothing but successes an upper bound of exactly 1. Throws a RangeError for no trials, of which there is no
 * proportion, and for counts that are not integers with 0 ≤ successes ≤ trials.
 */
export function wilson(successes: number, trials: number, z = Z95): { lower: number; upper: number } {
  if (!Number.isSafeInteger(successes) || !Number.isSafeInteger(trials)) {
    throw new RangeError(`Counts must be integers: ${successes} of ${trials}`)
  }
  if (trials < 1 || successes < 0 || successes > trials) {
    throw new RangeError(`No proportion: ${successes} of ${trials}`)
  }
  const failures = trials - successes
  const z2 = z * z
  const centre = 2 * successes + z2
  const spread = z * Math.sqrt(z2 + (4 * successes * failures) / trials)
  const scale = 2 * (trials + z2)
  return {
    lower: successes === 0 ? 0 : (centre - spread) / scale,
    upper: failures === 0 ? 1 : (centre + spread) / scale,
  }
}

/** An estimate and its interval. */
export interface Estimate {
  estimate: number
  lower: number
  upper: number
}

/**
 * The difference of two independent estimates with an interval of the level of theirs, by variance recovery from
 * the two (MOVER, square-and-add; Zou and Donner 2008, formula 4): either bound is as far from the difference as the
 * root of the squared distances of the bounds that push it there. Swapping the estimates mirrors the result.
 */
export function differenceOf(first: Estimate, second: Estimate): Estimate {
  const estimate = first.estimate - second.estimate
  return {
    estimate,
    lower: estimate - Math.hypot(first.estimate - first.lower, second.upper - second.estimate),
    upper: estimate + Math.hypot(first.upper - first.estimate, second.estimate - second.lower),
  }
}

/**
 * The difference s1/n1 − s2/n2 of two independent proportions, in −1..1, with its hybrid score interval (Newcombe
 * 1998b, method 10: two Wilson intervals combined, no continuity correction), of 95 % unless another `z` is given.
 * Throws as `wilson`.
 */
export function newcombe(
  s1: number,
  n1: number,
  s2: number,
  n2: number,
  z = Z95,
): { difference: number; lower: number; upper: number } {
  const { estimate, lower, upper } = differenceOf(
    { estimate: s1 / n1, ...wilson(s1, n1, z) },
    { estimate: s2 / n2, ...wilson(s2, n2, z) },
  )
  return { difference: estimate, lower, upper }
}

/**
 * The p-value of McNemar's exact test: how likely a split of the changes at least as uneven would be if each went
 * either way like a coin, two-sided as twice the smaller tail (McNemar 1947). 1 without any change. Throws a
 * RangeError for counts that are not integers from 0.
 * @param there how many changed the one way
 * @param back how many changed the other way
 */
export function mcnemar(there: number, back: number): number {
  if (!Number.isSafeInteger(there) || !Number.isSafeInteger(back) || there < 0 || back < 0)
    throw new RangeError(`Not counts of changes: ${there} and ${back}`)
  const changes = there + back
  const fewer = Math.min(there, back)
  // The tail as a multiple of its largest term: from each term to the one before it is one factor.
  let tail = 0
  for (let k = fewer, term = 1; k >= 0 && term > tail * 1e-18; k--) {
    tail += term
    term *= k / (changes - k + 1)
  }
  const logChoices = lnGamma(changes + 1) - lnGamma(fewer + 1) - lnGamma(changes - fewer + 1)
  return Math.min(1, 2 * tail * Math.exp(logChoices - changes * Math.LN2))
}

/**
 * Rounds half away from zero at a number of decimals, as a reader of the decimal text would: 1.005 gives 1.01,
 * though its double lies below. Fifteen significant digits decide, so the last-bit error of a ratio of integers
 * does not. Where the integers are at hand, `percentage` is exact. Throws a RangeError if not finite.
 */
export function roundHalfAwayFromZero(value: number, decimals: number): number {
  if (!Number.isFinite(value)) throw new RangeError(`Cannot round ${value}`)
  const size = Math.abs(value)
  const rounded =
    size * 10 ** decimals < 1e15 ? roundDecimalText(size, decimals) : Number(size.toFixed(decimals))
  return value < 0 && rounded !== 0 ? -rounded : rounded
}

function roundDecimalText(size: number, decimals: number): number {
  const [mantissa = '0', exponent = '0'] = size.toExponential(14).split('e')
  // Shifting the point in the text, not by multiplication, keeps a decimal half an exact binary half.
  const shifted = Math.round(Number(`${mantissa}e${Number(exponent) + decimals}`))
  return Number(`${shifted}e${-decimals}`)
}

/**
 * 100 · part / whole, rounded half away from zero at `decimals` (0..15) in integer arithmetic: exact for any
 * safe integers and any bigints. Throws a RangeError if whole is 0 or a number is not a safe integer.
 */
export function percentage(part: number | bigint, whole: number | bigint, decimals = 2): number {
  if (!isExact(part) || !isExact(whole) || BigInt(whole) === 0n) {
    throw new RangeError(`No percentage: ${part} of ${whole}`)
  }
  const numerator = sizeOf(part) * 10n ** BigInt(decimals + 2)
  const denominator = sizeOf(whole)
  const rounded = Number(`${(2n * numerator + denominator) / (2n * denominator)}e${-decimals}`)
  return part < 0 !== whole < 0 && rounded !== 0 ? -rounded : rounded
}

const isExact = (value: number | bigint) => typeof value === 'bigint' || Number.isSafeInteger(value)

function sizeOf(value: number | bigint): bigint {
  const exact = BigInt(value)
  return exact < 0n ? -exact : exact
}
