import { relations } from 'drizzle-orm'
import { apiKeys } from '../tables/api-keys.ts'
import { changes, changeValues, guards, idempotency } from '../tables/changes.ts'
import { customers } from '../tables/customers.ts'
import { importChanges, imports } from '../tables/imports.ts'
import { nights } from '../tables/nights.ts'
import { staffMembers } from '../tables/staff.ts'
import { workspace } from '../tables/workspace.ts'

export const houseWing = {
  workspace,
  changes,
  changeValues,
  guards,
  idempotency,
  apiKeys,
  staffMembers,
  imports,
  importChanges,
  nights,
  staffRelations: relations(staffMembers, ({ many }) => ({
    customers: many(customers),
  })),
  apiKeyRelations: relations(apiKeys, ({ one }) => ({
    staff: one(staffMembers, { fields: [apiKeys.staffId], references: [staffMembers.id] }),
  })),
}
