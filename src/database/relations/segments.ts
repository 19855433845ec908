import { relations } from 'drizzle-orm'
import { segmentMembers, segmentStays, segments, segmentValues } from '../tables/care/segments.ts'
import { customers } from '../tables/customers/customers.ts'

export const segmentsWing = {
  segments,
  segmentMembers,
  segmentStays,
  segmentValues,
  segmentRelations: relations(segments, ({ one, many }) => ({
    members: many(segmentMembers),
    value: one(segmentValues, { fields: [segments.id], references: [segmentValues.segmentId] }),
  })),
  segmentMemberRelations: relations(segmentMembers, ({ one }) => ({
    segment: one(segments, { fields: [segmentMembers.segmentId], references: [segments.id] }),
    customer: one(customers, { fields: [segmentMembers.customerId], references: [customers.id] }),
  })),
}
