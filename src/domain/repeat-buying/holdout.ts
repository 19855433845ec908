import type { Holdout, HoldoutClass } from '../../database/tables/models.ts'
import { type DropoutModel, type DropoutParameters, expectedPurchases } from './dropout-model.ts'
import { fitDropout } from './fit.ts'
import type { HistoryGroup } from './history-groups.ts'

/** The class of seven repeats holds everybody above it too. */
const lastClass = 7

/**
 * A model fitted to the histories up to `calibrationEnd` and what it then expects of each frequency class in the
 * days that follow, against the purchase days that came (Fader, Hardie, Lee 2005, figure 5).
 * @returns null where these histories do not make a fit
 */
export function holdoutOf(
  model: DropoutModel,
  histories: readonly HistoryGroup[],
  period: { calibrationEnd: number; holdoutDays: number; minimumRepeaters: number },
): Holdout | null {
  const { parameters } = fitDropout(model, histories, period.minimumRepeaters)
  if (!parameters) return null
  const { calibrationEnd, holdoutDays } = period
  const classes = frequencyClasses(model, parameters, histories, holdoutDays / 7)
  return { calibrationEnd, holdoutDays, parameters: { ...parameters }, classes }
}

function frequencyClasses(
  model: DropoutModel,
  parameters: DropoutParameters,
  histories: readonly HistoryGroup[],
  weeks: number,
): HoldoutClass[] {
  const classes = Array.from({ length: lastClass + 1 }, (_, repeats) => ({
    repeats,
    customers: 0,
    expected: 0,
    actual: 0,
  }))
  for (const history of histories) {
    const own = classes[Math.min(history.repeats, lastClass)]
    if (!own) continue
    own.customers += history.customers
    own.actual += history.later
    own.expected += history.customers * expectedPurchases(model, parameters, history, weeks)
  }
  return classes
}
