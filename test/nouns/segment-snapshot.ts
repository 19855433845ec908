import { segmentSnapshotMembers, segmentSnapshots } from '../../src/database/tables/care/segment-snapshots.ts'
import { segmentSnapshotList, segmentSnapshotMemberList } from '../../src/domain/segments/snapshots/list.ts'
import {
  invalid,
  missing,
  type Noun,
  ofFirst,
  small,
  stamp,
  storedIn,
  taken,
  unknownId,
  words,
} from './noun.ts'

const member = storedIn(segmentSnapshotMembers)(id => ({ segmentSnapshotId: id, customerId: id }))

const varying = { sortName: words, createdAt: small, memberCount: small }

export const segmentSnapshot: Noun = {
  type: 'SegmentSnapshot',
  read: 'segments:read',
  write: 'segments:write',
  common: true,
  kind: 'segmentSnapshot',
  stored: storedIn(segmentSnapshots)(id => ({
    ...{
      id,
      segmentId: 1,
      name: `Before Tet ${id}`,
      nameGiven: `Before  Tet ${id}`,
      description: 'Who was going',
    },
    ...{ rule: { lifecycle: { in: ['LOST'] } }, memberCount: 3, unknownCount: 1, ...stamp },
  })),
  parts: [member],
  impersonal: ['SegmentSnapshot.description', 'SegmentSnapshot.rule'],
  lists: [
    { field: 'Query.segmentSnapshots', source: segmentSnapshotList, varying },
    ofFirst('segment', { field: 'Segment.snapshots', source: segmentSnapshotList, varying }),
    {
      ...ofFirst('segmentSnapshot', {
        field: 'SegmentSnapshot.members',
        ...{ source: segmentSnapshotMemberList, stored: member, varying: {} },
      }),
      identity: { selection: 'id', column: 'customerId' },
    },
  ],
  mutations: {
    segmentFreeze: {
      action: 'segment-snapshot.create',
      touches: ['segmentId', 'name', 'description', 'rule'],
      good: ({ segment }) => ({ segment, name: 'Before Tet', description: 'Who was going' }),
      anew: true,
      refuses: [
        missing('segment', ({ segment }) => unknownId(segment)),
        taken('a name that another of the segment has', 'name', () => 'Before  the fair'),
      ],
    },
    segmentSnapshotRemove: {
      action: 'segment-snapshot.remove',
      touches: ['segmentId', 'name', 'rule'],
      good: ({ segmentSnapshot: id }) => ({ id, name: 'Before the fair' }),
      anew: true,
      refuses: [invalid('another name', 'name', () => 'Before the Fair')],
    },
  },
}
