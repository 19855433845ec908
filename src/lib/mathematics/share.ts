import { percentage, roundHalfAwayFromZero, wilson } from './statistics.ts'

/** Bounds of an interval, of 95 % where nothing else is said, per cent or percentage points, two decimals. */
export interface Interval {
  lower: number
  upper: number
}

/** A share in per cent, two decimals, halves rounded away from zero, with its 95 % Wilson interval. */
export interface Share {
  rate: number
  interval: Interval
}

/** Null when there is nothing to have a share of, never 0. */
export function shareOf(part: number, whole: number): Share | null {
  if (whole === 0) return null
  const { lower, upper } = wilson(part, whole)
  const round = (proportion: number) => roundHalfAwayFromZero(100 * proportion, 2)
  return { rate: percentage(part, whole), interval: { lower: round(lower), upper: round(upper) } }
}

/** Minor units for each of `count`, halves rounded away from zero; null for nobody. */
export function perHead(sum: bigint, count: number): bigint | null {
  if (count === 0) return null
  const heads = BigInt(count)
  const size = sum < 0n ? -sum : sum
  const rounded = (2n * size + heads) / (2n * heads)
  return sum < 0n ? -rounded : rounded
}
