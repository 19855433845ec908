import type { customers } from '../../database/tables/customers/customers.ts'
import { roundHalfAwayFromZero } from '../../lib/mathematics/statistics.ts'
import { isScored, type Limits } from '../facts/scored.ts'

type Row = typeof customers.$inferSelect

/** (last − first) / (purchase days − 1) of all time, in days, two decimals; null below two purchase days. */
export function meanGap({
  firstPurchaseOn: first,
  lastPurchaseOn: last,
  purchaseDays,
}: Pick<Row, 'firstPurchaseOn' | 'lastPurchaseOn' | 'purchaseDays'>): number | null {
  if (first === null || last === null || purchaseDays < 2) return null
  return roundHalfAwayFromZero((last - first) / (purchaseDays - 1), 2)
}

/** The last purchase day plus the own cycle, half days rounded up; null without a cycle, and of who is not scored. */
export const expectedNextPurchase = ({
  lastPurchaseOn,
  cycleDoubled,
  ...limits
}: Pick<Row, 'lastPurchaseOn' | 'cycleDoubled'> & Limits): number | null =>
  lastPurchaseOn === null || cycleDoubled === null || !isScored(limits)
    ? null
    : lastPurchaseOn + Math.ceil(cycleDoubled / 2)
