import { sql } from 'drizzle-orm'
import { careReviews } from '../../database/tables/care/care-reviews.ts'
import { careStandards } from '../../database/tables/care/care-standards.ts'
import { feedback } from '../../database/tables/care/feedback.ts'
import { followUps, followUpsLeftOut } from '../../database/tables/care/follow-ups.ts'
import { ownCampaigns } from '../../database/tables/care/own-campaigns.ts'
import { segmentSnapshotMembers, segmentSnapshots } from '../../database/tables/care/segment-snapshots.ts'
import { segmentMembers, segmentOverrides, segments } from '../../database/tables/care/segments.ts'
import { surveys } from '../../database/tables/care/surveys.ts'
import { targetProfiles } from '../../database/tables/care/target-profiles.ts'
import { touches } from '../../database/tables/care/touches.ts'
import { campaigns, competitors, exposures } from '../../database/tables/competition/competitors.ts'
import {
  vulnerabilityMembers,
  vulnerabilitySnapshots,
} from '../../database/tables/competition/vulnerability.ts'
import { contactPoints } from '../../database/tables/customers/contact-points.ts'
import { customerDuplicates } from '../../database/tables/customers/customer-duplicates.ts'
import { customerUpdateJobs } from '../../database/tables/customers/customer-update-jobs.ts'
import { consents, customerExternalIds, customers } from '../../database/tables/customers/customers.ts'
import { interactions } from '../../database/tables/customers/interactions.ts'
import { customerMerges } from '../../database/tables/customers/merges.ts'
import { personRequests } from '../../database/tables/customers/person-requests.ts'
import { postalAddresses } from '../../database/tables/customers/postal-addresses.ts'
import {
  careTeamMembers,
  channelReachability,
  employments,
  fileReferences,
  notes,
  occasions,
  preferences,
} from '../../database/tables/customers/profile.ts'
import { regions } from '../../database/tables/customers/regions.ts'
import { apiKeys } from '../../database/tables/house/api-keys.ts'
import { goals } from '../../database/tables/house/goals.ts'
import { imports } from '../../database/tables/house/imports.ts'
import { nights } from '../../database/tables/house/nights.ts'
import { personalReads } from '../../database/tables/house/personal-reads.ts'
import { staffMembers } from '../../database/tables/house/staff.ts'
import { webhookDeliveries, webhooks } from '../../database/tables/house/webhooks.ts'
import { timelineEntries } from '../../database/views/timeline.ts'
import { comparable } from '../../lib/text.ts'
import { type Columns, columnOf, type FieldTable, type Moment, type Relation } from '../filters/field.ts'
import { textField } from '../filters/values.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'
import type { Scope } from '../service/scopes.ts'
import {
  campaignFields,
  competitorFields,
  exposureFields,
  ownCampaignFields,
  touchFields,
} from './competition.ts'
import { customerFields } from './customer.ts'
import {
  apiKeyFields,
  consentFields,
  contactPointFields,
  customerDuplicateFields,
  customerMergeFields,
  customerUpdateJobFields,
  goalFields,
  importFields,
  nightFields,
  personalReadFields,
  postalAddressFields,
  regionFields,
  staffMemberFields,
  webhookDeliveryFields,
  webhookFields,
} from './house.ts'
import {
  feedbackFields,
  followUpFields,
  followUpLeftOutFields,
  interactionFields,
  surveyFields,
} from './interaction.ts'
import {
  careTeamMemberFields,
  channelReachabilityFields,
  employmentFields,
  fileReferenceFields,
  noteFields,
  occasionFields,
  preferenceFields,
} from './profile.ts'
import { personRequestFields } from './requests/person-request.ts'
import {
  careReviewFields,
  careStandardFields,
  membershipFields,
  segmentFields,
  segmentOverrideFields,
  segmentSnapshotFields,
  segmentSnapshotMemberFields,
  targetProfileFields,
} from './segment.ts'
import { memberFields, snapshotFields } from './snapshot.ts'
import { timelineFields } from './timeline.ts'

