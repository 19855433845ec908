import type { goalDirections, goalMetrics, goals } from '../../src/database/tables/house/goals.ts'
import { createGoal } from '../../src/domain/goals/create-goal.ts'
import { goalDays } from '../../src/domain/goals/input.ts'
import { goalList } from '../../src/domain/goals/list.ts'
import { updateGoal } from '../../src/domain/goals/update-goal.ts'
import {
  type GoalProgress,
  type goalStandings,
  queryOfMetric,
  readGoalProgress,
} from '../../src/domain/reports/goal-progress.ts'
import { fewest } from '../../src/domain/reports/measured.ts'
import { type CampaignRow, campaignNoun } from '../competition/campaign.ts'
import { type StaffRow, staffNoun } from '../house/staff.ts'
import { builder, described, type InputFields } from '../kernel/builder.ts'
import { changed } from '../kernel/changed.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { mutation, updateInput } from '../kernel/mutation.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, oneById, related } from '../kernel/noun.ts'
import { recordFields } from '../kernel/record.ts'
import { type SegmentRow, segmentNoun } from '../segments/segment.ts'
import { IntervalType } from '../vulnerability/side.ts'

type GoalRow = typeof goals.$inferSelect & {
  segment?: SegmentRow | null
  campaign?: CampaignRow | null
  owner?: StaffRow | null
}

const GoalMetric = builder.enumType('GoalMetric', {
  description: 'What a goal aims at.',
  values: described<(typeof goalMetrics)[number]>({
    RETENTION:
      'Per cent: of those who bought in a month, who bought in the next, over the whole months of the goal that are over, added up. `churn` tells the rest of each.',
    NEW_CUSTOMERS: 'Customers whose first purchase lies in the whole months of the goal, so far.',
    RETURNED_CUSTOMERS:
      'Customers who bought in one of the whole months of the goal, not in the month before, but earlier, so far. `churn` tells them.',
    NET_PROMOTER_SCORE:
      'Of the surveys about recommendation that were asked in the days of the goal, −100 to 100. `surveyStats` tells it.',
    SATISFACTION:
      'The mean score of the surveys about satisfaction that were asked in the days of the goal, 0 to 10. `surveyStats` tells it.',
    FOLLOW_UPS_IN_TIME:
      'Per cent: of the follow-ups that were due in the days of the goal and were not dismissed, those done by their day.',
    VULNERABILITY_INDEX:
      'Per cent: the newest result of `campaign` up to the last day, all its regions together. `vulnerabilityTrend` tells it.',
    SEGMENT_MEMBERS: 'How many members `segment` has now.',
  }),
})

const GoalDirection = builder.enumType('GoalDirection', {
  description: 'On which side of its target a goal is reached.',
  values: described<(typeof goalDirections)[number]>({
    AT_LEAST: 'At the target, or above it.',
    AT_MOST: 'At the target, or below it.',
  }),
})

const GoalStanding = builder.enumType('GoalStanding', {
  description: 'How a goal stands.',
  values: described<(typeof goalStandings)[number]>({
    NOT_BEGUN: 'Its first day is still to come.',
    CANNOT_TELL: 'Nothing is known yet, or of too few.',
    REACHED: 'The value lies on the right side of the target now.',
    NOT_REACHED: 'The value does not lie on the right side of the target now.',
  }),
})

const Progress = builder.objectRef<GoalProgress>('GoalProgress').implement({
  description: 'How a goal stands, as the query of its metric tells it at this moment.',
  fields: t => ({
    standing: t.expose('standing', { type: GoalStanding, description: 'How it stands.' }),
    sure: t.exposeBoolean('sure', {
      nullable: true,
      description:
        'Whether the whole interval lies on the same side of the target as the value: where it does not, chance may have made the difference. Null without an interval.',
    }),
    value: t.exposeFloat('value', {
      nullable: true,
      description: `In the unit of the metric, two decimals; null where it cannot be told, as of fewer than ${fewest}.`,
    }),
    interval: t.expose('interval', {
      type: IntervalType,
      nullable: true,
      description: 'The 95 % interval of a share or of a Net Promoter Score; null of anything else.',
    }),
    of: t.exposeInt('of', {
      nullable: true,
      description: 'Of how many the value is a share or a score; null of a number.',
    }),
    asOf: t.expose('asOf', {
      type: 'Date',
      nullable: true,
      description: 'The last day that counts; null before the first night or result.',
    }),
    over: t.exposeBoolean('over', { description: 'The last day of the goal is over.' }),
  }),
})

const Goal = builder.objectRef<GoalRow>('Goal')
export const goalNoun = noun('goal', listed({ type: Goal, scope: 'reports:read', source: goalList }))

