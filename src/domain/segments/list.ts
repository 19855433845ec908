import { and, eq } from 'drizzle-orm'
import * as z from 'zod'
import { idOf, parse } from '../input/fields.ts'
import { ascending, type PageSource } from '../lists/page.ts'
import { segmentMembersWithinReach } from './reach.ts'

const segmentOrderings = {
  NAME: [ascending('sortName'), ascending('id')],
  CREATED_AT: [ascending('createdAt'), ascending('id')],
}

export type SegmentOrdering = keyof typeof segmentOrderings

/** All segments of the workspace. */
export const segmentList: PageSource<undefined, SegmentOrdering> = {
  table: 'segments',
  orderings: segmentOrderings,
  defaultOrdering: 'NAME',
  filterScopes: {},
  where: () => undefined,
}

export const segmentMemberFilter = z.strictObject({
  segment: idOf('segment').optional(),
  customer: idOf('customer').optional(),
})

export type SegmentMemberFilter = z.input<typeof segmentMemberFilter>

const memberOrderings = {
  CUSTOMER: [ascending('segmentId'), ascending('customerId')],
}

export type SegmentMemberOrdering = keyof typeof memberOrderings

/** The members within reach of one segment, or the segments of one customer. */
export const segmentMemberList: PageSource<SegmentMemberFilter | null | undefined, SegmentMemberOrdering> = {
  table: 'segmentMembers',
  orderings: memberOrderings,
  defaultOrdering: 'CUSTOMER',
  filterScopes: { segment: ['segments:read'], customer: ['customers:read'] },
  where(service, columns, raw) {
    const reach = segmentMembersWithinReach(service, columns)
    if (!raw) return reach
    const filter = parse(segmentMemberFilter, raw)
    const { segmentId, customerId } = columns
    if (!segmentId || !customerId) throw new Error('Not the segment members table')
    return and(
      reach,
      filter.segment == null ? undefined : eq(segmentId, filter.segment),
      filter.customer == null ? undefined : eq(customerId, filter.customer),
    )
  },
}
