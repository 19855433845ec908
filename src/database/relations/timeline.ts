import { relations } from 'drizzle-orm'
import { followUps } from '../tables/care/follow-ups.ts'
import { segments } from '../tables/care/segments.ts'
import { exposures } from '../tables/competition/competitors.ts'
import { vulnerabilityMembers } from '../tables/competition/vulnerability.ts'
import { consents, customers, lifecycleChanges } from '../tables/customers/customers.ts'
import { interactions } from '../tables/customers/interactions.ts'
import { regions } from '../tables/customers/regions.ts'
import { relationshipLevelChanges } from '../tables/value/relationships.ts'
import { timelineEntries } from '../views/timeline.ts'

const { customerId } = timelineEntries

export const timelineWing = {
  timelineEntries,
  timelineRelations: relations(timelineEntries, ({ one }) => ({
    customer: one(customers, { fields: [customerId], references: [customers.id] }),
    interaction: one(interactions, {
      fields: [timelineEntries.interactionId],
      references: [interactions.id],
    }),
    lifecycle: one(lifecycleChanges, {
      fields: [customerId, timelineEntries.lifecycleOn],
      references: [lifecycleChanges.customerId, lifecycleChanges.on],
    }),
    region: one(regions, { fields: [timelineEntries.regionId], references: [regions.id] }),
    consent: one(consents, { fields: [timelineEntries.consentId], references: [consents.id] }),
    exposure: one(exposures, { fields: [timelineEntries.exposureId], references: [exposures.id] }),
    followUp: one(followUps, { fields: [timelineEntries.followUpId], references: [followUps.id] }),
    level: one(relationshipLevelChanges, {
      fields: [customerId, timelineEntries.levelOn],
      references: [relationshipLevelChanges.customerId, relationshipLevelChanges.on],
    }),
    verdict: one(vulnerabilityMembers, {
      fields: [timelineEntries.snapshotId, customerId],
      references: [vulnerabilityMembers.snapshotId, vulnerabilityMembers.customerId],
    }),
    segment: one(segments, { fields: [timelineEntries.segmentId], references: [segments.id] }),
  })),
}
