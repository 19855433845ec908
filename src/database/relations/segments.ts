import { relations } from 'drizzle-orm'
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
  segmentStays,
  segmentValues,
  segmentRelations: relations(segments, ({ one, many }) => ({
    members: many(segmentMembers),
    overrides: many(segmentOverrides),
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
  segmentOverrideRelations: relations(segmentOverrides, ({ one }) => ({
    segment: one(segments, { fields: [segmentOverrides.segmentId], references: [segments.id] }),
    customer: one(customers, { fields: [segmentOverrides.customerId], references: [customers.id] }),
  })),
}
