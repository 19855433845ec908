import { feedback as feedbackTable } from '../../src/database/tables/care/feedback.ts'
import { feedbackList, myFeedback, overdueFeedback } from '../../src/domain/feedback/list.ts'
import { me } from './follow-up.ts'
import { invalid, type List, type Noun, ofFirst, small, stamp, storedIn, taken } from './noun.ts'

const list: Omit<List, 'field' | 'source'> = {
  varying: {
    ...{ dueAt: small, askedAt: small, createdAt: small, updatedAt: small },
    state: ['OPEN', 'ANSWERED'],
    outcome: [null],
    ownerId: [1, 2, null],
  },
}

export const feedback: Noun = {
  type: 'FeedbackItem',
  read: 'feedback:read',
  write: 'feedback:write',
  kind: 'feedback',
  foreign: world => world.otherFeedback,
  stored: storedIn(feedbackTable)(id => ({
    ...{ id, customerId: 1, kind: 'COMPLAINT', askedAt: 1_000, ownerId: 1, dueAt: 2_000 },
    ...{ state: 'CLOSED', outcome: 'RESOLVED', note: 'Got another one', answerId: 1, answeredAt: 1_500 },
    ...{ closedAt: 1_600, escalatedAt: 1_700, escalatedTo: 2, ...stamp },
  })),
  guarded: {
    ...{ customer: ['customers:read'], interaction: ['interactions:read'] },
    ...{ owner: ['staff:read'], escalatedTo: ['staff:read'] },
  },
  lists: [
    { ...list, field: 'Query.feedbackItems', source: feedbackList },
    { ...list, field: 'Query.overdueFeedback', source: overdueFeedback, shown: row => row.state === 'OPEN' },
    { ...list, field: 'Query.myFeedback', source: myFeedback, shown: row => row.ownerId === me },
    ofFirst('customer', { ...list, field: 'Customer.feedback', source: feedbackList }),
  ],
  mutations: {
    feedbackAnswer: {
      action: 'feedback.answer',
      touches: ['state', 'answerId'],
      good: ({ feedback, staff }) => ({
        ...{ id: feedback[0], staff, kind: 'CALL', channel: 'PHONE', body: 'Told her what happened' },
      }),
      anew: true,
      refuses: [
        invalid('an answer before the question', 'occurredAt', ({ day }) => `${day(-300)}T10:00`),
        invalid('an interaction beside another', 'interaction', ({ interaction }) => interaction, 'kind'),
      ],
    },
    feedbackAssign: {
      action: 'feedback.assign',
      touches: ['ownerId', 'dueAt'],
      good: ({ feedback, otherStaff, day }) => ({
        ...{ id: feedback[1], owner: otherStaff, dueAt: `${day(2)}T10:00:00Z` },
      }),
      refuses: [invalid('yesterday', 'dueAt', ({ day }) => `${day(-1)}T10:00:00Z`)],
    },
    feedbackClose: {
      action: 'feedback.close',
      touches: ['state', 'outcome', 'note'],
      good: ({ feedback }) => ({ id: feedback[2], outcome: 'OTHER', note: 'Her sister came for it' }),
      anew: true,
      refuses: [
        invalid('another outcome without words', 'note', () => null),
        invalid('an outcome that nobody chooses', 'outcome', () => 'WITHDRAWN'),
        taken('feedback that is closed', 'id', ({ closedFeedback }) => closedFeedback),
      ],
    },
    feedbackEscalate: {
      action: 'feedback.escalate',
      touches: ['escalatedTo'],
      good: ({ feedback, otherStaff }) => ({ id: feedback[3], to: otherStaff }),
    },
    feedbackReopen: {
      action: 'feedback.reopen',
      touches: ['dueAt', 'state', 'outcome', 'note', 'reason'],
      good: ({ closedFeedback, day }) => ({
        ...{ id: closedFeedback, reason: 'She wrote again', dueAt: `${day(2)}T10:00:00Z` },
      }),
      anew: true,
      refuses: [taken('feedback that is open', 'id', ({ feedback }) => feedback[1])],
    },
    feedbackItemsAssign: {
      action: 'feedback.assign',
      touches: ['ownerId'],
      good: ({ feedback, otherStaff }) => ({
        inputs: [{ id: feedback[3], owner: otherStaff }],
        atomic: true,
      }),
    },
    feedbackItemsClose: {
      action: 'feedback.close',
      touches: ['state', 'outcome', 'note'],
      good: ({ feedback }) => ({
        inputs: [{ id: feedback[4], outcome: 'RESOLVED', note: 'Sent her a new one' }],
        atomic: true,
      }),
      anew: true,
    },
  },
}
