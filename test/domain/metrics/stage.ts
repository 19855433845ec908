import {
  dayOfReturn,
  type LifecyclePolicy,
  type LifecycleStage,
  ownCycle,
  within,
} from '../../../src/domain/metrics/lifecycle.ts'

/** The figures that the house begins with. */
export const usualLifecycle: LifecyclePolicy = {
  ...{ activeCycles: 1.5, lapsingCycles: 3, wonBackCycles: 2, loyalPurchaseDays: 5, loyalSpanDays: 365 },
  ...{ cyclePurchaseDays: 3, cycleWindowDays: 365 },
}

/**
 * The definition of the stage at the end of the as-of day, over all purchase days: what the night makes
 * of stored values has to be the same.
 * @param purchaseDays ascending, each once; days after `asOf` do not count
 * @param workspaceCycleDoubled in doubled days
 */
export function lifecycleStage(
  purchaseDays: readonly number[],
  asOf: number,
  workspaceCycleDoubled: number,
  policy: LifecyclePolicy = usualLifecycle,
): LifecycleStage {
  const counted = purchaseDays.filter(day => day <= asOf)
  const first = counted[0]
  const last = counted.at(-1)
  if (first === undefined || last === undefined) return 'PROSPECT'
  const cycle = ownCycle(policy, counted, asOf) ?? workspaceCycleDoubled
  if (dayOfReturn(policy, counted, asOf, cycle, workspaceCycleDoubled) !== null) return 'WON_BACK'
  const elapsed = asOf - last
  if (within(elapsed, policy.activeCycles, cycle)) {
    if (counted.length === 1) return 'NEW'
    const loyal = counted.length >= policy.loyalPurchaseDays && last - first >= policy.loyalSpanDays
    return loyal ? 'LOYAL' : 'ACTIVE'
  }
  return within(elapsed, policy.lapsingCycles, cycle) ? 'LAPSING' : 'LOST'
}