/** Of many rows each is looked at, of one its key leads to it. */
const costs = { many: 800, one: 100 } as const

/** The rows that have a row's id in a column. */
const many = (to: () => FieldTable, column: string, scopes: readonly Scope[]): Relation => ({
  to,
  many: true,
  scopes,
  cost: costs.many,
  on: (outer, inner) => sql`${columnOf(inner, column)} = ${columnOf(outer, 'id')}`,
})

/** The row whose id a row has in a column. */
const one = (to: () => FieldTable, key: string, scopes: readonly Scope[]): Relation => ({
  to,
  many: false,
  scopes,
  cost: costs.one,
  key,
  on: (outer, inner) => sql`${columnOf(inner, 'id')} = ${columnOf(outer, key)}`,
})

/** Rows of customers whom not every reader of the outer row reaches. */
const withinReach = (relation: Relation): Relation => ({
  ...relation,
  within: (inner: Columns, { actor }: Moment) =>
    actor ? ofCustomersWithinReach({ actor }, { customerId: columnOf(inner, 'customerId') }) : undefined,
})

/** The customer that a row is about. */
export const customerOf = one(() => customerTable, 'customerId', ['customers:read'])
/** The segment that a row is about. */
export const segmentOf = one(() => segmentTable, 'segmentId', ['segments:read'])
const customer = customerOf
const campaign = one(() => campaignTable, 'campaignId', ['campaigns:read'])

/** Which of a snapshot's rows count: drafts are nobody's. */
const sealed = (relation: Relation): Relation => ({
  ...relation,
  within: inner => sql`${columnOf(inner, 'sealedAt')} IS NOT NULL`,
})

export const customerTable: FieldTable = {
  name: 'Customer',
  table: customers,
  fields: customerFields,
  relations: {
    externalIds: many(() => externalIdTable, 'customerId', []),
    interactions: many(() => interactionTable, 'customerId', ['interactions:read']),
    exposures: many(() => exposureTable, 'customerId', ['exposures:read']),
    followUps: many(() => followUpTable, 'customerId', ['follow-ups:read']),
    feedback: many(() => feedbackTable, 'customerId', ['feedback:read']),
    surveys: many(() => surveyTable, 'customerId', ['interactions:read']),
    touches: many(() => touchTable, 'customerId', ['campaigns:read']),
    personRequests: many(() => personRequestTable, 'customerId', ['privacy:read']),
    consents: many(() => consentTable, 'customerId', ['customers:personal']),
    contactPoints: many(() => contactPointTable, 'customerId', ['customers:personal']),
    postalAddresses: many(() => postalAddressTable, 'customerId', ['customers:personal']),
    occasions: many(() => occasionTable, 'customerId', ['customers:personal']),
    preferences: many(() => preferenceTable, 'customerId', ['customers:personal']),
    notes: many(() => noteTable, 'customerId', ['customers:personal']),
    files: many(() => fileReferenceTable, 'customerId', ['customers:personal']),
    careTeam: many(() => careTeamMemberTable, 'customerId', []),
    organisations: many(() => employmentTable, 'customerId', []),
    contacts: withinReach(many(() => employmentTable, 'organisationId', [])),
    reachability: many(() => channelReachabilityTable, 'customerId', []),
    segments: many(() => membershipTable, 'customerId', ['segments:read']),
    segmentSnapshots: many(() => segmentSnapshotMemberTable, 'customerId', ['segments:read']),
  },
}

export const externalIdTable: FieldTable = {
  name: 'ExternalId',
  table: customerExternalIds,
  fields: {
    source: textField(customerExternalIds.source, { normal: comparable }),
    externalId: textField(customerExternalIds.externalId, { normal: comparable }),
  },
  relations: {},
}

