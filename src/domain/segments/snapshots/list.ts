import { segmentSnapshotMembers, segmentSnapshots } from '../../../database/tables/care/segment-snapshots.ts'
import { customerOf, customerTable, segmentSnapshotTable } from '../../fields/tables.ts'
import { ascending, descending, pageSource } from '../../lists/page.ts'
import { ofCustomersWithinReach } from '../../reach/customers.ts'

/** All frozen snapshots of the workspace with their counts, for whoever may read segments. */
export const segmentSnapshotList = pageSource(segmentSnapshots, segmentSnapshotTable, {
  usual: [descending('createdAt')],
})

/** The customers within reach whom a snapshot holds. */
export const segmentSnapshotMemberList = pageSource(segmentSnapshotMembers, customerTable, {
  usual: [ascending('segmentSnapshotId')],
  key: ['customerId'],
  through: { relation: customerOf, name: 'customer', key: 'customerId' },
  within: ofCustomersWithinReach,
})
