import { relations } from 'drizzle-orm'
import { segments } from '../tables/care/segments.ts'
import { customers } from '../tables/customers/customers.ts'
import { policies } from '../tables/house/policies.ts'
import { staffMembers } from '../tables/house/staff.ts'
import { cohortMonths, cohorts } from '../tables/value/cohorts.ts'
import { modelFits, rfmScales } from '../tables/value/models.ts'
import { relationshipLevelChanges, relationshipOverrides } from '../tables/value/relationships.ts'

export const valueWing = {
  policies,
  relationshipOverrides,
  relationshipLevelChanges,
  modelFits,
  rfmScales,
  cohorts,
  cohortMonths,
  overrideRelations: relations(relationshipOverrides, ({ one }) => ({
    staff: one(staffMembers, { fields: [relationshipOverrides.staffId], references: [staffMembers.id] }),
  })),
  levelChangeRelations: relations(relationshipLevelChanges, ({ one }) => ({
    customer: one(customers, { fields: [relationshipLevelChanges.customerId], references: [customers.id] }),
    segment: one(segments, { fields: [relationshipLevelChanges.segmentId], references: [segments.id] }),
  })),
}
