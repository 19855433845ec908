import type { Holdout, HoldoutClass } from '../../../database/tables/value/models.ts'
import { type DropoutModel, type DropoutParameters, expectedPurchases } from './dropout-model.ts'
import { fitDropout } from './fit.ts'
import type { HistoryGroup } from './history-groups.ts'

/** The class of seven repeats holds everybody above it too. */
const lastClass = 7

/**
 * A model fitted to the histories up to `calibrationEnd` and what it then expects of each frequency class in the
 * days that follow, against the purchase days that came (Fader, Hardie, Lee 2005, figure 5).
 * Where the histories make no fit, nothing is expected, and the failure says why.
 * @returns null where nobody had bought yet
 */
export function holdoutOf(
  model: DropoutModel,
  histories: readonly HistoryGroup[],
  period: { calibrationEnd: number; holdoutDays: number; minimumRepeaters: number },
): Holdout | null {
  if (histories.length === 0) return null
  const { parameters, failure } = fitDropout(model, histories, period.minimumRepeaters)
  const { calibrationEnd, holdoutDays } = period
  const classes = frequencyClasses(model, parameters, histories, holdoutDays / 7)
  return { calibrationEnd, holdoutDays, parameters: parameters && { ...parameters }, failure, classes }
}

function frequencyClasses(
  model: DropoutModel,
  parameters: DropoutParameters | null,
  histories: readonly HistoryGroup[],
  weeks: number,
): HoldoutClass[] {
  const classes = Array.from(
    { length: lastClass + 1 },
    (_, repeats): HoldoutClass => ({
      repeats,
      customers: 0,
      expected: parameters && 0,
      actual: 0,
    }),
  )
  for (const history of histories) {
    const own = classes[Math.min(history.repeats, lastClass)]
    if (!own) continue
    own.customers += history.customers
    own.actual += history.later
    if (parameters && own.expected !== null)
      own.expected += history.customers * expectedPurchases(model, parameters, history, weeks)
  }
  return classes
}
