import {
  type Repeaters,
  type RepeatRate,
  readRepeatRate,
  type ScoreClass,
} from '../../src/domain/reports/repeat-rate.ts'
import { builder, described } from '../kernel/builder.ts'
import { Report, ShareType } from './parts.ts'

const Class = builder.enumType('ScoreClass', {
  description: 'The classes of the Net Promoter Score.',
  values: described<ScoreClass>({
    DETRACTOR: 'Scores 0 to 6.',
    PASSIVE: 'Scores 7 and 8.',
    PROMOTER: 'Scores 9 and 10.',
  }),
})

const RepeatersType = builder.objectRef<Repeaters>('Repeaters').implement({
  description: 'How many of some respondents bought again.',
  fields: t => ({
    respondents: t.exposeInt('respondents', {
      description: 'Customers, each by the earliest response of the window.',
    }),
    observed: t.exposeInt('observed', { description: 'Those whose days are over as of the newest night.' }),
    repeaters: t.exposeInt('repeaters', {
      description: 'Those of the observed with a purchase day in the days after the day of the response.',
    }),
    rate: t.expose('share', {
      type: ShareType,
      nullable: true,
      description: 'Repeaters of the observed; null when nobody was observed.',
    }),
  }),
})

const OfScore = builder.objectRef<RepeatRate['scores'][number]>('RepeatersOfScore').implement({
  description: 'Those who gave one score.',
  fields: t => ({
    score: t.exposeInt('score', { description: '0 to 10.' }),
    repeaters: t.field({ type: RepeatersType, description: 'How many bought again.', resolve: row => row }),
  }),
})

const OfClass = builder.objectRef<RepeatRate['classes'][number]>('RepeatersOfScoreClass').implement({
  description: 'Those who gave a score of one class.',
  fields: t => ({
    class: t.expose('class', { type: Class, description: 'The class.' }),
    repeaters: t.field({ type: RepeatersType, description: 'How many bought again.', resolve: row => row }),
  }),
})

const RepeatRateBySatisfactionType = builder.objectRef<RepeatRate>('RepeatRateBySatisfaction').implement({
  description: 'Whether satisfied customers buy again.',
  interfaces: [Report],
  fields: t => ({
    withinDays: t.exposeInt('withinDays', { description: 'The days in which a purchase counts.' }),
    truncated: t.exposeBoolean('truncated', {
      description: 'More than 50,000 responses lie in the window: the newest 50,000 count.',
    }),
    scores: t.expose('scores', {
      type: [OfScore],
      description: 'Every score, those that nobody gave too.',
      complexity: { field: 1, multiplier: 11 },
    }),
    classes: t.expose('classes', {
      type: [OfClass],
      description: 'By class.',
      complexity: { field: 1, multiplier: 3 },
    }),
    all: t.expose('all', { type: RepeatersType, description: 'All respondents together.' }),
  }),
})

builder.queryField('repeatRateBySatisfaction', t =>
  t.field({
    type: RepeatRateBySatisfactionType,
    nullable: true,
    description:
      'Of those who answered a survey, the share that bought again within some days, by score. A customer counts once, by the earliest response of the window: the newest would favour those whom no purchase led to a further survey. It shows what goes together, not what causes what.',
    authScopes: { scope: 'reports:read' },
    args: {
      from: t.arg({ type: 'Date', required: true, description: 'Responses from this day on.' }),
      until: t.arg({
        type: 'Date',
        required: true,
        description:
          'Responses up to this day, itself included; at most 366 days. Later than `asOf` less `withinDays`, nobody is observed.',
      }),
      withinDays: t.arg.int({ description: '1 to 366 days after the response, 90 when not said.' }),
    },
    complexity: 500,
    resolve: (_root, args, { service }) => readRepeatRate(service, args),
  }),
)
