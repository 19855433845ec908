import {
  createTableRelationsHelpers,
  extractTablesRelationalConfig,
  getTableColumns,
  is,
  relations,
} from 'drizzle-orm'
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { apiKeys } from './tables/api-keys.ts'
import { changes, guards, idempotency } from './tables/changes.ts'
import { cohortMonths, cohorts } from './tables/cohorts.ts'
import {
  campaignRegions,
  campaigns,
  competitorRegions,
  competitors,
  exposures,
} from './tables/competitors.ts'
import {
  consents,
  customerExternalIds,
  customerRegions,
  customers,
  lifecycleChanges,
} from './tables/customers.ts'
import { followUps } from './tables/follow-ups.ts'
import { interactionRevisions, interactions } from './tables/interactions.ts'
import { modelFits, rfmScales } from './tables/models.ts'
import { nights } from './tables/nights.ts'
import { policies } from './tables/policies.ts'
import { regions } from './tables/regions.ts'
import { relationshipOverrides } from './tables/relationships.ts'
import { segmentMembers, segments, segmentValues } from './tables/segments.ts'
import { staffMembers } from './tables/staff.ts'
import {
  vulnerabilityMembers,
  vulnerabilityPolicies,
  vulnerabilitySnapshots,
} from './tables/vulnerability.ts'
import { workspace } from './tables/workspace.ts'

const staffRelations = relations(staffMembers, ({ many }) => ({
  customers: many(customers),
}))

const apiKeyRelations = relations(apiKeys, ({ one }) => ({
  staff: one(staffMembers, { fields: [apiKeys.staffId], references: [staffMembers.id] }),
}))

const regionRelations = relations(regions, ({ one, many }) => ({
  parent: one(regions, { fields: [regions.parentId], references: [regions.id], relationName: 'tree' }),
  children: many(regions, { relationName: 'tree' }),
}))

const customerRelations = relations(customers, ({ one, many }) => ({
  owner: one(staffMembers, { fields: [customers.ownerId], references: [staffMembers.id] }),
  region: one(regions, { fields: [customers.regionId], references: [regions.id] }),
  externalIds: many(customerExternalIds),
  regionHistory: many(customerRegions),
  lifecycleHistory: many(lifecycleChanges),
  consents: many(consents),
  interactions: many(interactions),
  segmentMemberships: many(segmentMembers),
  vulnerability: many(vulnerabilityMembers),
  exposures: many(exposures),
  followUps: many(followUps),
  relationshipOverride: one(relationshipOverrides, {
    fields: [customers.id],
    references: [relationshipOverrides.customerId],
  }),
}))

const externalIdRelations = relations(customerExternalIds, ({ one }) => ({
  customer: one(customers, { fields: [customerExternalIds.customerId], references: [customers.id] }),
}))

const customerRegionRelations = relations(customerRegions, ({ one }) => ({
  customer: one(customers, { fields: [customerRegions.customerId], references: [customers.id] }),
  region: one(regions, { fields: [customerRegions.regionId], references: [regions.id] }),
}))

const lifecycleRelations = relations(lifecycleChanges, ({ one }) => ({
  customer: one(customers, { fields: [lifecycleChanges.customerId], references: [customers.id] }),
}))

const consentRelations = relations(consents, ({ one }) => ({
  customer: one(customers, { fields: [consents.customerId], references: [customers.id] }),
}))

const interactionRelations = relations(interactions, ({ one, many }) => ({
  customer: one(customers, { fields: [interactions.customerId], references: [customers.id] }),
  staff: one(staffMembers, { fields: [interactions.staffId], references: [staffMembers.id] }),
  revisions: many(interactionRevisions),
}))

const revisionRelations = relations(interactionRevisions, ({ one }) => ({
  interaction: one(interactions, {
    fields: [interactionRevisions.interactionId],
    references: [interactions.id],
  }),
}))

const competitorRelations = relations(competitors, ({ many }) => ({
  campaigns: many(campaigns),
  regions: many(competitorRegions),
}))

const competitorRegionRelations = relations(competitorRegions, ({ one }) => ({
  competitor: one(competitors, { fields: [competitorRegions.competitorId], references: [competitors.id] }),
  region: one(regions, { fields: [competitorRegions.regionId], references: [regions.id] }),
}))

const campaignRelations = relations(campaigns, ({ one, many }) => ({
  competitor: one(competitors, { fields: [campaigns.competitorId], references: [competitors.id] }),
  regions: many(campaignRegions),
  exposures: many(exposures),
  snapshots: many(vulnerabilitySnapshots),
}))

const campaignRegionRelations = relations(campaignRegions, ({ one }) => ({
  campaign: one(campaigns, { fields: [campaignRegions.campaignId], references: [campaigns.id] }),
  region: one(regions, { fields: [campaignRegions.regionId], references: [regions.id] }),
}))

