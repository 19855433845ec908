import { relations } from 'drizzle-orm'
import { cohortMonths, cohorts } from '../tables/cohorts.ts'
import { modelFits, rfmScales } from '../tables/models.ts'
import { policies } from '../tables/policies.ts'
import { relationshipOverrides } from '../tables/relationships.ts'
import { staffMembers } from '../tables/staff.ts'

export const valueWing = {
  policies,
  relationshipOverrides,
  modelFits,
  rfmScales,
  cohorts,
  cohortMonths,
  overrideRelations: relations(relationshipOverrides, ({ one }) => ({
    staff: one(staffMembers, { fields: [relationshipOverrides.staffId], references: [staffMembers.id] }),
  })),
}
