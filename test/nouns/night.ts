import { nights } from '../../src/database/tables/house/nights.ts'
import { nightList } from '../../src/domain/nights/list.ts'
import { invalid, type Noun, small, storedIn } from './noun.ts'

export const night: Noun = {
  type: 'Night',
  read: 'nights:read',
  write: 'nights:run',
  common: true,
  kind: 'night',
  stored: storedIn(nights)(id => ({
    // Attempts differ within a day, and run otherwise than the ids.
    ...{ id, day: 20_200, attempt: (id * 7) % 23, current: true, watermark: 0 },
    ...{ startedAt: 1, progressAt: 2, finishedAt: 3, failure: 'Gave up' },
    state: 'FAILED',
    stages: [
      { stage: 'metrics', chunks: 1, counts: { customers: 2 }, rowsRead: 3, rowsWritten: 4, milliseconds: 5 },
    ],
  })),
  impersonal: ['Night.failure'],
  lists: [{ field: 'Query.nights', source: nightList, varying: { day: small } }],
  mutations: {
    nightRun: {
      action: 'night.run',
      touches: [],
      good: ({ day }) => ({ day: day(-2) }),
      refuses: [invalid('a day that is not over', 'day', ({ day }) => day(0))],
    },
  },
}