const exposureRelations = relations(exposures, ({ one }) => ({
  campaign: one(campaigns, { fields: [exposures.campaignId], references: [campaigns.id] }),
  customer: one(customers, { fields: [exposures.customerId], references: [customers.id] }),
  interaction: one(interactions, { fields: [exposures.interactionId], references: [interactions.id] }),
  recorder: one(staffMembers, { fields: [exposures.recordedBy], references: [staffMembers.id] }),
}))

const snapshotRelations = relations(vulnerabilitySnapshots, ({ one, many }) => ({
  campaign: one(campaigns, { fields: [vulnerabilitySnapshots.campaignId], references: [campaigns.id] }),
  policy: one(vulnerabilityPolicies, {
    fields: [vulnerabilitySnapshots.policyVersion],
    references: [vulnerabilityPolicies.version],
  }),
  members: many(vulnerabilityMembers),
  // What a snapshot is about, where its scope says that it is one of these.
  region: one(regions, { fields: [vulnerabilitySnapshots.scopeId], references: [regions.id] }),
  segment: one(segments, { fields: [vulnerabilitySnapshots.scopeId], references: [segments.id] }),
}))

const memberRelations = relations(vulnerabilityMembers, ({ one }) => ({
  snapshot: one(vulnerabilitySnapshots, {
    fields: [vulnerabilityMembers.snapshotId],
    references: [vulnerabilitySnapshots.id],
  }),
  customer: one(customers, { fields: [vulnerabilityMembers.customerId], references: [customers.id] }),
}))

const segmentRelations = relations(segments, ({ one, many }) => ({
  members: many(segmentMembers),
  value: one(segmentValues, { fields: [segments.id], references: [segmentValues.segmentId] }),
}))

const segmentMemberRelations = relations(segmentMembers, ({ one }) => ({
  segment: one(segments, { fields: [segmentMembers.segmentId], references: [segments.id] }),
  customer: one(customers, { fields: [segmentMembers.customerId], references: [customers.id] }),
}))

const overrideRelations = relations(relationshipOverrides, ({ one }) => ({
  staff: one(staffMembers, { fields: [relationshipOverrides.staffId], references: [staffMembers.id] }),
}))

const followUpRelations = relations(followUps, ({ one }) => ({
  customer: one(customers, { fields: [followUps.customerId], references: [customers.id] }),
  owner: one(staffMembers, { fields: [followUps.ownerId], references: [staffMembers.id] }),
  claimer: one(staffMembers, { fields: [followUps.claimedBy], references: [staffMembers.id] }),
  interaction: one(interactions, { fields: [followUps.interactionId], references: [interactions.id] }),
}))

/** Every table and how they relate: what Drizzle's relational queries know. */
export const relational = {
  workspace,
  changes,
  guards,
  idempotency,
  apiKeys,
  staffMembers,
  regions,
  customers,
  customerExternalIds,
  customerRegions,
  lifecycleChanges,
  consents,
  interactions,
  interactionRevisions,
  competitors,
  competitorRegions,
  campaigns,
  campaignRegions,
  exposures,
  vulnerabilityPolicies,
  vulnerabilitySnapshots,
  vulnerabilityMembers,
  segments,
  segmentMembers,
  segmentValues,
  policies,
  relationshipOverrides,
  modelFits,
  rfmScales,
  cohorts,
  cohortMonths,
  followUps,
  nights,
  staffRelations,
  apiKeyRelations,
  regionRelations,
  customerRelations,
  externalIdRelations,
  customerRegionRelations,
  lifecycleRelations,
  consentRelations,
  interactionRelations,
  revisionRelations,
  competitorRelations,
  competitorRegionRelations,
  campaignRelations,
  campaignRegionRelations,
  exposureRelations,
  snapshotRelations,
  memberRelations,
  segmentRelations,
  segmentMemberRelations,
  overrideRelations,
  followUpRelations,
}

const extracted = extractTablesRelationalConfig(relational, createTableRelationsHelpers)

/** The same in the form that Drizzle's relational queries and the selection compiler read. */
export const relationalConfig = {
  fullSchema: relational,
  schema: extracted.tables,
  tableNamesMap: extracted.tableNamesMap,
}

/** The properties of each table by which its rows are told apart: Drizzle's configuration knows no composite keys. */
export const keyColumns: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(relational).flatMap(([name, table]) =>
    is(table, SQLiteTable) ? [[name, keyOf(table)] as const] : [],
  ),
)

function keyOf(table: SQLiteTable): string[] {
  const columns = Object.entries(getTableColumns(table))
  if (columns.some(([property]) => property === 'id')) return ['id']
  const composite = getTableConfig(table).primaryKeys.flatMap(key => key.columns.map(column => column.name))
  return columns.flatMap(([property, column]) =>
    column.primary || composite.includes(column.name) ? property : [],
  )
}
