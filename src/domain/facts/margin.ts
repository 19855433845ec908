import { percentage, roundHalfAwayFromZero } from '../../lib/mathematics/statistics.ts'

/** What purchases of the last 365 days that carry a cost come to, refunds taken off both, in minor units. */
export interface CostedYear {
  costedSpendYear: bigint
  costYear: bigint
}

/** In per cent of net spend, two decimals, halves rounded away from zero; below 0 where goods cost more. */
export interface Margin {
  percent: number
  /** True where the sums tell none, so that the value policy's default stands in. */
  assumed: boolean
}

/**
 * Whether a margin, (spend − cost) / spend, is known: there is spend left after refunds, and they took off no more
 * cost than purchases brought. A refund's purchase may lie before the year, so costs can come to less than nothing,
 * and the margin would be above 100 %.
 */
export const tellsMargin = ({ costedSpendYear, costYear }: CostedYear): boolean =>
  costedSpendYear > 0n && costYear >= 0n

/** @param defaultPercent of the value policy, with any number of decimals */
export const marginOf = (year: CostedYear, defaultPercent: number): Margin =>
  tellsMargin(year)
    ? { percent: percentage(year.costedSpendYear - year.costYear, year.costedSpendYear), assumed: false }
    : { percent: roundHalfAwayFromZero(defaultPercent, 2), assumed: true }
