import { fewest } from '../../src/domain/reports/measured.ts'
import {
  readSurveyStats,
  type SurveyFigures,
  type SurveyGroup,
  type SurveyStats,
  type surveyGroupings,
  surveyLimits,
} from '../../src/domain/reports/survey-stats.ts'
import type { NetPromoter } from '../../src/lib/mathematics/net-promoter.ts'
import { regionNoun } from '../customers/region.ts'
import { staffNoun } from '../house/staff.ts'
import { builder, described } from '../kernel/builder.ts'
import { referenced } from '../kernel/noun.ts'
import { SurveyKind } from '../surveys/survey.ts'
import { IntervalType } from '../vulnerability/side.ts'
import { MeasuredType } from './parts.ts'

const Grouping = builder.enumType('SurveyGrouping', {
  description: 'By what surveys are put together.',
  values: described<(typeof surveyGroupings)[number]>({
    MONTH: 'The month in which the customer was asked.',
    REGION: 'Where the customer is now.',
    STAFF: 'Who asked.',
  }),
})

const NetPromoterType = builder.objectRef<NetPromoter>('NetPromoterScore').implement({
  description:
    'The percentage of scores of 9 and 10 less that of scores from 0 to 6 (Reichheld 2003), −100 to 100, two decimals.',
  fields: t => ({
    score: t.exposeFloat('score', { description: 'The score.' }),
    interval: t.expose('interval', {
      type: IntervalType,
      description: '95 %, by the adjusted Wald method of Rocks (2016).',
    }),
  }),
})

const Figures = builder.objectRef<SurveyFigures>('SurveyFigures').implement({
  description: 'What became of some surveys.',
  fields: t => ({
    asked: t.exposeInt('asked', { description: 'How many were asked.' }),
    answered: t.exposeInt('answered', { description: 'How many of them are answered by now.' }),
    declined: t.exposeInt('declined', { description: 'How many customers did not want to answer.' }),
    expired: t.exposeInt('expired', { description: 'How many ended without an answer.' }),
    responses: t.expose('responses', {
      type: MeasuredType,
      description:
        'Answered, of those whose last day is over: of the others nobody can tell yet, and early answers alone would flatter.',
    }),
    scores: t.exposeInt('scores', {
      description:
        'How many scores there are: answers whose interaction was not cancelled or corrected away.',
    }),
    mean: t.exposeFloat('mean', {
      nullable: true,
      description: `The mean score, two decimals; null of fewer than ${fewest} scores: that cannot be told.`,
    }),
    netPromoter: t.expose('netPromoter', {
      type: NetPromoterType,
      nullable: true,
      description: `The Net Promoter Score of recommendations; null of satisfaction, and of fewer than ${fewest} scores.`,
    }),
  }),
})

const Group = builder.objectRef<SurveyGroup>('SurveyGroup').implement({
  description: 'The surveys of one month, region or staff member.',
  fields: t => ({
    month: t.expose('month', {
      type: 'Date',
      nullable: true,
      description: 'The first day of the month; null of other groups.',
    }),
    region: referenced(
      t,
      regionNoun,
      ({ regionId }) => regionId,
      'The region; null of other groups, and of customers of whom none is known.',
    ),
    staffMember: referenced(
      t,
      staffNoun,
      ({ staffId }) => staffId,
      'Who asked; null of other groups, and where a program did.',
    ),
    figures: t.field({ type: Figures, description: 'What became of them.', resolve: group => group }),
  }),
})

const Stats = builder.objectRef<SurveyStats>('SurveyStats').implement({
  description: 'What became of the surveys of some days.',
  fields: t => ({
    all: t.expose('all', { type: Figures, description: 'All together.' }),
    groups: t.expose('groups', {
      type: [Group],
      description: `By what was asked for, months in their order, others the most asked first; at most ${surveyLimits.groups}. Empty when nothing was.`,
      complexity: { field: 1, multiplier: 20 },
    }),
    truncated: t.exposeBoolean('truncated', {
      description: `There are more than ${surveyLimits.groups} groups.`,
    }),
  }),
})

builder.queryField('surveyStats', t =>
  t.field({
    type: Stats,
    nullable: true,
    description: `Of the surveys of one kind that were asked in some days: how many were answered, the mean score and the Net Promoter Score, with intervals. A customer who answered several counts several times. Computed from what is recorded at this moment. At most ${surveyLimits.windowDays} days.`,
    authScopes: { scope: 'reports:read' },
    args: {
      kind: t.arg({
        type: SurveyKind,
        required: true,
        description: 'What the score says: scores of two kinds have no mean.',
      }),
      from: t.arg({ type: 'Date', required: true, description: 'Asked from this day on.' }),
      until: t.arg({ type: 'Date', required: true, description: 'Asked up to this day, itself included.' }),
      by: t.arg({ type: Grouping, description: 'By what they are put together besides.' }),
    },
    complexity: 500,
    resolve: (_root, args, { service }) => readSurveyStats(service, args),
  }),
)
