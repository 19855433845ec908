import { followUpsLeftOut } from '../../src/database/tables/care/follow-ups.ts'
import { followUpLeftOutList } from '../../src/domain/follow-ups/queue.ts'
import { type List, type Noun, ofFirst, storedIn, wide } from './noun.ts'

const list: Omit<List, 'field'> = { source: followUpLeftOutList, varying: {} }

export const followUpLeftOut: Noun = {
  type: 'FollowUpLeftOut',
  read: 'follow-ups:read',
  // Its rows refer to customers who need not be there any more.
  common: true,
  own: true,
  kind: 'followUpLeftOut',
  stored: storedIn(followUpsLeftOut)(id => ({
    ...{ id, customerId: id, tactic: 'OVERDUE', reason: 'CAPACITY', since: 20_150, ownerId: id },
    ...{ occasion: `purchase:${id}`, dueOn: 20_153, minutes: 8, expectedGain: wide },
  })),
  guarded: { customer: ['customers:read'], owner: ['staff:read'] },
  lists: [
    { ...list, field: 'Query.followUpsLeftOut' },
    ofFirst('customer', { ...list, field: 'Customer.followUpsLeftOut' }),
  ],
}
