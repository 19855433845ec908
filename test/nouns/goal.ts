import { goals } from '../../src/database/tables/house/goals.ts'
import { goalList } from '../../src/domain/goals/list.ts'
import { invalid, type List, type Noun, small, stamp, storedIn } from './noun.ts'

const list: List = {
  field: 'Query.goals',
  source: goalList,
  varying: { firstDay: [1], lastDay: small, createdAt: small, updatedAt: small },
}

export const goal: Noun = {
  type: 'Goal',
  read: 'reports:read',
  write: 'policies:write',
  common: true,
  kind: 'goal',
  stored: storedIn(goals)(id => ({
    ...{ id, name: `Goal ${id}`, metric: 'VULNERABILITY_INDEX', direction: 'AT_MOST', target: 10 },
    ...{
      firstDay: 20_000,
      lastDay: 20_090 + id,
      segmentId: null,
      campaignId: 1,
      ownerId: 1,
      note: 'More',
      ...stamp,
    },
  })),
  impersonal: ['Goal.note'],
  guarded: { segment: ['segments:read'], campaign: ['campaigns:read'], owner: ['staff:read'] },
  lists: [list],
  mutations: {
    goalCreate: {
      action: 'goal.create',
      touches: [
        ...['name', 'metric', 'direction', 'target', 'firstDay', 'lastDay', 'campaignId', 'ownerId', 'note'],
      ],
      good: ({ campaign, staff, day }) => ({
        ...{ name: 'Hold the north', metric: 'VULNERABILITY_INDEX', direction: 'AT_MOST', target: 12.5 },
        ...{ campaign, owner: staff, note: 'Call first', firstDay: day(-9), lastDay: day(90) },
      }),
      anew: true,
      refuses: [
        invalid('an end before the start', 'lastDay', ({ day }) => day(-10)),
        invalid('more days than a year', 'lastDay', ({ day }) => day(360)),
        invalid('more than all', 'target', () => 101),
        invalid('a metric of a segment without one', 'metric', () => 'SEGMENT_MEMBERS', 'segment'),
        invalid('a metric of no campaign with one', 'metric', () => 'RETENTION', 'campaign'),
      ],
    },
    goalUpdate: {
      action: 'goal.update',
      touches: ['name', 'target', 'lastDay', 'ownerId', 'note'],
      good: ({ goal: id, segment, staff, day }) => ({
        id,
        patch: { name: 'Fewer', target: 20, segment, lastDay: day(60), owner: staff, note: 'In time' },
      }),
      refuses: [
        invalid('half a member', 'patch.target', () => 0.5),
        invalid('an end before the start', 'patch.lastDay', ({ day }) => day(-51)),
      ],
    },
  },
}
