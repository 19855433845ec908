import { careReviews } from '../../src/database/tables/care/care-reviews.ts'
import { careReviewList } from '../../src/domain/care-reviews/list.ts'
import { invalid, type List, type Noun, small, stamp, storedIn } from './noun.ts'

const list: List = {
  field: 'Query.careReviews',
  source: careReviewList,
  varying: { firstDay: [1], lastDay: small, createdAt: small, updatedAt: small },
}

export const careReview: Noun = {
  type: 'CareReview',
  read: 'reports:read',
  write: 'policies:write',
  common: true,
  kind: 'careReview',
  stored: storedIn(careReviews)(id => ({
    ...{ id, firstDay: 20_000, lastDay: 20_090 + id, summary: 'Mostly kept', truncated: false, note: 'More' },
    standards: [{ careStandardId: 1, version: 1, due: 30, met: 20, decision: 'CHANGE', note: 'Too often' }],
    ...{ supersedesId: id === 1 ? null : id - 1, ...stamp },
  })),
  impersonal: ['CareReview.note', 'CareReviewStandard.note'],
  guarded: { standard: ['follow-ups:read'] },
  lists: [list],
  mutations: {
    careReviewCreate: {
      action: 'care-review.create',
      touches: ['firstDay', 'lastDay', 'summary', 'standards', 'truncated', 'note', 'supersedesId'],
      good: ({ careStandard, careReview: supersedes, day }) => ({
        ...{ firstDay: day(-40), lastDay: day(-1), standards: [careStandard], summary: 'Kept', supersedes },
        decisions: [{ standard: careStandard, decision: 'KEEP', note: 'It works' }],
        note: 'Told to all',
      }),
      anew: true,
      refuses: [
        invalid('an end before the start', 'lastDay', ({ day }) => day(-41)),
        invalid('a day that is not over', 'lastDay', ({ day }) => day(0)),
        invalid('more days than a quarter', 'firstDay', ({ day }) => day(-100), 'lastDay'),
      ],
    },
    careReviewUpdate: {
      action: 'care-review.update',
      touches: ['note'],
      good: ({ careReview: id }) => ({ id, patch: { note: 'Told to all again' } }),
    },
  },
}
