import { targetProfiles } from '../../src/database/tables/care/target-profiles.ts'
import { targetProfileList } from '../../src/domain/target-profiles/list.ts'
import { invalid, type List, type Noun, small, stamp, storedIn } from './noun.ts'

const list: List = {
  field: 'Query.targetProfiles',
  source: targetProfileList,
  varying: { createdAt: small, updatedAt: small },
}

const near = { label: 'Near', weight: 3, condition: { lifecycle: { in: ['PROSPECT'] } } }

export const targetProfile: Noun = {
  type: 'TargetProfile',
  read: 'segments:read',
  write: 'segments:write',
  common: true,
  kind: 'targetProfile',
  stored: storedIn(targetProfiles)(id => ({
    ...{
      id,
      name: `Profile ${id}`,
      description: 'Whom we want',
      conditions: [near],
      archived: true,
      ...stamp,
    },
  })),
  impersonal: ['TargetProfile.description'],
  lists: [list],
  mutations: {
    targetProfileCreate: {
      action: 'target-profile.create',
      touches: ['name', 'description', 'conditions', 'archived'],
      good: ({ region }) => ({
        ...{ name: 'Families of the north', description: 'Who may stay' },
        conditions: [
          { label: 'In the north', weight: 5, condition: { region: { in: [region] } } },
          { label: 'Not lost', weight: 2, condition: { not: { lifecycle: { in: ['LOST'] } } } },
        ],
      }),
      anew: true,
      refuses: [
        invalid('no condition', 'conditions', () => []),
        invalid('no weight', 'conditions', () => [{ ...near, weight: 0 }], 'conditions.0.weight'),
        invalid(
          'a condition of all',
          'conditions',
          () => [{ ...near, condition: {} }],
          'conditions.0.condition',
        ),
        invalid('more than candidates can be asked', 'conditions', () =>
          Array.from({ length: 3 }, () => ({
            ...near,
            condition: { all: Array.from({ length: 40 }, () => near.condition) },
          })),
        ),
        invalid(
          'a region that is not there',
          'conditions',
          () => [near, { ...near, condition: { region: { in: ['reg_7zzzzzz'] } } }],
          'conditions.1.condition.region.in.0',
        ),
      ],
    },
    targetProfileUpdate: {
      action: 'target-profile.update',
      touches: ['name', 'description', 'conditions', 'archived'],
      good: ({ targetProfile: id }) => ({
        id,
        patch: { name: 'Nearer', description: null, conditions: [{ ...near, weight: 9 }], archived: true },
      }),
      refuses: [invalid('no condition', 'patch.conditions', () => [])],
    },
  },
}
