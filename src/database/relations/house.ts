import { relations } from 'drizzle-orm'
import { segments } from '../tables/care/segments.ts'
import { campaigns } from '../tables/competition/competitors.ts'
import { customerDuplicates } from '../tables/customers/customer-duplicates.ts'
import { customerUpdateJobs } from '../tables/customers/customer-update-jobs.ts'
import { customers } from '../tables/customers/customers.ts'
import { customerMergeRows, customerMerges } from '../tables/customers/merges.ts'
import { tombstones } from '../tables/customers/privacy.ts'
import { apiKeys } from '../tables/house/api-keys.ts'
import { changeRows, changes, changeValues, guards, idempotency } from '../tables/house/changes.ts'
import { goals } from '../tables/house/goals.ts'
import { importChanges, importKept, imports } from '../tables/house/imports.ts'
import { nights } from '../tables/house/nights.ts'
import { personalReads } from '../tables/house/personal-reads.ts'
import { staffMembers } from '../tables/house/staff.ts'
import { webhookDeliveries, webhooks } from '../tables/house/webhooks.ts'
import { workspace } from '../tables/house/workspace.ts'

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
  goals,
  customerUpdateJobs,
  customerDuplicates,
  customerMerges,
  customerMergeRows,
  tombstones,
  personalReads,
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
  goalRelations: relations(goals, ({ one }) => ({
    segment: one(segments, { fields: [goals.segmentId], references: [segments.id] }),
    campaign: one(campaigns, { fields: [goals.campaignId], references: [campaigns.id] }),
    owner: one(staffMembers, { fields: [goals.ownerId], references: [staffMembers.id] }),
  })),
  webhookRelations: relations(webhooks, ({ many }) => ({
    deliveries: many(webhookDeliveries),
  })),
  webhookDeliveryRelations: relations(webhookDeliveries, ({ one }) => ({
    webhook: one(webhooks, { fields: [webhookDeliveries.webhookId], references: [webhooks.id] }),
  })),
}
