import type { rfmScales } from '../../database/tables/value/models.ts'
import { otherCell, type RfmPolicy } from './policy.ts'

/** The values from which a customer scores 2, 3, 4 and 5; null where nobody reaches the score. */
export type Cuts<Value> = (Value | null)[]

/** The cut points of one day; recency in last purchase days, so that they stay while nobody buys. */
export type RfmScale = Pick<
  typeof rfmScales.$inferSelect,
  'day' | 'customers' | 'leftOut' | 'recency' | 'frequency' | 'monetary'
>

export interface RfmScores {
  recency: number
  frequency: number
  monetary: number
}

/** What is scored of a customer: the last purchase day, purchase days, net spend in minor units. */
export interface RfmValues {
  lastPurchaseOn: number
  purchaseDays: number
  netSpend: bigint
}

/**
 * Cut points of the scores 1 + min(4, floor(5·(RANK() − 1)/N)) ascending: RANK() − 1 is the number of customers
 * with a smaller value, so score s begins at the first value with at least (s − 1)·N/5 customers below it.
 * @param counts customers per value, ascending by value
 */
export function cutsOfCounts(counts: readonly { value: number; count: number }[]): Cuts<number> {
  const total = counts.reduce((sum, { count }) => sum + count, 0)
  const cuts: Cuts<number> = [null, null, null, null]
  let below = 0
  for (const { value, count } of counts) {
    for (let score = 2; score <= 5; score++) {
      if (cuts[score - 2] === null && 5 * below >= (score - 1) * total) cuts[score - 2] = value
    }
    below += count
  }
  return cuts
}

/**
 * Cut points of the scores 5 − min(4, floor(5·(RANK() − 1)/N)) by days since the last purchase, ascending:
 * RANK() − 1 is the number of customers with a later last purchase day, so a customer scores at least s where
 * fewer than (6 − s)·N/5 bought later.
 * @param counts customers per last purchase day, ascending
 */
export function recencyCuts(counts: readonly { value: number; count: number }[]): Cuts<number> {
  const total = counts.reduce((sum, { count }) => sum + count, 0)
  const cuts: Cuts<number> = [null, null, null, null]
  let later = 0
  for (const { value, count } of counts.toReversed()) {
    for (let score = 2; score <= 5; score++) if (5 * later < (6 - score) * total) cuts[score - 2] = value
    later += count
  }
  return cuts
}

const reached = <Value extends number | bigint>(value: Value, cuts: Cuts<Value>) =>
  1 + cuts.filter(cut => cut !== null && value >= cut).length

/** A customer's scores 1..5, the best 5. Equal values score alike. */
export const scoresOf = (scale: RfmScale, values: RfmValues): RfmScores => ({
  recency: reached(values.lastPurchaseOn, scale.recency),
  frequency: reached(values.purchaseDays, scale.frequency),
  monetary: reached(
    values.netSpend,
    scale.monetary.map(cut => (cut === null ? null : BigInt(cut))),
  ),
})

/** The name of the first cell that takes the scores, else "Others". */
export function cellOf({ cells }: RfmPolicy, scores: RfmScores): string {
  const within = (score: number, [from, to]: readonly [number, number]) => score >= from && score <= to
  const found = cells.find(
    cell =>
      within(scores.recency, cell.recency) &&
      within(scores.frequency, cell.frequency) &&
      within(scores.monetary, cell.monetary),
  )
  return found?.name ?? otherCell
}
