import * as z from 'zod'
import { goalDirections, goalMetrics, type goals } from '../../database/tables/house/goals.ts'
import { dayText, idOf, text } from '../input/fields.ts'
import { invalid } from '../service/errors.ts'
import { say } from '../wording/say.ts'

/** Days that a goal spans at most. */
export const goalDays = 366

type Goal = typeof goals.$inferSelect
type Metric = Goal['metric']

/** What a target can be, by the unit of the metric: per cent, a score, or how many. */
const within: Readonly<Record<Metric, { min: number; max: number; whole?: true }>> = {
  RETENTION: { min: 0, max: 100 },
  NEW_CUSTOMERS: { min: 0, max: 1e9, whole: true },
  RETURNED_CUSTOMERS: { min: 0, max: 1e9, whole: true },
  NET_PROMOTER_SCORE: { min: -100, max: 100 },
  SATISFACTION: { min: 0, max: 10 },
  FOLLOW_UPS_IN_TIME: { min: 0, max: 100 },
  VULNERABILITY_INDEX: { min: 0, max: 100 },
  SEGMENT_MEMBERS: { min: 0, max: 1e9, whole: true },
}

/** What a caller may say of a goal: absent leaves a stored value, null clears it. Days become day numbers. */
export const goalFields = z.strictObject({
  name: text(200).optional(),
  metric: z.enum(goalMetrics).optional(),
  direction: z.enum(goalDirections).optional(),
  target: z.number().optional(),
  firstDay: dayText.optional(),
  lastDay: dayText.optional(),
  segment: idOf('segment').nullish(),
  campaign: idOf('campaign').nullish(),
  owner: idOf('staffMember').nullish(),
  note: text(5_000).nullish(),
})

export const newGoalFields = goalFields.required({
  ...{ name: true, metric: true, direction: true, target: true, firstDay: true, lastDay: true },
})

type Judged = Pick<Goal, 'metric' | 'target' | 'firstDay' | 'lastDay' | 'segmentId' | 'campaignId'>

/** @throws UserError `INVALID_INPUT` where the parts of a goal do not go together */
export function requireAttainable(goal: Judged, path: string[]): void {
  const { metric, target, firstDay, lastDay, segmentId, campaignId } = goal
  if (firstDay > lastDay) throw invalid([...path, 'lastDay'], say('beforeFirstDay'))
  if (lastDay - firstDay >= goalDays) throw invalid([...path, 'lastDay'], say('moreDays', { max: goalDays }))
  requireScopeOf(metric === 'SEGMENT_MEMBERS', segmentId, [...path, 'segment'])
  requireScopeOf(metric === 'VULNERABILITY_INDEX', campaignId, [...path, 'campaign'])
  const { min, max, whole } = within[metric]
  if (target < min) throw invalid([...path, 'target'], say('below', { min }))
  if (target > max) throw invalid([...path, 'target'], say('above', { max }))
  if (whole && !Number.isInteger(target)) throw invalid([...path, 'target'], say('notWholeNumber'))
}

function requireScopeOf(wanted: boolean, id: number | null, path: string[]): void {
  if (wanted === (id !== null)) return
  throw invalid(path, say(wanted ? 'missing' : 'notOfThisMetric'))
}
