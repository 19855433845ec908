import { and } from 'drizzle-orm'
import * as z from 'zod'
import { segmentMembers, segments } from '../../database/tables/segments.ts'
import { ofCustomersWithinReach } from '../customers/reach.ts'
import { idOf } from '../input/fields.ts'
import { matches, noFilter } from '../lists/filter.ts'
import { ascending, pageSource } from '../lists/page.ts'

/** All segments of the workspace with their counts, for whoever may read segments. */
export const segmentList = pageSource(segments, {
  orderings: {
    NAME: [ascending('sortName'), ascending('id')],
    CREATED_AT: [ascending('createdAt'), ascending('id')],
  },
  defaultOrdering: 'NAME',
  filter: noFilter,
  filterScopes: {},
  where: () => undefined,
})

const segmentMemberFilter = z.strictObject({
  segment: idOf('segment').optional(),
  customer: idOf('customer').optional(),
})

export type SegmentMemberFilter = z.input<typeof segmentMemberFilter>

/** The members within reach of one segment, or the segments of one customer. */
export const segmentMemberList = pageSource(segmentMembers, {
  orderings: { CUSTOMER: [ascending('segmentId'), ascending('customerId')] },
  defaultOrdering: 'CUSTOMER',
  filter: segmentMemberFilter,
  filterScopes: { segment: ['segments:read'], customer: ['customers:read'] },
  where: (service, columns, { segment, customer }) =>
    and(
      ofCustomersWithinReach(service, columns),
      matches(columns.segmentId, segment),
      matches(columns.customerId, customer),
    ),
})
