import { careStandards } from '../../src/database/tables/care/care-standards.ts'
import { careStandardList } from '../../src/domain/care-standards/list.ts'
import { invalid, type List, type Noun, small, stamp, storedIn } from './noun.ts'

const list: List = {
  field: 'Query.careStandards',
  source: careStandardList,
  varying: {
    ...{ firstDay: [1], lastDay: [...small, null], priority: small },
    ...{ createdAt: small, updatedAt: small },
  },
}

export const careStandard: Noun = {
  type: 'CareStandard',
  read: 'follow-ups:read',
  write: 'policies:write',
  common: true,
  kind: 'careStandard',
  stored: storedIn(careStandards)(id => ({
    ...{ id, name: `Standard ${id}`, segmentId: 1, level: null, deed: 'CALL', everyDays: null },
    ...{ trigger: 'DELIVERY', withinDays: 7, channels: ['PHONE', 'EMAIL'], staffId: 1, careRole: null },
    ...{ minutes: 8, priority: 1, firstDay: 20_000, lastDay: 20_090 + id, ...stamp },
  })),
  impersonal: ['CareStandard.careRole', 'CareStandardVersion.careRole'],
  guarded: { segment: ['segments:read'], staff: ['staff:read'] },
  lists: [list],
  mutations: {
    careStandardCreate: {
      action: 'care-standard.create',
      touches: [
        ...[
          'name',
          'segmentId',
          'deed',
          'trigger',
          'withinDays',
          'channels',
          'staffId',
          'minutes',
          'priority',
        ],
        ...['firstDay', 'lastDay'],
      ],
      good: ({ segment, staff, day }) => ({
        ...{ name: 'Ask after each delivery', segment, deed: 'CALL', trigger: 'DELIVERY', withinDays: 7 },
        ...{ channels: ['PHONE', 'EMAIL'], staff, minutes: 10, priority: 5 },
        ...{ firstDay: day(-9), lastDay: day(90) },
      }),
      anew: true,
      refuses: [
        invalid('an end before the start', 'lastDay', ({ day }) => day(-10)),
        invalid('a level beside a segment', 'level', () => 4),
        invalid('a cadence beside a trigger', 'everyDays', () => 30, 'trigger'),
        invalid('a role beside somebody', 'careRole', () => 'Account manager'),
        invalid('no channel', 'channels', () => []),
        invalid('no minute', 'minutes', () => 0),
        invalid('below every priority', 'priority', () => -1),
      ],
    },
    careStandardUpdate: {
      action: 'care-standard.update',
      touches: ['name', 'everyDays', 'channels', 'staffId', 'minutes', 'lastDay'],
      good: ({ careStandard: id, staff, day }) => ({
        id,
        patch: {
          ...{ name: 'Every fortnight', everyDays: 14, channels: ['EMAIL'], staff, minutes: 5 },
          lastDay: day(60),
        },
      }),
      refuses: [
        invalid('an end before the start', 'patch.lastDay', ({ day }) => day(-51)),
        invalid('neither cadence nor trigger', 'patch.everyDays', () => null),
      ],
    },
  },
}
