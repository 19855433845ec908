import { segmentStays } from '../../src/database/tables/care/segments.ts'
import { timelineList } from '../../src/domain/timeline/list.ts'
import { consent } from './consent.ts'
import { type Noun, ofFirst, small, storedIn } from './noun.ts'

export const timelineEntry: Noun = {
  type: 'TimelineEntry',
  read: 'customers:read',
  stored: storedIn(segmentStays)(id => ({ customerId: id, segmentId: id, joinedAt: 4, leftAt: 5 })),
  lists: [
    {
      // Nothing writes the list itself: here it shows the ledger of consent.
      ...ofFirst('customer', {
        field: 'Customer.timeline',
        source: timelineList,
        ...(consent.stored && { stored: consent.stored }),
        varying: { at: small },
      }),
      identity: { selection: 'consent { id }', column: 'id' },
    },
  ],
}