export const interactionTable: FieldTable = {
  name: 'Interaction',
  table: interactions,
  fields: interactionFields,
  // Of one there may be none, hence not `one`.
  relations: { customer, feedback: many(() => feedbackTable, 'id', ['feedback:read']) },
}

export const feedbackTable: FieldTable = {
  name: 'FeedbackItem',
  table: feedback,
  fields: feedbackFields,
  relations: { customer, interaction: one(() => interactionTable, 'id', ['interactions:read']) },
}

export const surveyTable: FieldTable = {
  name: 'Survey',
  table: surveys,
  fields: surveyFields,
  relations: { customer, answer: withinReach(one(() => interactionTable, 'answerId', [])) },
}

export const personRequestTable: FieldTable = {
  name: 'PersonRequest',
  table: personRequests,
  fields: personRequestFields,
  relations: { customer },
}

export const exposureTable: FieldTable = {
  name: 'Exposure',
  table: exposures,
  fields: exposureFields,
  relations: { customer, campaign },
}

export const followUpTable: FieldTable = {
  name: 'FollowUp',
  table: followUps,
  fields: followUpFields,
  relations: { customer },
}

export const followUpLeftOutTable: FieldTable = {
  name: 'FollowUpLeftOut',
  table: followUpsLeftOut,
  fields: followUpLeftOutFields,
  relations: { customer },
}

export const consentTable: FieldTable = {
  name: 'Consent',
  table: consents,
  fields: consentFields,
  relations: { customer },
}

export const contactPointTable: FieldTable = {
  name: 'ContactPoint',
  table: contactPoints,
  fields: contactPointFields,
  relations: { customer },
}

export const postalAddressTable: FieldTable = {
  name: 'PostalAddress',
  table: postalAddresses,
  fields: postalAddressFields,
  relations: { customer },
}

export const occasionTable: FieldTable = {
  name: 'Occasion',
  table: occasions,
  fields: occasionFields,
  relations: { customer },
}

export const preferenceTable: FieldTable = {
  name: 'Preference',
  table: preferences,
  fields: preferenceFields,
  relations: { customer },
}

export const noteTable: FieldTable = {
  name: 'Note',
  table: notes,
  fields: noteFields,
  relations: { customer },
}

export const fileReferenceTable: FieldTable = {
  name: 'FileReference',
  table: fileReferences,
  fields: fileReferenceFields,
  relations: { customer },
}

export const careTeamMemberTable: FieldTable = {
  name: 'CareTeamMember',
  table: careTeamMembers,
  fields: careTeamMemberFields,
  relations: { customer },
}

export const channelReachabilityTable: FieldTable = {
  name: 'ChannelReachability',
  table: channelReachability,
  fields: channelReachabilityFields,
  relations: { customer },
}

export const employmentTable: FieldTable = {
  name: 'Employment',
  table: employments,
  fields: employmentFields,
  relations: { customer },
}

export const membershipTable: FieldTable = {
  name: 'SegmentMembership',
  table: segmentMembers,
  fields: membershipFields,
  relations: {},
}

export const segmentOverrideTable: FieldTable = {
  name: 'SegmentOverride',
  table: segmentOverrides,
  fields: segmentOverrideFields,
  relations: {},
}

export const segmentTable: FieldTable = {
  name: 'Segment',
  table: segments,
  fields: segmentFields,
  relations: {},
}

export const segmentSnapshotTable: FieldTable = {
  name: 'SegmentSnapshot',
  table: segmentSnapshots,
  fields: segmentSnapshotFields,
  relations: {},
}

export const segmentSnapshotMemberTable: FieldTable = {
  name: 'SegmentSnapshotMember',
  table: segmentSnapshotMembers,
  fields: segmentSnapshotMemberFields,
  relations: {},
}

export const competitorTable: FieldTable = {
  name: 'Competitor',
  table: competitors,
  fields: competitorFields,
  relations: { campaigns: many(() => campaignTable, 'competitorId', ['campaigns:read']) },
}

