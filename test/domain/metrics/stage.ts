import {
  dayOfReturn,
  type LifecycleStage,
  lifecyclePolicy,
  ownCycle,
  within,
} from '../../../src/domain/metrics/lifecycle.ts'

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
): LifecycleStage {
  const counted = purchaseDays.filter(day => day <= asOf)
  const first = counted[0]
  const last = counted.at(-1)
  if (first === undefined || last === undefined) return 'PROSPECT'
  const cycle = ownCycle(counted, asOf) ?? workspaceCycleDoubled
  if (dayOfReturn(counted, asOf, cycle, workspaceCycleDoubled) !== null) return 'WON_BACK'
  const elapsed = asOf - last
  if (within(elapsed, lifecyclePolicy.activeQuarters, cycle)) {
    if (counted.length === 1) return 'NEW'
    const loyal =
      counted.length >= lifecyclePolicy.loyalPurchaseDays && last - first >= lifecyclePolicy.loyalSpanDays
    return loyal ? 'LOYAL' : 'ACTIVE'
  }
  return within(elapsed, lifecyclePolicy.lapsingQuarters, cycle) ? 'LAPSING' : 'LOST'
}
