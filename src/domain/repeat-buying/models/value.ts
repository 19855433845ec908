import {
  type DropoutModel,
  type DropoutParameters,
  expectedPurchases,
  type History,
  probabilityAlive,
} from './dropout-model.ts'

/**
 * Weeks in a month, as the published check values of lifetime value take it (the `lifetimes` package); 365/84 is
 * 4.3452.
 */
export const weeksPerMonth = 4.345

/** What is expected of one customer: whether still there, and purchase days over a time. */
export interface Prospects {
  probabilityAlive: number
  /** E[Y(t)]: purchase days in the next `weeks` weeks. */
  expectedPurchases(weeks: number): number
}

export const modelled = (
  model: DropoutModel,
  parameters: DropoutParameters,
  history: History,
): Prospects => ({
  probabilityAlive: probabilityAlive(model, parameters, history),
  expectedPurchases: weeks => expectedPurchases(model, parameters, history, weeks),
})

/**
 * Where there is no fit: P(alive) = 1 − min(1, e/3c) and E[Y(H)] = P(alive)·H/c, with e the days since the last
 * purchase day and c the customer's own cycle, else the workspace's.
 * @param cycleDoubled twice c in days, above 0
 */
export function fallenBack(elapsedDays: number, cycleDoubled: number): Prospects {
  const alive = 1 - Math.min(1, (2 * elapsedDays) / (3 * cycleDoubled))
  return { probabilityAlive: alive, expectedPurchases: weeks => (alive * weeks * 14) / cycleDoubled }
}

/**
 * CLV = Σ_k E[M]·margin·(E[Y(k)] − E[Y(k − 1)])/(1 + d)^k over months k, in the unit of `spend`.
 * @param spend E[M], of a purchase day
 * @param margin share of the spend
 * @param discount d, per month, as a share
 */
export function lifetimeValue(
  prospects: Prospects,
  { spend, margin, discount, months }: { spend: number; margin: number; discount: number; months: number },
): number {
  let value = 0
  let before = 0
  for (let month = 1; month <= months; month++) {
    const upTo = prospects.expectedPurchases(month * weeksPerMonth)
    value += (upTo - before) / (1 + discount) ** month
    before = upTo
  }
  return value * spend * margin
}