export const campaignTable: FieldTable = {
  name: 'Campaign',
  table: campaigns,
  fields: campaignFields,
  relations: {
    competitor: one(() => competitorTable, 'competitorId', ['competitors:read']),
    exposures: withinReach(many(() => exposureTable, 'campaignId', ['exposures:read'])),
    snapshots: sealed(many(() => snapshotTable, 'campaignId', ['vulnerability:read'])),
  },
}

export const ownCampaignTable: FieldTable = {
  name: 'OwnCampaign',
  table: ownCampaigns,
  fields: ownCampaignFields,
  relations: { touches: withinReach(many(() => touchTable, 'ownCampaignId', [])) },
}

export const targetProfileTable: FieldTable = {
  name: 'TargetProfile',
  table: targetProfiles,
  fields: targetProfileFields,
  relations: {},
}

export const careStandardTable: FieldTable = {
  name: 'CareStandard',
  table: careStandards,
  fields: careStandardFields,
  relations: {},
}

export const careReviewTable: FieldTable = {
  name: 'CareReview',
  table: careReviews,
  fields: careReviewFields,
  relations: {},
}

export const goalTable: FieldTable = { name: 'Goal', table: goals, fields: goalFields, relations: {} }

export const touchTable: FieldTable = {
  name: 'Touch',
  table: touches,
  fields: touchFields,
  relations: { customer, ownCampaign: one(() => ownCampaignTable, 'ownCampaignId', []) },
}

export const snapshotTable: FieldTable = {
  name: 'VulnerabilitySnapshot',
  table: vulnerabilitySnapshots,
  fields: snapshotFields,
  relations: { campaign },
}

export const memberTable: FieldTable = {
  name: 'VulnerabilityMember',
  table: vulnerabilityMembers,
  fields: memberFields,
  relations: { customer, snapshot: sealed(one(() => snapshotTable, 'snapshotId', ['vulnerability:read'])) },
}

export const timelineTable: FieldTable = {
  name: 'TimelineEntry',
  table: timelineEntries,
  fields: timelineFields,
  relations: {},
}

export const staffMemberTable: FieldTable = {
  name: 'StaffMember',
  table: staffMembers,
  fields: staffMemberFields,
  relations: {},
}

export const regionTable: FieldTable = {
  name: 'Region',
  table: regions,
  fields: regionFields,
  relations: {},
}

export const importTable: FieldTable = { name: 'Import', table: imports, fields: importFields, relations: {} }

export const nightTable: FieldTable = { name: 'Night', table: nights, fields: nightFields, relations: {} }

export const apiKeyTable: FieldTable = { name: 'ApiKey', table: apiKeys, fields: apiKeyFields, relations: {} }

export const personalReadTable: FieldTable = {
  name: 'PersonalRead',
  table: personalReads,
  fields: personalReadFields,
  relations: {},
}

export const webhookTable: FieldTable = {
  name: 'Webhook',
  table: webhooks,
  fields: webhookFields,
  relations: {},
}

export const webhookDeliveryTable: FieldTable = {
  name: 'WebhookDelivery',
  table: webhookDeliveries,
  fields: webhookDeliveryFields,
  relations: {},
}

export const customerUpdateJobTable: FieldTable = {
  name: 'CustomerUpdateJob',
  table: customerUpdateJobs,
  fields: customerUpdateJobFields,
  relations: {},
}

export const customerMergeTable: FieldTable = {
  name: 'CustomerMerge',
  table: customerMerges,
  fields: customerMergeFields,
  relations: { survivor: one(() => customerTable, 'survivorId', ['customers:read']) },
}

export const customerDuplicateTable: FieldTable = {
  name: 'CustomerDuplicate',
  table: customerDuplicates,
  fields: customerDuplicateFields,
  relations: {
    first: one(() => customerTable, 'firstId', ['customers:read']),
    second: one(() => customerTable, 'secondId', ['customers:read']),
  },
}
