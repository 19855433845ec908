import { relationshipOverrides } from '../../src/database/tables/value/relationships.ts'
import { type Noun, stamp, storedIn } from './noun.ts'

export const relationshipOverride: Noun = {
  type: 'RelationshipOverride',
  write: 'relationships:write',
  stored: storedIn(relationshipOverrides)(id => ({
    ...{ customerId: id, level: 3, reason: 'Asked for it', until: 30_000, author: 'key:1', staffId: 1 },
    ...stamp,
  })),
  mutations: {
    relationshipOverrideSet: {
      action: 'relationship.override',
      touches: ['level', 'reason', 'until', 'author'],
      good: ({ customer, day }) => ({ customer, level: 4, reason: 'An old friend', until: day(90) }),
    },
    relationshipOverrideClear: {
      action: 'relationship.override-clear',
      touches: ['level', 'reason', 'until', 'author'],
      good: ({ otherCustomer }) => ({ customer: otherCustomer }),
      anew: true,
    },
  },
}
