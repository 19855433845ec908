import { segmentMembers, segmentOverrides, segments } from '../../database/tables/care/segments.ts'
import {
  customerOf,
  customerTable,
  membershipTable,
  segmentOf,
  segmentOverrideTable,
  segmentTable,
} from '../fields/tables.ts'
import { ascending, pageSource } from '../lists/page.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'

/** All segments of the workspace with their counts, for whoever may read segments. */
export const segmentList = pageSource(segments, segmentTable, { usual: [ascending('sortName')] })

/** The members within reach of a segment. */
export const segmentMemberList = pageSource(segmentMembers, customerTable, {
  usual: [ascending('segmentId')],
  key: ['customerId'],
  through: { relation: customerOf, name: 'customer', key: 'customerId' },
  within: ofCustomersWithinReach,
})

/** The segments of a customer within reach. */
export const customerSegmentList = pageSource(segmentMembers, segmentTable, {
  usual: [ascending('customerId')],
  key: ['segmentId'],
  through: { relation: segmentOf, name: 'segment', key: 'segmentId' },
  within: ofCustomersWithinReach,
})

/** Memberships of customers within reach, by segment. */
export const membershipList = pageSource(segmentMembers, membershipTable, {
  usual: [ascending('segmentId')],
  key: ['customerId'],
  orderings: { SEGMENT: [ascending('segmentId')] },
  within: ofCustomersWithinReach,
})

/** What was said by hand of customers within reach, by segment. */
export const segmentOverrideList = pageSource(segmentOverrides, segmentOverrideTable, {
  usual: [ascending('segmentId')],
  key: ['customerId'],
  orderings: { SEGMENT: [ascending('segmentId')] },
  within: ofCustomersWithinReach,
})
