import { relations } from 'drizzle-orm'
import { apiKeys } from '../tables/api-keys.ts'
import { changeRows, changes, changeValues, guards, idempotency } from '../tables/changes.ts'
import { customerDuplicates } from '../tables/customer-duplicates.ts'
import { customerUpdateJobs } from '../tables/customer-update-jobs.ts'
import { customers } from '../tables/customers.ts'
import { importChanges, importKept, imports } from '../tables/imports.ts'
import { customerMergeRows, customerMerges } from '../tables/merges.ts'
import { nights } from '../tables/nights.ts'
import { tombstones } from '../tables/privacy.ts'
import { staffMembers } from '../tables/staff.ts'
import { webhookDeliveries, webhooks } from '../tables/webhooks.ts'
import { workspace } from '../tables/workspace.ts'

export const houseWing = {
  workspace,
  changes,
  changeValues,
  changeRows,
  guards,
  idempotency,
  apiKeys,
  staffMembers,
  imports,
  importChanges,
  importKept,
  nights,
  customerUpdateJobs,
  customerDuplicates,
  customerMerges,
  customerMergeRows,
  tombstones,
  webhooks,
  webhookDeliveries,
  staffRelations: relations(staffMembers, ({ many }) => ({
    customers: many(customers),
  })),
  apiKeyRelations: relations(apiKeys, ({ one, many }) => ({
    staff: one(staffMembers, { fields: [apiKeys.staffId], references: [staffMembers.id] }),
    issuer: one(apiKeys, { fields: [apiKeys.issuerId], references: [apiKeys.id], relationName: 'issue' }),
    issued: many(apiKeys, { relationName: 'issue' }),
  })),
  webhookRelations: relations(webhooks, ({ many }) => ({
    deliveries: many(webhookDeliveries),
  })),
  webhookDeliveryRelations: relations(webhookDeliveries, ({ one }) => ({
    webhook: one(webhooks, { fields: [webhookDeliveries.webhookId], references: [webhooks.id] }),
  })),
}
