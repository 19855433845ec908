import { surveys } from '../../src/database/tables/care/surveys.ts'
import { surveyList } from '../../src/domain/surveys/list.ts'
import { invalid, type List, missing, type Noun, ofFirst, small, stamp, storedIn, taken } from './noun.ts'

const list: Omit<List, 'field' | 'source'> = { varying: { askedAt: small } }

export const survey: Noun = {
  type: 'Survey',
  read: 'interactions:read',
  write: 'interactions:write',
  kind: 'survey',
  foreign: world => world.otherSurvey,
  stored: storedIn(surveys)(id => ({
    ...{ id, customerId: 1, kind: 'RECOMMENDATION', question: 'Lan, would you?', channel: 'EMAIL' },
    ...{ occasion: 'DELIVERY', aboutId: 1, staffId: 1, askedAt: 1_000, expiresOn: 20_000 },
    ...{ state: 'ANSWERED', answerId: 2, closedAt: 2_000, ...stamp },
  })),
  guarded: { customer: ['customers:read'], staff: ['staff:read'] },
  lists: [
    { ...list, field: 'Query.surveys', source: surveyList },
    ofFirst('customer', { ...list, field: 'Customer.surveys', source: surveyList }),
  ],
  mutations: {
    surveyAsk: {
      action: 'survey.ask',
      touches: [
        ...['customerId', 'kind', 'question', 'channel', 'occasion', 'aboutId', 'staffId', 'expiresOn'],
        'state',
      ],
      good: ({ customer, interaction, staff, day }) => ({
        ...{ customer, kind: 'RECOMMENDATION', question: 'Chị Lan thấy sao?', channel: 'EMAIL', staff },
        ...{ occasion: 'DELIVERY', about: interaction, expiresOn: day(9) },
      }),
      anew: true,
      refuses: [
        missing('about', ({ otherInteraction }) => otherInteraction),
        invalid('a delivery that is not said', 'about', () => null),
        invalid('a delivery beside another reason', 'occasion', () => 'OTHER', 'about'),
        invalid('an end before today', 'expiresOn', ({ day }) => day(-1)),
        invalid('an end in two years', 'expiresOn', ({ day }) => day(730)),
      ],
    },
    surveyAnswer: {
      action: 'survey.answer',
      touches: ['state', 'answerId'],
      good: ({ surveys: [id], staff }) => ({
        ...{ id, score: 4, comment: 'It came late', channel: 'PHONE', staff },
        ...{ source: 'forms', externalId: '1' },
      }),
      anew: true,
      refuses: [
        invalid('more than ten', 'score', () => 11),
        invalid('an answer before the question', 'occurredAt', ({ day }) => `${day(-300)}T10:00`),
        invalid('a key without its system', 'source', () => null),
      ],
    },
    surveyDecline: {
      action: 'survey.decline',
      touches: ['state'],
      good: ({ surveys: [, id] }) => ({ id }),
      anew: true,
      refuses: [taken('one that is answered', 'id', ({ answeredSurvey }) => answeredSurvey)],
    },
  },
}
