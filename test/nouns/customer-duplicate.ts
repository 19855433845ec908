import { customerDuplicates } from '../../src/database/tables/customers/customer-duplicates.ts'
import { customerDuplicateList } from '../../src/domain/duplicates/candidates/list.ts'
import { type Noun, small, stamp, storedIn } from './noun.ts'

export const customerDuplicate: Noun = {
  type: 'CustomerDuplicate',
  read: 'customers:personal',
  write: 'customers:write',
  // Its rows refer to customers who need not be there any more.
  common: true,
  own: true,
  kind: 'customerDuplicate',
  foreign: ({ duplicate }) => duplicate,
  stored: storedIn(customerDuplicates)(id => ({
    ...{
      id,
      firstId: 1,
      secondId: id === 1 ? 2 : 1_000 + id,
      grounds: ['EMAIL', 'PHONE'],
      state: 'DISMISSED',
    },
    ...{ dismissedAt: 5, dismissedBy: 'key:7', ...stamp },
  })),
  guarded: { first: ['customers:read'], second: ['customers:read'] },
  lists: [
    {
      field: 'Query.customerDuplicates',
      source: customerDuplicateList,
      varying: { createdAt: small },
      shown: row => row.secondId === 2,
    },
  ],
  mutations: {
    customerDuplicateDismiss: {
      action: 'customer-duplicate.dismiss',
      touches: ['state'],
      good: ({ duplicate }) => ({ id: duplicate }),
    },
    customerDuplicateReopen: {
      action: 'customer-duplicate.reopen',
      touches: ['state'],
      good: ({ otherDuplicate }) => ({ id: otherDuplicate }),
    },
  },
}
