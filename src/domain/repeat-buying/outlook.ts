import type { customers } from '../../database/tables/customers/customers.ts'
import { tellsMargin } from '../facts/margin.ts'
import { isScored } from '../facts/scored.ts'
import { defaultCycleDoubled } from '../metrics/lifecycle.ts'
import type { RepeatBuyingBasis } from './basis.ts'
import { expectedSpend } from './models/spend-model.ts'
import { fallenBack, modelled, type Prospects } from './models/value.ts'

/** What of a customer's row it takes. */
export const repeatBuyingColumns = [
  'firstPurchaseOn',
  'lastPurchaseOn',
  'purchaseDays',
  'netSpend',
  'repeatSpend',
  'costedSpendYear',
  'costYear',
  'cycleDoubled',
  'metricsOn',
  'restrictedAt',
  'scoringObjectedAt',
] as const

export type RepeatBuyingRow = Pick<typeof customers.$inferSelect, (typeof repeatBuyingColumns)[number]>

/** What everything that is expected of one customer is computed from. */
export interface Outlook {
  asOf: number
  inputs: { repeats: number; recencyDays: number; ageDays: number }
  /** Twice the cycle that a fall-back counts with, in days. */
  cycleDoubled: number
  prospects: Prospects
  /** E[M] of a purchase day in minor units, and whether it is the customer's own mean. */
  spend: number
  ownSpend: boolean
  /** Share of the spend, and whether the policy's default stands in. */
  margin: number
  marginAssumed: boolean
}

/** @returns null for a customer without a purchase day, and of whom nothing may be predicted */
export function outlookOf(basis: RepeatBuyingBasis, row: RepeatBuyingRow): Outlook | null {
  const { firstPurchaseOn: first, lastPurchaseOn: last, purchaseDays } = row
  if (first === null || last === null || purchaseDays === 0 || !isScored(row)) return null
  // The night at work has stored the metrics of its own day before that is the newest night's.
  const asOf = Math.max(basis.asOf, row.metricsOn ?? last, last)
  const inputs = { repeats: purchaseDays - 1, recencyDays: last - first, ageDays: asOf - first }
  const cycleDoubled = cycleOf(basis, row)
  const { spend, own } = spendOf(basis, row, inputs.repeats)
  const { margin, assumed } = marginOf(basis, row)
  return {
    ...{ asOf, inputs, cycleDoubled, prospects: prospectsOf(basis, inputs, cycleDoubled) },
    ...{ spend, ownSpend: own, margin, marginAssumed: assumed },
  }
}

/** Twice the cycle that a fall-back counts with, in days. */
const cycleOf = ({ workspaceCycle }: RepeatBuyingBasis, { cycleDoubled }: RepeatBuyingRow): number =>
  cycleDoubled ?? workspaceCycle ?? defaultCycleDoubled

function prospectsOf(
  { dropout, policy }: RepeatBuyingBasis,
  { repeats, recencyDays, ageDays }: Outlook['inputs'],
  cycleDoubled: number,
): Prospects {
  if (dropout)
    return modelled(policy.model, dropout.parameters, {
      repeats,
      recency: recencyDays / 7,
      age: ageDays / 7,
    })
  return fallenBack(ageDays - recencyDays, cycleDoubled)
}

/** E[M] in minor units: Gamma-Gamma where it has a fit and a mean, else the customer's own, at least 0. */
function spendOf(
  { spend, decimals }: RepeatBuyingBasis,
  row: RepeatBuyingRow,
  repeats: number,
): { spend: number; own: boolean } {
  const own = { spend: Math.max(0, Number(row.netSpend) / row.purchaseDays), own: true }
  if (!spend) return own
  const minorPerMajor = 10 ** decimals
  const mean = repeats > 0 ? Math.max(0, Number(row.repeatSpend)) / repeats / minorPerMajor : 0
  const expected = expectedSpend(spend.parameters, repeats, mean)
  return expected === null ? own : { spend: expected * minorPerMajor, own: false }
}

function marginOf({ policy }: RepeatBuyingBasis, row: RepeatBuyingRow): { margin: number; assumed: boolean } {
  if (!tellsMargin(row)) return { margin: policy.defaultMarginPercent / 100, assumed: true }
  const { costedSpendYear, costYear } = row
  return { margin: Number(costedSpendYear - costYear) / Number(costedSpendYear), assumed: false }
}
