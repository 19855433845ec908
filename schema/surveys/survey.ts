import type { surveyKinds, surveyOccasions, surveys } from '../../src/database/tables/care/surveys.ts'
import type { surveyStates } from '../../src/domain/fields/interaction.ts'
import { surveyList } from '../../src/domain/surveys/list.ts'
import { type CustomerRow, customerNoun } from '../customers/customer.ts'
import { type InteractionRow, interactionNoun } from '../customers/interaction.ts'
import { Channel } from '../customers/interaction-enums.ts'
import { type StaffRow, staffNoun } from '../house/staff.ts'
import { builder, described } from '../kernel/builder.ts'
import { listInputs } from '../kernel/filters/filter.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, oneById, related, relationPage } from '../kernel/noun.ts'
import { recordFields } from '../kernel/record.ts'

export const SurveyKind = builder.enumType('SurveyKind', {
  description: 'What the score of a survey says; 0 to 10 of either.',
  values: described<(typeof surveyKinds)[number]>({
    SATISFACTION: 'How satisfied the customer is.',
    RECOMMENDATION:
      'How likely the customer would recommend the house: what the Net Promoter Score is made of.',
  }),
})

export const SurveyOccasion = builder.enumType('SurveyOccasion', {
  description: 'Why a customer is asked.',
  values: described<(typeof surveyOccasions)[number]>({
    DELIVERY: 'Something was delivered or bought.',
    COMPLAINT_CLOSED: 'A complaint was closed.',
    OTHER: 'Another reason, or none: somebody asked by hand.',
  }),
})

const SurveyState = builder.enumType('SurveyState', {
  description: 'What became of a survey.',
  values: described<(typeof surveyStates)[number]>({
    OPEN: 'The customer may still answer.',
    ANSWERED: 'The customer answered.',
    DECLINED: 'The customer does not want to answer.',
    EXPIRED: 'Its last day is over, and nobody answered. An answer that comes late is kept all the same.',
  }),
})

type SurveyRow = typeof surveys.$inferSelect & {
  customer?: CustomerRow
  about?: InteractionRow | null
  staff?: StaffRow | null
  answer?: InteractionRow | null
}

export const Survey = builder.objectRef<SurveyRow>('Survey')
export const surveyNoun = noun(
  'survey',
  listed({ type: Survey, scope: 'interactions:read', source: surveyList }),
)

Survey.implement({
  description:
    'A score of 0 to 10 that a customer was asked for. Holdfast sends no questions: whoever follows the changes, or is told by a webhook, does.',
  interfaces: [Node],
  fields: t => ({
    ...recordFields(t, 'survey'),
    kind: t.expose('kind', { type: SurveyKind, description: 'What the score says.' }),
    question: t.exposeString('question', {
      nullable: true,
      description: 'The question in words; null for the usual one of the kind. Personal.',
      authScopes: { scope: 'customers:personal' },
    }),
    channel: t.expose('channel', { type: Channel, nullable: true, description: 'On which channel.' }),
    occasion: t.expose('occasion', { type: SurveyOccasion, description: 'Why the customer is asked.' }),
    about: related(
      t,
      'about',
      interactionNoun,
      'The delivery or purchase, or the complaint, that it asks about; null for another occasion.',
    ),
    customer: related(t, 'customer', customerNoun, 'Who is asked.'),
    staff: related(t, 'staff', staffNoun, 'Who asked; null where a program did.'),
    askedAt: t.expose('askedAt', { type: 'DateTime', description: 'When.' }),
    expiresOn: t.expose('expiresOn', {
      type: 'Date',
      description: 'The last day on which an answer is waited for.',
    }),
    state: t.field({
      type: SurveyState,
      description: 'What became of it, as of today.',
      needs: { columns: ['state', 'expiresOn'] },
      resolve: ({ state, expiresOn }, _args, { service }) =>
        state === 'OPEN' && expiresOn < service.today ? 'EXPIRED' : state,
    }),
    answer: related(
      t,
      'answer',
      interactionNoun,
      'The survey response that was recorded: its `score`, and the words in its `body`.',
    ),
    closedAt: t.expose('closedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was answered or declined here.',
    }),
  }),
})

export const surveyInputs = listInputs(surveyList, {
  tell: {
    id: 'Its id.',
    kind: { description: 'What the score says.', values: SurveyKind },
    channel: { description: 'On which channel.', values: Channel },
    occasion: { description: 'Why the customer is asked.', values: SurveyOccasion },
    about: 'The delivery or purchase, or the complaint, that it asks about.',
    staff: 'Who asked.',
    state: { description: 'What became of it, as of today.', values: SurveyState },
    askedAt: {
      description: 'When the customer was asked.',
      order: 'By the instant of asking, the newest first.',
    },
    expiresOn: 'The last day on which an answer is waited for.',
    closedAt: 'When it was answered or declined here.',
    synthetic: 'Made up for a demonstration, or not.',
    createdAt: 'When it was first recorded here.',
    updatedAt: 'When it was last changed.',
    customer: 'Who is asked.',
    answer: 'The survey response that was recorded.',
  },
  unordered: 'The newest first when not said.',
})

relationPage(customerNoun, 'surveys', {
  of: surveyNoun,
  description: 'Scores that the customer was asked for, whatever became of it.',
  args: surveyInputs.args,
})

builder.queryFields(t => ({
  survey: oneById(t, surveyNoun, {
    description: 'One survey; null when there is none within your reach.',
    id: 'Id of a survey.',
  }),
  surveys: listOf(t, surveyNoun, {
    description: 'All surveys of the customers within your reach, whatever became of them.',
    args: surveyInputs.args,
  }),
}))
