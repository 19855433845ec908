import { relations } from 'drizzle-orm'
import {
  campaignRegions,
  campaigns,
  competitorRegions,
  competitors,
  exposures,
} from '../tables/competition/competitors.ts'
import { vulnerabilitySnapshots } from '../tables/competition/vulnerability.ts'
import { customers } from '../tables/customers/customers.ts'
import { interactions } from '../tables/customers/interactions.ts'
import { regions } from '../tables/customers/regions.ts'
import { staffMembers } from '../tables/house/staff.ts'

export const competitionWing = {
  competitors,
  competitorRegions,
  campaigns,
  campaignRegions,
  exposures,
  competitorRelations: relations(competitors, ({ many }) => ({
    campaigns: many(campaigns),
    regions: many(competitorRegions),
  })),
  competitorRegionRelations: relations(competitorRegions, ({ one }) => ({
    competitor: one(competitors, { fields: [competitorRegions.competitorId], references: [competitors.id] }),
    region: one(regions, { fields: [competitorRegions.regionId], references: [regions.id] }),
  })),
  campaignRelations: relations(campaigns, ({ one, many }) => ({
    competitor: one(competitors, { fields: [campaigns.competitorId], references: [competitors.id] }),
    regions: many(campaignRegions),
    exposures: many(exposures),
    snapshots: many(vulnerabilitySnapshots),
  })),
  campaignRegionRelations: relations(campaignRegions, ({ one }) => ({
    campaign: one(campaigns, { fields: [campaignRegions.campaignId], references: [campaigns.id] }),
    region: one(regions, { fields: [campaignRegions.regionId], references: [regions.id] }),
  })),
  exposureRelations: relations(exposures, ({ one }) => ({
    campaign: one(campaigns, { fields: [exposures.campaignId], references: [campaigns.id] }),
    customer: one(customers, { fields: [exposures.customerId], references: [customers.id] }),
    interaction: one(interactions, { fields: [exposures.interactionId], references: [interactions.id] }),
    recorder: one(staffMembers, { fields: [exposures.recordedBy], references: [staffMembers.id] }),
  })),
}
