import { relations } from 'drizzle-orm'
import { customers } from '../tables/customers/customers.ts'
import { segmentMembers, segmentStays, segments, segmentValues } from '../tables/work/segments.ts'

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
