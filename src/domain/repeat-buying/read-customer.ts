import { z } from 'zod'
import type { customers } from '../../database/tables/customers.ts'
import { roundHalfAwayFromZero } from '../../lib/statistics.ts'
import { parse } from '../fields.ts'
import { lifecyclePolicy } from '../metrics/lifecycle.ts'
import type { RepeatBuyingBasis } from './basis.ts'
import type { DropoutModel } from './dropout-model.ts'
import { expectedSpend } from './spend-model.ts'
import { fallenBack, lifetimeValue, modelled, type Prospects } from './value.ts'

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
] as const

export type RepeatBuyingRow = Pick<typeof customers.$inferSelect, (typeof repeatBuyingColumns)[number]>

/** What is to be expected of one customer, as of the newest night, or of the one at work that was there already. */
export interface RepeatBuying {
  model: DropoutModel
  state: 'FITTED' | 'INSUFFICIENT_DATA'
  /** Rounded to 6 decimals, as the next one. */
  probabilityAlive: number
  /** E[Y(H)]: purchase days within the horizon. */
  expectedPurchases: number
  horizonDays: number
  /** E[M] of a purchase day and CLV, minor units. */
  expectedSpendPerPurchase: bigint
  lifetimeValue: bigint
  lifetimeMonths: number
  /** Share of the spend. */
  margin: number
  /** The policy's default, because no purchase of the last year carries a cost. */
  marginAssumed: boolean
  inputs: { repeats: number; recencyDays: number; ageDays: number }
  /** Null where the fall-back stood in. */
  fittedOn: number | null
  asOf: number
}

const arguments_ = z.strictObject({
  horizonDays: z.int().min(1).max(3_650).nullish(),
  lifetimeMonths: z.int().min(1).max(120).nullish(),
})

const minor = (value: number): bigint => BigInt(roundHalfAwayFromZero(value, 0))

/**
 * Derived from the stored row and the newest fits, so nothing of it has to be stored or kept fresh.
 * @param raw `{ horizonDays, lifetimeMonths }`; the policy's where not said
 * @returns null for a customer without a purchase day
 * @throws UserError `INVALID_INPUT`
 */
export function repeatBuyingOf(
  basis: RepeatBuyingBasis,
  row: RepeatBuyingRow,
  raw: unknown,
): RepeatBuying | null {
  const { policy, dropout } = basis
  const asked = parse(arguments_, raw)
  const { firstPurchaseOn: first, lastPurchaseOn: last, purchaseDays } = row
  if (first === null || last === null || purchaseDays === 0) return null
  // The night at work has stored the metrics of its own day before that is the newest night's.
  const asOf = Math.max(basis.asOf, row.metricsOn ?? last, last)
  const horizonDays = asked.horizonDays ?? policy.horizonDays
  const lifetimeMonths = asked.lifetimeMonths ?? policy.lifetimeMonths
  const inputs = { repeats: purchaseDays - 1, recencyDays: last - first, ageDays: asOf - first }
  const prospects = prospectsOf(basis, row, inputs)
  const spend = spendOf(basis, row, inputs.repeats)
  const { margin, assumed } = marginOf(basis, row)
  const terms = { spend, margin, discount: policy.discountPercentPerMonth / 100, months: lifetimeMonths }
  return {
    model: policy.model,
    state: dropout ? 'FITTED' : 'INSUFFICIENT_DATA',
    probabilityAlive: roundHalfAwayFromZero(prospects.probabilityAlive, 6),
    expectedPurchases: roundHalfAwayFromZero(prospects.expectedPurchases(horizonDays / 7), 6),
    horizonDays,
    expectedSpendPerPurchase: minor(spend),
    lifetimeValue: minor(lifetimeValue(prospects, terms)),
    lifetimeMonths,
    margin: roundHalfAwayFromZero(margin, 6),
    marginAssumed: assumed,
    inputs,
    fittedOn: dropout?.fittedOn ?? null,
    asOf,
  }
}

function prospectsOf(
  { dropout, policy, workspaceCycle }: RepeatBuyingBasis,
  { cycleDoubled }: RepeatBuyingRow,
  { repeats, recencyDays, ageDays }: RepeatBuying['inputs'],
): Prospects {
  if (dropout)
    return modelled(policy.model, dropout.parameters, {
      repeats,
      recency: recencyDays / 7,
      age: ageDays / 7,
    })
  const cycle = cycleDoubled ?? workspaceCycle ?? lifecyclePolicy.defaultCycleDoubled
  return fallenBack(ageDays - recencyDays, cycle)
}

/** E[M] in minor units: Gamma-Gamma where it has a fit and a mean, else the customer's own, at least 0. */
function spendOf({ spend, decimals }: RepeatBuyingBasis, row: RepeatBuyingRow, repeats: number): number {
  const own = Math.max(0, Number(row.netSpend) / row.purchaseDays)
  if (!spend) return own
  const minorPerMajor = 10 ** decimals
  const mean = repeats > 0 ? Number(row.repeatSpend) / repeats / minorPerMajor : 0
  const expected = expectedSpend(spend.parameters, repeats, mean)
  return expected === null ? own : expected * minorPerMajor
}

function marginOf(
  { policy }: RepeatBuyingBasis,
  { costedSpendYear, costYear }: RepeatBuyingRow,
): { margin: number; assumed: boolean } {
  if (costedSpendYear <= 0n) return { margin: policy.defaultMarginPercent / 100, assumed: true }
  return { margin: Number(costedSpendYear - costYear) / Number(costedSpendYear), assumed: false }
}
