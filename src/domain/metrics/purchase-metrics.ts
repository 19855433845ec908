import { monthOfDay } from '../../lib/months.ts'
import { WideSum } from '../facts/wide-sum.ts'
import { type LifecyclePolicy, ownCycle } from './lifecycle.ts'

/**
 * What the stored metrics of customers consist of. A night builds only on nights of the same version, so a
 * change of their definition raises it, and the next night computes everybody anew.
 */
export const metricsVersion = 2

/** Spend and costs of the last so many days are stored. */
export const yearDays = 365

/** What a customer's purchases, or refunds, of one day come to, in minor units; refunds are negative. */
export interface DayTotal {
  day: number
  purchases: boolean
  amount: number | bigint
  /** The part of `amount` that carries a cost, and that cost, with the same sign. */
  costed: number | bigint
  cost: number | bigint
}

/** The purchase facts of a customer that a night stores; sums in minor units, at most 2^63 − 1. */
export interface PurchaseMetrics {
  firstPurchaseOn: number | null
  lastPurchaseOn: number | null
  /** How many days there are with a purchase of more than nothing. */
  purchaseDays: number
  netSpend: bigint
  /** Net spend of the 365 days up to the as-of day. */
  netSpendYear: bigint
  /** Twice the customer's own cycle, see `ownCycle`. */
  cycleDoubled: number | null
  /** Net spend of all days but the first purchase day; 0 without one. Below 0 where refunds weigh more. */
  repeatSpend: bigint
  /** Net spend of the last 365 days as far as its purchases and refunds carry a cost, and that cost. */
  costedSpendYear: bigint
  costYear: bigint
  /** The calendar months with a purchase day, as ascending offsets from that of the first. */
  activeMonths: number[]
}

/**
 * A customer's purchase metrics at the end of `asOf`.
 * @param totals of days up to `asOf`, in any order, one per day and direction
 */
export function purchaseMetrics(
  policy: LifecyclePolicy,
  totals: readonly DayTotal[],
  asOf: number,
): PurchaseMetrics {
  const days = totals.filter(isPurchaseDay).map(({ day }) => day)
  days.sort((a, b) => a - b)
  const first = days[0] ?? null
  const net = new WideSum()
  const year = new WideSum()
  const repeat = new WideSum()
  const costed = new WideSum()
  const cost = new WideSum()
  for (const total of totals) {
    net.add(total.amount)
    if (first !== null && total.day !== first) repeat.add(total.amount)
    if (total.day <= asOf - yearDays) continue
    year.add(total.amount)
    costed.add(total.costed)
    cost.add(total.cost)
  }
  return {
    firstPurchaseOn: first,
    lastPurchaseOn: days.at(-1) ?? null,
    purchaseDays: days.length,
    netSpend: net.value,
    netSpendYear: year.value,
    cycleDoubled: ownCycle(policy, days, asOf),
    repeatSpend: repeat.value,
    costedSpendYear: costed.value,
    costYear: cost.value,
    activeMonths: monthOffsets(days),
  }
}

const isPurchaseDay = ({ purchases, amount }: DayTotal) => purchases && amount > 0

/** @param days ascending */
function monthOffsets(days: readonly number[]): number[] {
  const offsets: number[] = []
  const from = monthOfDay(days[0] ?? 0)
  for (const day of days) {
    const offset = monthOfDay(day) - from
    if (offset !== offsets.at(-1)) offsets.push(offset)
  }
  return offsets
}
