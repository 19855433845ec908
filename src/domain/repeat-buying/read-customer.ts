import * as z from 'zod'
import type { customers } from '../../database/tables/customers/customers.ts'
import { roundHalfAwayFromZero } from '../../lib/mathematics/statistics.ts'
import { tellsMargin } from '../facts/margin.ts'
import { isScored } from '../facts/scored.ts'
import { parse } from '../input/fields.ts'
import { lifecyclePolicy } from '../metrics/lifecycle.ts'
import type { RepeatBuyingBasis } from './basis.ts'
import type { DropoutModel } from './models/dropout-model.ts'
import { expectedSpend } from './models/spend-model.ts'
import { fallenBack, lifetimeValue, modelled, type Prospects } from './models/value.ts'

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

/** What is to be expected of one customer, as of the newest night, or of the one at work that was there already. */
export interface RepeatBuying {
  model: DropoutModel
  /** Of the value policy. */
  policyVersion: number
  /** Of the dropout model. */
  state: 'FITTED' | 'INSUFFICIENT_DATA'
  /** Rounded to 6 decimals, as the next one. */
  probabilityAlive: number
  /** E[Y(H)]: purchase days within the horizon. */
  expectedPurchases: number
  horizonDays: number
  /** E[M] of a purchase day and CLV, minor units. */
  expectedSpendPerPurchase: bigint
  /** E[M] is the customer's own mean net spend per purchase day. */
  spendFallback: boolean
  lifetimeValue: bigint
  lifetimeMonths: number
  /** Share of the spend. */
  margin: number
  /** The policy's default, because purchases of the last year tell no margin. */
  marginAssumed: boolean
  inputs: { repeats: number; recencyDays: number; ageDays: number }
  /** Of the dropout model; null where the fall-back stood in. */
  fittedOn: number | null
  /** The cycle in days that a fall-back counts with. */
  cycleDays: number
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
 * @returns null for a customer without a purchase day, and of whom nothing may be predicted
 * @throws UserError `INVALID_INPUT`
 */
export function repeatBuyingOf(
  basis: RepeatBuyingBasis,
  row: RepeatBuyingRow,
  raw: unknown,
): RepeatBuying | null {
  const { policy, policyVersion, dropout } = basis
  const asked = parse(arguments_, raw)
  const { firstPurchaseOn: first, lastPurchaseOn: last, purchaseDays } = row
  if (first === null || last === null || purchaseDays === 0 || !isScored(row)) return null
  // The night at work has stored the metrics of its own day before that is the newest night's.
  const asOf = Math.max(basis.asOf, row.metricsOn ?? last, last)
  const horizonDays = asked.horizonDays ?? policy.horizonDays
  const lifetimeMonths = asked.lifetimeMonths ?? policy.lifetimeMonths
  const inputs = { repeats: purchaseDays - 1, recencyDays: last - first, ageDays: asOf - first }
  const cycle = cycleOf(basis, row)
  const prospects = prospectsOf(basis, inputs, cycle)
  const { spend, own } = spendOf(basis, row, inputs.repeats)
  const { margin, assumed } = marginOf(basis, row)
  const terms = { spend, margin, discount: policy.discountPercentPerMonth / 100, months: lifetimeMonths }
  return {
    model: policy.model,
    policyVersion,
    state: dropout ? 'FITTED' : 'INSUFFICIENT_DATA',
    probabilityAlive: roundHalfAwayFromZero(prospects.probabilityAlive, 6),
    expectedPurchases: roundHalfAwayFromZero(prospects.expectedPurchases(horizonDays / 7), 6),
    horizonDays,
    expectedSpendPerPurchase: minor(spend),
    spendFallback: own,
    lifetimeValue: minor(lifetimeValue(prospects, terms)),
    lifetimeMonths,
    margin: roundHalfAwayFromZero(margin, 6),
    marginAssumed: assumed,
    inputs,
    fittedOn: dropout?.fittedOn ?? null,
    cycleDays: cycle / 2,
    asOf,
  }
}

/** Twice the cycle that a fall-back counts with, in days. */
const cycleOf = ({ workspaceCycle }: RepeatBuyingBasis, { cycleDoubled }: RepeatBuyingRow): number =>
  cycleDoubled ?? workspaceCycle ?? lifecyclePolicy.defaultCycleDoubled

function prospectsOf(
  { dropout, policy }: RepeatBuyingBasis,
  { repeats, recencyDays, ageDays }: RepeatBuying['inputs'],
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
