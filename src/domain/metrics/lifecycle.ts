import type { lifecycleStages } from '../../database/tables/customers/customers.ts'

export type LifecycleStage = (typeof lifecycleStages)[number]

/**
 * What the stages are told apart by. Thresholds are multiples of a customer's cycle c, kept in quarters of
 * its doubled value, so that e ≤ 1.5c is the integer comparison 4e ≤ 3·c2.
 */
export const lifecyclePolicy = {
  /** The days up to and with the as-of day whose purchase days make a customer's own cycle. */
  cycleWindowDays: 365,
  /** With fewer purchase days in the window there is no own cycle. */
  cyclePurchaseDays: 3,
  /** The workspace's doubled cycle while no customer has one: 60 days. */
  defaultCycleDoubled: 120,
  /** 1.5c: new, loyal and active end here. */
  activeQuarters: 3,
  /** 3c: lapsing ends and lost begins here. */
  lapsingQuarters: 6,
  /** 2c: won back ends here. */
  wonBackQuarters: 4,
  loyalPurchaseDays: 5,
  /** Days between the first and the last purchase day of a loyal customer, at least. */
  loyalSpanDays: 365,
} as const

/** Whether `days` lie within a multiple of the cycle. */
export const within = (days: number, quarters: number, cycleDoubled: number) =>
  4 * days <= quarters * cycleDoubled

/**
 * Twice the median gap in days between neighbouring days; null with fewer than two days.
 * @param days ascending, each once
 */
export function doubledMedianGap(days: readonly number[]): number | null {
  const gaps = days.slice(1).map((day, at) => day - (days[at] ?? day))
  gaps.sort((a, b) => a - b)
  const lower = gaps[(gaps.length - 1) >> 1]
  const upper = gaps[gaps.length >> 1]
  return lower === undefined || upper === undefined ? null : lower + upper
}

/** A customer's own doubled cycle at the end of `asOf`, or null with too few purchase days in the window. */
export function ownCycle(purchaseDays: readonly number[], asOf: number): number | null {
  const counted = purchaseDays.filter(day => day <= asOf && day > asOf - lifecyclePolicy.cycleWindowDays)
  return counted.length < lifecyclePolicy.cyclePurchaseDays ? null : doubledMedianGap(counted)
}

/** No gap up to this many days ends `LOST`: no cycle is shorter than a day. */
export const shortestLoss = Math.floor((lifecyclePolicy.lapsingQuarters * 2) / 4)

/**
 * The newest purchase day not more than 2c before `asOf` that ended `LOST`: the gap before it was longer than
 * three of the cycles that the customer had on the day before it. Null when there is none.
 */
export function dayOfReturn(
  purchaseDays: readonly number[],
  asOf: number,
  cycleDoubled: number,
  workspaceCycleDoubled: number,
): number | null {
  const counted = purchaseDays.filter(day => day <= asOf)
  for (let at = counted.length - 1; at > 0; at--) {
    const day = counted[at] ?? 0
    if (!within(asOf - day, lifecyclePolicy.wonBackQuarters, cycleDoubled)) return null
    const gap = day - (counted[at - 1] ?? day)
    if (gap <= shortestLoss) continue
    const before = ownCycle(counted, day - 1) ?? workspaceCycleDoubled
    if (!within(gap, lifecyclePolicy.lapsingQuarters, before)) return day
  }
  return null
}

/**
 * The median of doubled cycles, a half rounded up; null of none.
 * @param counts how many customers have each doubled cycle, ascending by cycle
 */
export function medianOfCounts(counts: readonly { value: number; count: number }[]): number | null {
  const total = counts.reduce((sum, { count }) => sum + count, 0)
  const at = (rank: number) => {
    let seen = 0
    for (const { value, count } of counts) {
      seen += count
      if (seen > rank) return value
    }
    return undefined
  }
  const lower = at((total - 1) >> 1)
  const upper = at(total >> 1)
  return lower === undefined || upper === undefined ? null : (lower + upper + 1) >> 1
}
