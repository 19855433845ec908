import { relations } from 'drizzle-orm'
import { segmentSnapshotMembers, segmentSnapshots } from '../tables/care/segment-snapshots.ts'
import {
  segmentFollowing,
  segmentMembers,
  segmentOverrides,
  segmentStays,
  segments,
  segmentValues,
} from '../tables/care/segments.ts'
import { customers } from '../tables/customers/customers.ts'

export const segmentsWing = {
  segments,
  segmentFollowing,
  segmentMembers,
  segmentOverrides,
  segmentSnapshotMembers,
  segmentSnapshots,
  segmentStays,
  segmentValues,
  segmentRelations: relations(segments, ({ one, many }) => ({
    members: many(segmentMembers),
    overrides: many(segmentOverrides),
    snapshots: many(segmentSnapshots),
    value: one(segmentValues, { fields: [segments.id], references: [segmentValues.segmentId] }),
  })),
  segmentMemberRelations: relations(segmentMembers, ({ one }) => ({
    segment: one(segments, { fields: [segmentMembers.segmentId], references: [segments.id] }),
    customer: one(customers, { fields: [segmentMembers.customerId], references: [customers.id] }),
    override: one(segmentOverrides, {
      fields: [segmentMembers.segmentId, segmentMembers.customerId],
      references: [segmentOverrides.segmentId, segmentOverrides.customerId],
    }),
  })),
  segmentSnapshotRelations: relations(segmentSnapshots, ({ one, many }) => ({
    segment: one(segments, { fields: [segmentSnapshots.segmentId], references: [segments.id] }),
    members: many(segmentSnapshotMembers),
  })),
  segmentSnapshotMemberRelations: relations(segmentSnapshotMembers, ({ one }) => ({
    snapshot: one(segmentSnapshots, {
      fields: [segmentSnapshotMembers.segmentSnapshotId],
      references: [segmentSnapshots.id],
    }),
    customer: one(customers, { fields: [segmentSnapshotMembers.customerId], references: [customers.id] }),
  })),
  segmentOverrideRelations: relations(segmentOverrides, ({ one }) => ({
    segment: one(segments, { fields: [segmentOverrides.segmentId], references: [segments.id] }),
    customer: one(customers, { fields: [segmentOverrides.customerId], references: [customers.id] }),
  })),
}