Goal.implement({
  description: 'What the house means to reach in some days, and who sees to it.',
  interfaces: [Node],
  fields: t => ({
    ...recordFields(t, 'goal'),
    name: t.exposeString('name', { description: 'What you call it.' }),
    metric: t.expose('metric', { type: GoalMetric, description: 'What it aims at.' }),
    query: t.string({
      description: 'The query that tells more of the metric.',
      needs: { columns: ['metric'] },
      resolve: ({ metric }) => queryOfMetric[metric],
    }),
    direction: t.expose('direction', {
      type: GoalDirection,
      description: 'On which side of the target it is reached.',
    }),
    target: t.exposeFloat('target', { description: 'In the unit of the metric.' }),
    firstDay: t.expose('firstDay', { type: 'Date', description: 'First day, inclusive.' }),
    lastDay: t.expose('lastDay', { type: 'Date', description: 'Last day, inclusive.' }),
    segment: related(t, 'segment', segmentNoun, 'Whose members are counted; null of any other metric.'),
    campaign: related(
      t,
      'campaign',
      campaignNoun,
      "The competitor's campaign whose index it is; null of any other metric.",
    ),
    owner: related(t, 'owner', staffNoun, 'Who sees to it; null where nobody is named.'),
    note: t.exposeString('note', { nullable: true, description: 'What belongs to it.' }),
    progress: t.field({
      type: Progress,
      description: 'How it stands, as the query of its metric tells it at this moment.',
      needs: { columns: ['metric', 'direction', 'target', 'firstDay', 'lastDay', 'segmentId', 'campaignId'] },
      complexity: 60,
      resolve: (goal, _args, { service }) => readGoalProgress(service, goal),
    }),
  }),
})

const goalInputs = listInputs(goalList, {
  tell: {
    id: 'Its id.',
    metric: { description: 'What it aims at.', values: GoalMetric },
    firstDay: 'Its first day.',
    lastDay: 'Its last day.',
    segment: 'Whose members are counted.',
    campaign: "The competitor's campaign whose index it is.",
    owner: 'Who sees to it.',
    synthetic: 'Made up for a demonstration, or not.',
    createdAt: 'When it was first recorded here.',
    updatedAt: 'When it was last changed.',
  },
  unordered: 'By the last day when not said.',
})

builder.queryFields(t => ({
  goal: oneById(t, goalNoun, {
    description: 'One goal; null when there is none.',
    id: 'Id of a goal.',
  }),
  goals: listOf(t, goalNoun, { description: 'What the house means to reach.', args: goalInputs.args }),
}))

const optionalFields = (t: InputFields) => ({
  segment: t.id({ description: 'Id of the segment; of `SEGMENT_MEMBERS` alone, which needs it.' }),
  campaign: t.id({
    description: "Id of the competitor's campaign; of `VULNERABILITY_INDEX` alone, which needs it.",
  }),
  owner: t.id({ description: 'Id of the staff member who sees to it.' }),
  note: t.string({ description: 'What belongs to it, at most 5,000 characters.' }),
})

mutation('goalCreate', {
  description: 'Sets a goal.',
  scope: 'policies:write',
  input: builder.inputType('GoalCreateInput', {
    description: 'A goal.',
    fields: t => ({
      name: t.string({ required: true, description: 'What you call it, at most 200 characters.' }),
      metric: t.field({ type: GoalMetric, required: true, description: 'What it aims at.' }),
      direction: t.field({
        type: GoalDirection,
        required: true,
        description: 'On which side of the target it is reached.',
      }),
      target: t.float({ required: true, description: 'In the unit of the metric; whole where it counts.' }),
      firstDay: t.field({ type: 'Date', required: true, description: 'First day, inclusive.' }),
      lastDay: t.field({
        type: 'Date',
        required: true,
        description: `Last day, inclusive; at most ${goalDays} days in all.`,
      }),
      ...optionalFields(t),
    }),
  }),
  verb: createGoal,
  payload: t => ({ goal: changed(t, goalNoun, made => made.goalId) }),
})

mutation('goalUpdate', {
  description: 'Changes a goal.',
  scope: 'policies:write',
  input: updateInput('GoalUpdateInput', {
    of: 'goal',
    patch: builder.inputType('GoalPatch', {
      description: 'What to change: absent leaves a value, null clears it.',
      fields: t => ({
        name: t.string({ description: 'What you call it; cannot be cleared.' }),
        metric: t.field({ type: GoalMetric, description: 'What it aims at; cannot be cleared.' }),
        direction: t.field({
          type: GoalDirection,
          description: 'On which side of the target it is reached; cannot be cleared.',
        }),
        target: t.float({ description: 'In the unit of the metric; cannot be cleared.' }),
        firstDay: t.field({ type: 'Date', description: 'First day, inclusive; cannot be cleared.' }),
        lastDay: t.field({ type: 'Date', description: 'Last day, inclusive; cannot be cleared.' }),
        ...optionalFields(t),
      }),
    }),
  }),
  verb: updateGoal,
  payload: t => ({ goal: changed(t, goalNoun, made => made.goalId) }),
})
