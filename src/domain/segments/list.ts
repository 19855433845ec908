import { and, eq } from 'drizzle-orm'
import * as z from 'zod'
import { segmentMembers, segments } from '../../database/tables/segments.ts'
import { idOf } from '../input/fields.ts'
import { noFilter } from '../lists/filter.ts'
import { ascending, pageSource } from '../lists/page.ts'
import { segmentMembersWithinReach } from './reach.ts'

/** All segments of the workspace. */
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
      segmentMembersWithinReach(service, columns),
      segment === undefined ? undefined : eq(columns.segmentId, segment),
      customer === undefined ? undefined : eq(columns.customerId, customer),
    ),
})
