import * as z from 'zod'
import type { lifecycleStages } from '../../database/tables/customers/customers.ts'
import type { PolicyKindOf } from '../policies/read.ts'
import { type IssueSaying, say } from '../wording/say.ts'

export type LifecycleStage = (typeof lifecycleStages)[number]

/** In quarters, so that a multiple of a cycle in doubled days is exact. */
const cycles = z.number().min(0.25).max(60).multipleOf(0.25)

/** What the stages are told apart by; c is a customer's cycle. */
const body = z
  .strictObject({
    /** New, loyal and active end after so many cycles without a purchase. */
    activeCycles: cycles,
    /** Lapsing ends and lost begins here. */
    lapsingCycles: cycles,
    /** Won back ends so many cycles after the purchase that ended a loss. */
    wonBackCycles: cycles,
    loyalPurchaseDays: z.int().min(2).max(1_000),
    /** Days between the first and the last purchase day of a loyal customer, at least. */
    loyalSpanDays: z.int().min(0).max(3_660),
    /** With fewer purchase days in the window there is no own cycle. */
    cyclePurchaseDays: z.int().min(2).max(30),
    /** The days up to and with the as-of day whose purchase days make a customer's own cycle. */
    cycleWindowDays: z.int().min(30).max(1_096),
  })
  .superRefine(({ activeCycles, lapsingCycles, wonBackCycles }, context) => {
    const blame = (path: string, message: IssueSaying) =>
      context.addIssue({ code: 'custom', path: [path], message })
    if (activeCycles >= lapsingCycles) blame('activeCycles', say('notBelowField', { field: 'lapsingCycles' }))
    // Who is lost again is not won back any more, so a longer time would never be reached.
    if (wonBackCycles > lapsingCycles) blame('wonBackCycles', say('aboveField', { field: 'lapsingCycles' }))
  })

export type LifecyclePolicy = z.output<typeof body>

/** The figures of the lifecycle stages, see `docs/lifecycle.md`. */
export const lifecyclePolicy: PolicyKindOf<LifecyclePolicy> = { kind: 'LIFECYCLE', body }

/** The workspace's doubled cycle while no customer has one: 60 days. */
export const defaultCycleDoubled = 120

/** Whether `days` lie within a multiple of the cycle. */
export const within = (days: number, cycles: number, cycleDoubled: number) =>
  2 * days <= cycles * cycleDoubled

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
export function ownCycle(
  { cycleWindowDays, cyclePurchaseDays }: LifecyclePolicy,
  purchaseDays: readonly number[],
  asOf: number,
): number | null {
  const counted = purchaseDays.filter(day => day <= asOf && day > asOf - cycleWindowDays)
  return counted.length < cyclePurchaseDays ? null : doubledMedianGap(counted)
}

/**
 * The newest purchase day that ended `LOST` and from which `asOf` is still won back: the gap before it was longer than
 * all of lapsing by the cycle that the customer had on the day before it. Null when there is none.
 */
export function dayOfReturn(
  policy: LifecyclePolicy,
  purchaseDays: readonly number[],
  asOf: number,
  cycleDoubled: number,
  workspaceCycleDoubled: number,
): number | null {
  const counted = purchaseDays.filter(day => day <= asOf)
  for (let at = counted.length - 1; at > 0; at--) {
    const day = counted[at] ?? 0
    if (!within(asOf - day, policy.wonBackCycles, cycleDoubled)) return null
    const gap = day - (counted[at - 1] ?? day)
    // No cycle is shorter than a day.
    if (gap <= policy.lapsingCycles) continue
    const before = ownCycle(policy, counted, day - 1) ?? workspaceCycleDoubled
    if (!within(gap, policy.lapsingCycles, before)) return day
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
