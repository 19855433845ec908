import { relations } from 'drizzle-orm'
import { cohortMonths, cohorts } from '../tables/cohorts.ts'
import { customers } from '../tables/customers.ts'
import { modelFits, rfmScales } from '../tables/models.ts'
import { policies } from '../tables/policies.ts'
import { relationshipLevelChanges, relationshipOverrides } from '../tables/relationships.ts'
import { segments } from '../tables/segments.ts'
import { staffMembers } from '../tables/staff.ts'

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
