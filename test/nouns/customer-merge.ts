import { customerMerges } from '../../src/database/tables/customers/merges.ts'
import { customerMergeList } from '../../src/domain/duplicates/list-merges.ts'
import { invalid, type Noun, small, storedIn } from './noun.ts'

export const customerMerge: Noun = {
  type: 'CustomerMerge',
  read: 'customers:read',
  write: 'customers:write',
  // Its rows refer to customers who are not there any more.
  common: true,
  own: true,
  kind: 'customerMerge',
  foreign: ({ merge }) => merge,
  stored: storedIn(customerMerges)(id => ({
    ...{ id, mergedId: 900 + id, survivorId: id, merged: { name: 'Le Hai' }, survivor: {}, result: {} },
    ...{ at: id, actor: 'key:7', changeId: 0, undoneBy: 0, undoneAt: 5 },
  })),
  personal: ['mergedName'],
  guarded: { survivor: ['customers:read'] },
  lists: [{ field: 'Query.customerMerges', source: customerMergeList, varying: { at: small } }],
  mutations: {
    customerMerge: {
      action: 'customer.merge',
      touches: ['name', 'email', 'externalIds'],
      good: ({ twins: [survivor, merged] }) => ({
        ...{ survivor, merged, prefer: { name: 'MERGED', email: 'MERGED', phone: 'SURVIVOR' } },
      }),
      anew: true,
      refuses: [invalid('a customer into itself', 'merged', ({ twins: [survivor] }) => survivor)],
    },
    customersMerge: {
      action: 'customer.merge',
      touches: ['externalIds'],
      good: ({ twins: [, , survivor, merged] }) => ({ inputs: [{ survivor, merged }], atomic: true }),
      anew: true,
    },
    customerUnmerge: {
      action: 'customer.unmerge',
      touches: ['externalIds'],
      good: ({ merge }) => ({ id: merge }),
      anew: true,
    },
  },
}
