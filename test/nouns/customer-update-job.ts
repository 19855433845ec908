import { customerUpdateJobs } from '../../src/database/tables/customers/customer-update-jobs.ts'
import { customerUpdateJobList } from '../../src/domain/customers/jobs/list.ts'
import { say } from '../../src/domain/wording/say.ts'
import { invalid, type Noun, small, stamp, storedIn } from './noun.ts'

export const customerUpdateJob: Noun = {
  type: 'CustomerUpdateJob',
  read: 'customers:read',
  write: 'customers:write',
  common: true,
  own: true,
  kind: 'customerUpdateJob',
  stored: storedIn(customerUpdateJobs)(id => ({
    ...{ id, filter: { id: { equals: 'cus_1' } }, patch: { owner: null }, state: 'FAILED' },
    ...{ failure: 'OWNER_LEFT', owner: 'key:7', ownerStaffId: 1, ownerScopes: [], ownerReach: 'WORKSPACE' },
    ...{ matching: 9, matchingExact: true, place: 1, changed: 2, unchanged: 3, refused: 4 },
    refusals: [
      {
        customerId: 1,
        error: { code: 'NOT_FOUND', saying: say('notThere', { what: 'customer' }), issues: [] },
      },
    ],
    ...{ progressAt: 5, ...stamp },
  })),
  personal: ['filter', 'patch'],
  lists: [
    { field: 'Query.customerUpdateJobs', source: customerUpdateJobList, varying: { createdAt: small } },
  ],
  mutations: {
    customersUpdateMatching: {
      action: 'customer-update-job.start',
      touches: ['filter', 'patch', 'state', 'owner'],
      good: ({ customer }) => ({
        filter: { id: { equals: customer } },
        patch: { acquisitionSource: 'Fair of all', tagsAdd: ['Met at the fair'] },
      }),
      anew: true,
      refuses: [invalid('a filter that asks nothing', 'filter', () => ({}))],
    },
    customerUpdateJobCancel: {
      action: 'customer-update-job.cancel',
      touches: ['state'],
      good: ({ customerUpdateJob }) => ({ id: customerUpdateJob }),
    },
  },
}
