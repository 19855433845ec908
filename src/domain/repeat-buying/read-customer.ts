import * as z from 'zod'
import { roundHalfAwayFromZero } from '../../lib/mathematics/statistics.ts'
import { parse } from '../input/fields.ts'
import type { RepeatBuyingBasis } from './basis.ts'
import type { DropoutModel } from './models/dropout-model.ts'
import { lifetimeValue } from './models/value.ts'
import { outlookOf, type RepeatBuyingRow } from './outlook.ts'

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
  const outlook = outlookOf(basis, row)
  if (!outlook) return null
  const { prospects, spend, margin } = outlook
  const horizonDays = asked.horizonDays ?? policy.horizonDays
  const lifetimeMonths = asked.lifetimeMonths ?? policy.lifetimeMonths
  const terms = { spend, margin, discount: policy.discountPercentPerMonth / 100, months: lifetimeMonths }
  return {
    model: policy.model,
    policyVersion,
    state: dropout ? 'FITTED' : 'INSUFFICIENT_DATA',
    probabilityAlive: roundHalfAwayFromZero(prospects.probabilityAlive, 6),
    expectedPurchases: roundHalfAwayFromZero(prospects.expectedPurchases(horizonDays / 7), 6),
    horizonDays,
    expectedSpendPerPurchase: minor(spend),
    spendFallback: outlook.ownSpend,
    lifetimeValue: minor(lifetimeValue(prospects, terms)),
    lifetimeMonths,
    margin: roundHalfAwayFromZero(margin, 6),
    marginAssumed: outlook.marginAssumed,
    inputs: outlook.inputs,
    fittedOn: dropout?.fittedOn ?? null,
    cycleDays: outlook.cycleDoubled / 2,
    asOf: outlook.asOf,
  }
}
