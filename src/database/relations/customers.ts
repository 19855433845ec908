import { relations } from 'drizzle-orm'
import { feedback } from '../tables/care/feedback.ts'
import { followUps, followUpsLeftOut } from '../tables/care/follow-ups.ts'
import { segmentMembers, segmentOverrides } from '../tables/care/segments.ts'
import { surveys } from '../tables/care/surveys.ts'
import { touches } from '../tables/care/touches.ts'
import { exposures } from '../tables/competition/competitors.ts'
import { vulnerabilityMembers } from '../tables/competition/vulnerability.ts'
import { contactPoints } from '../tables/customers/contact-points.ts'
import {
  consents,
  customerExternalIds,
  customerRegions,
  customers,
  lifecycleChanges,
} from '../tables/customers/customers.ts'
import { interactionRevisions, interactions } from '../tables/customers/interactions.ts'
import { personRequests } from '../tables/customers/person-requests.ts'
import { postalAddresses } from '../tables/customers/postal-addresses.ts'
import {
  careTeamMembers,
  channelReachability,
  employments,
  fileReferences,
  notes,
  occasions,
  preferences,
} from '../tables/customers/profile.ts'
import { regions } from '../tables/customers/regions.ts'
import { staffMembers } from '../tables/house/staff.ts'
import { relationshipLevelChanges, relationshipOverrides } from '../tables/value/relationships.ts'
import { timelineEntries } from '../views/timeline.ts'

export const customersWing = {
  regions,
  customers,
  customerExternalIds,
  customerRegions,
  lifecycleChanges,
  consents,
  contactPoints,
  personRequests,
  postalAddresses,
  occasions,
  preferences,
  notes,
  fileReferences,
  careTeamMembers,
  channelReachability,
  employments,
  interactions,
  interactionRevisions,
  regionRelations: relations(regions, ({ one, many }) => ({
    parent: one(regions, { fields: [regions.parentId], references: [regions.id], relationName: 'tree' }),
    children: many(regions, { relationName: 'tree' }),
  })),
  customerRelations: relations(customers, ({ one, many }) => ({
    owner: one(staffMembers, { fields: [customers.ownerId], references: [staffMembers.id] }),
    region: one(regions, { fields: [customers.regionId], references: [regions.id] }),
    externalIds: many(customerExternalIds),
    regionHistory: many(customerRegions),
    lifecycleHistory: many(lifecycleChanges),
    levelHistory: many(relationshipLevelChanges),
    consents: many(consents),
    contactPoints: many(contactPoints),
    postalAddresses: many(postalAddresses),
    occasions: many(occasions),
    preferences: many(preferences),
    notes: many(notes),
    files: many(fileReferences),
    careTeam: many(careTeamMembers),
    reachability: many(channelReachability),
    organisations: many(employments, { relationName: 'worker' }),
    contacts: many(employments, { relationName: 'organisation' }),
    interactions: many(interactions),
    segmentMemberships: many(segmentMembers),
    segmentOverrides: many(segmentOverrides),
    vulnerability: many(vulnerabilityMembers),
    exposures: many(exposures),
    followUps: many(followUps),
    followUpsLeftOut: many(followUpsLeftOut),
    feedback: many(feedback),
    surveys: many(surveys),
    touches: many(touches),
    personRequests: many(personRequests),
    timeline: many(timelineEntries),
    relationshipOverride: one(relationshipOverrides, {
      fields: [customers.id],
      references: [relationshipOverrides.customerId],
    }),
  })),
  externalIdRelations: relations(customerExternalIds, ({ one }) => ({
    customer: one(customers, { fields: [customerExternalIds.customerId], references: [customers.id] }),
  })),
  customerRegionRelations: relations(customerRegions, ({ one }) => ({
    customer: one(customers, { fields: [customerRegions.customerId], references: [customers.id] }),
    region: one(regions, { fields: [customerRegions.regionId], references: [regions.id] }),
  })),
  lifecycleRelations: relations(lifecycleChanges, ({ one }) => ({
    customer: one(customers, { fields: [lifecycleChanges.customerId], references: [customers.id] }),
  })),
  personRequestRelations: relations(personRequests, ({ one }) => ({
    customer: one(customers, { fields: [personRequests.customerId], references: [customers.id] }),
    owner: one(staffMembers, { fields: [personRequests.ownerId], references: [staffMembers.id] }),
  })),
  consentRelations: relations(consents, ({ one }) => ({
    customer: one(customers, { fields: [consents.customerId], references: [customers.id] }),
  })),
  contactPointRelations: relations(contactPoints, ({ one }) => ({
    customer: one(customers, { fields: [contactPoints.customerId], references: [customers.id] }),
  })),
  postalAddressRelations: relations(postalAddresses, ({ one }) => ({
    customer: one(customers, { fields: [postalAddresses.customerId], references: [customers.id] }),
  })),
  occasionRelations: relations(occasions, ({ one }) => ({
    customer: one(customers, { fields: [occasions.customerId], references: [customers.id] }),
  })),
  preferenceRelations: relations(preferences, ({ one }) => ({
    customer: one(customers, { fields: [preferences.customerId], references: [customers.id] }),
  })),
  noteRelations: relations(notes, ({ one }) => ({
    customer: one(customers, { fields: [notes.customerId], references: [customers.id] }),
  })),
  fileReferenceRelations: relations(fileReferences, ({ one }) => ({
    customer: one(customers, { fields: [fileReferences.customerId], references: [customers.id] }),
  })),
  careTeamMemberRelations: relations(careTeamMembers, ({ one }) => ({
    customer: one(customers, { fields: [careTeamMembers.customerId], references: [customers.id] }),
    staffMember: one(staffMembers, { fields: [careTeamMembers.staffId], references: [staffMembers.id] }),
  })),
  employmentRelations: relations(employments, ({ one }) => ({
    customer: one(customers, {
      fields: [employments.customerId],
      references: [customers.id],
      relationName: 'worker',
    }),
    organisation: one(customers, {
      fields: [employments.organisationId],
      references: [customers.id],
      relationName: 'organisation',
    }),
  })),
  channelReachabilityRelations: relations(channelReachability, ({ one }) => ({
    customer: one(customers, { fields: [channelReachability.customerId], references: [customers.id] }),
  })),
  interactionRelations: relations(interactions, ({ one, many }) => ({
    customer: one(customers, { fields: [interactions.customerId], references: [customers.id] }),
    staff: one(staffMembers, { fields: [interactions.staffId], references: [staffMembers.id] }),
    revisions: many(interactionRevisions),
    feedback: one(feedback, { fields: [interactions.id], references: [feedback.id] }),
  })),
  revisionRelations: relations(interactionRevisions, ({ one }) => ({
    interaction: one(interactions, {
      fields: [interactionRevisions.interactionId],
      references: [interactions.id],
    }),
  })),
}
