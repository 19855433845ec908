import type { recordColumns } from '../../database/columns.ts'
import type { careReviews } from '../../database/tables/care/care-reviews.ts'
import type { careStandards } from '../../database/tables/care/care-standards.ts'
import type { feedback } from '../../database/tables/care/feedback.ts'
import type { followUps } from '../../database/tables/care/follow-ups.ts'
import type { ownCampaigns } from '../../database/tables/care/own-campaigns.ts'
import type { segmentSnapshots } from '../../database/tables/care/segment-snapshots.ts'
import type { segmentOverrides, segments } from '../../database/tables/care/segments.ts'
import type { surveys } from '../../database/tables/care/surveys.ts'
import type { targetProfiles } from '../../database/tables/care/target-profiles.ts'
import type { touches } from '../../database/tables/care/touches.ts'
import type { campaigns, competitors, exposures } from '../../database/tables/competition/competitors.ts'
import type { contactPoints } from '../../database/tables/customers/contact-points.ts'
import type { customerDuplicates } from '../../database/tables/customers/customer-duplicates.ts'
import type { customerUpdateJobs } from '../../database/tables/customers/customer-update-jobs.ts'
import type { consents, customers } from '../../database/tables/customers/customers.ts'
import type { interactions } from '../../database/tables/customers/interactions.ts'
import type { personRequests } from '../../database/tables/customers/person-requests.ts'
import type { postalAddresses } from '../../database/tables/customers/postal-addresses.ts'
import type {
  careTeamMembers,
  channelReachability,
  employments,
  fileReferences,
  notes,
  occasions,
  preferences,
} from '../../database/tables/customers/profile.ts'
import type { regions } from '../../database/tables/customers/regions.ts'
import type { apiKeys } from '../../database/tables/house/api-keys.ts'
import type { goals } from '../../database/tables/house/goals.ts'
import type { personalReads } from '../../database/tables/house/personal-reads.ts'
import type { staffMembers } from '../../database/tables/house/staff.ts'
import type { webhooks } from '../../database/tables/house/webhooks.ts'
import type { relationshipOverrides } from '../../database/tables/value/relationships.ts'

/**
 * A `PERSONAL` value identifies or describes a person, or is free text that may: it is kept apart from the trail, so
 * that an erasure can take it away.
 */
export type Privacy = 'PLAIN' | 'PERSONAL'

// What the trail tells of each noun, in stored form (ids, day numbers, minor units), under the names of its columns.
// Lists that lie beside the row have names of their own.

type Row<Table extends { $inferSelect: object }> = Table['$inferSelect']
/** What every row has: the change itself says it. */
type Stamp = 'id' | keyof typeof recordColumns
/** A column is told, as `PLAIN` or `PERSONAL`, or named as `Untold`: made of others, the night's, or the change's own. */
type Columns<Table extends { $inferSelect: object }, Untold extends keyof Row<Table> = never> = Record<
  Exclude<keyof Row<Table>, Stamp | Untold>,
  Privacy
>
type Told<Table extends { $inferSelect: object }, Fields> = Pick<Row<Table>, keyof Fields & keyof Row<Table>>

export const apiKeyFields = {
  name: 'PERSONAL',
  scopes: 'PLAIN',
  reach: 'PLAIN',
  regions: 'PLAIN',
  staffId: 'PLAIN',
  expiresAt: 'PLAIN',
  revokedAt: 'PLAIN',
  frozenAt: 'PLAIN',
} satisfies Columns<
  typeof apiKeys,
  'hint' | 'hash' | 'issuedBy' | 'issuerId' | 'lastUsedAt' | 'level' | 'levelAt'
>
export type ApiKeyFields = Told<typeof apiKeys, typeof apiKeyFields>

export const campaignFields = {
  competitorId: 'PLAIN',
  name: 'PLAIN',
  nameGiven: 'PLAIN',
  kind: 'PLAIN',
  products: 'PLAIN',
  offer: 'PLAIN',
  sources: 'PLAIN',
  firstDay: 'PLAIN',
  lastDay: 'PLAIN',
  regions: 'PLAIN',
  controlRegions: 'PLAIN',
} satisfies Columns<typeof campaigns, 'sortName' | 'foldedName'> & {
  regions: Privacy
  controlRegions: Privacy
}
export type CampaignFields = Told<typeof campaigns, typeof campaignFields> & {
  regions: number[]
  controlRegions: number[]
}

export const ownCampaignFields = {
  name: 'PLAIN',
  nameGiven: 'PLAIN',
  theme: 'PLAIN',
  kind: 'PLAIN',
  segmentId: 'PLAIN',
  channels: 'PLAIN',
  purpose: 'PLAIN',
  cadence: 'PLAIN',
  offer: 'PLAIN',
  firstDay: 'PLAIN',
  lastDay: 'PLAIN',
  cost: 'PLAIN',
} satisfies Columns<typeof ownCampaigns, 'sortName' | 'foldedName'>
export type OwnCampaignFields = Told<typeof ownCampaigns, typeof ownCampaignFields>

export const careStandardFields = {
  name: 'PLAIN',
  segmentId: 'PLAIN',
  level: 'PLAIN',
  deed: 'PLAIN',
  everyDays: 'PLAIN',
  trigger: 'PLAIN',
  withinDays: 'PLAIN',
  channels: 'PLAIN',
  staffId: 'PLAIN',
  careRole: 'PLAIN',
  minutes: 'PLAIN',
  priority: 'PLAIN',
  firstDay: 'PLAIN',
  lastDay: 'PLAIN',
} satisfies Columns<typeof careStandards>
export type CareStandardFields = Told<typeof careStandards, typeof careStandardFields>

export const careReviewFields = {
  firstDay: 'PLAIN',
  lastDay: 'PLAIN',
  summary: 'PLAIN',
  standards: 'PLAIN',
  truncated: 'PLAIN',
  note: 'PLAIN',
  supersedesId: 'PLAIN',
} satisfies Columns<typeof careReviews>
export type CareReviewFields = Told<typeof careReviews, typeof careReviewFields>

export const goalFields = {
  name: 'PLAIN',
  metric: 'PLAIN',
  direction: 'PLAIN',
  target: 'PLAIN',
  firstDay: 'PLAIN',
  lastDay: 'PLAIN',
  segmentId: 'PLAIN',
  campaignId: 'PLAIN',
  ownerId: 'PLAIN',
  note: 'PLAIN',
} satisfies Columns<typeof goals>
export type GoalFields = Told<typeof goals, typeof goalFields>

export const targetProfileFields = {
  name: 'PLAIN',
  description: 'PLAIN',
  conditions: 'PLAIN',
  archived: 'PLAIN',
} satisfies Columns<typeof targetProfiles, 'foldedName'>
export type TargetProfileFields = Told<typeof targetProfiles, typeof targetProfileFields>

export const touchFields = {
  ownCampaignId: 'PLAIN',
  customerId: 'PLAIN',
  slot: 'PLAIN',
  channel: 'PLAIN',
  state: 'PLAIN',
  leftOut: 'PLAIN',
  bounce: 'PLAIN',
  plannedFor: 'PLAIN',
  touchedOn: 'PLAIN',
  respondedOn: 'PLAIN',
  cost: 'PLAIN',
  interactionId: 'PLAIN',
} satisfies Columns<typeof touches>
export type TouchFields = Told<typeof touches, typeof touchFields>

export const competitorFields = {
  name: 'PLAIN',
  nameGiven: 'PLAIN',
  aliases: 'PLAIN',
  products: 'PLAIN',
  notes: 'PERSONAL',
  regions: 'PLAIN',
} satisfies Columns<typeof competitors, 'sortName' | 'foldedName'> & { regions: Privacy }
export type CompetitorFields = Told<typeof competitors, typeof competitorFields> & { regions: number[] }

export const consentFields = {
  customerId: 'PLAIN',
  purpose: 'PLAIN',
  channel: 'PLAIN',
  given: 'PLAIN',
  textVersion: 'PLAIN',
  evidence: 'PERSONAL',
} satisfies Columns<typeof consents, 'at' | 'actor'>
export type ConsentFields = Told<typeof consents, typeof consentFields>

export const contactPointFields = {
  customerId: 'PLAIN',
  kind: 'PLAIN',
  value: 'PERSONAL',
  label: 'PERSONAL',
  verifiedOn: 'PERSONAL',
} satisfies Columns<typeof contactPoints>
export type ContactPointFields = Told<typeof contactPoints, typeof contactPointFields>

export const customerFields = {
  kind: 'PLAIN',
  name: 'PERSONAL',
  email: 'PERSONAL',
  phone: 'PERSONAL',
  gender: 'PERSONAL',
  birthDate: 'PERSONAL',
  acquisitionSource: 'PLAIN',
  ownerId: 'PLAIN',
  regionId: 'PLAIN',
  regions: 'PLAIN',
  preferredChannels: 'PLAIN',
  forbiddenChannels: 'PLAIN',
  attributes: 'PERSONAL',
  tags: 'PERSONAL',
  externalIds: 'PERSONAL',
  restrictedAt: 'PLAIN',
  restrictionReason: 'PERSONAL',
  scoringObjectedAt: 'PLAIN',
  scoringObjectionReason: 'PERSONAL',
} satisfies Columns<
  typeof customers,
  | ('sortName' | 'foldedName' | 'lifecycle' | 'lifecycleSince' | 'lifecycleReviewOn' | 'lifecycleCycle')
  | ('firstPurchaseOn' | 'lastPurchaseOn' | 'purchaseDays' | 'cycleDoubled' | 'activeMonths' | 'metricsOn')
  | ('netSpend' | 'netSpendYear' | 'repeatSpend' | 'costedSpendYear' | 'costYear' | 'relationshipLevel')
  | 'erasedAt'
> & { externalIds: Privacy; regions: Privacy }
export type CustomerFields = Told<typeof customers, typeof customerFields> & {
  externalIds: { source: string; externalId: string }[]
  /** Where the customer was, since which day. */
  regions: { since: number; regionId: number }[]
}

export const customerDuplicateFields = {
  firstId: 'PLAIN',
  secondId: 'PLAIN',
  grounds: 'PLAIN',
  state: 'PLAIN',
} satisfies Columns<typeof customerDuplicates, 'dismissedAt' | 'dismissedBy'>
export type CustomerDuplicateFields = Told<typeof customerDuplicates, typeof customerDuplicateFields>

/** A question may name somebody, and attributes describe. */
export const customerUpdateJobFields = {
  filter: 'PERSONAL',
  patch: 'PERSONAL',
  state: 'PLAIN',
  failure: 'PLAIN',
  owner: 'PLAIN',
} satisfies Columns<
  typeof customerUpdateJobs,
  | ('ownerStaffId' | 'ownerScopes' | 'ownerReach' | 'ownerRegions' | 'matching' | 'matchingExact')
  | ('place' | 'changed' | 'unchanged' | 'refused' | 'refusals' | 'progressAt')
>
export type CustomerUpdateJobFields = Told<typeof customerUpdateJobs, typeof customerUpdateJobFields>

export const exposureFields = {
  campaignId: 'PLAIN',
  customerId: 'PLAIN',
  kind: 'PLAIN',
  interactionId: 'PLAIN',
  evidence: 'PERSONAL',
  confidence: 'PLAIN',
  recordedBy: 'PLAIN',
} satisfies Columns<typeof exposures>
export type ExposureFields = Told<typeof exposures, typeof exposureFields>

export const feedbackFields = {
  customerId: 'PLAIN',
  kind: 'PLAIN',
  ownerId: 'PLAIN',
  dueAt: 'PLAIN',
  state: 'PLAIN',
  outcome: 'PLAIN',
  note: 'PERSONAL',
  answerId: 'PLAIN',
  escalatedTo: 'PLAIN',
} satisfies Columns<typeof feedback, 'askedAt' | 'answeredAt' | 'closedAt' | 'escalatedAt'>
export type FeedbackFields = Told<typeof feedback, typeof feedbackFields>

export const surveyFields = {
  customerId: 'PLAIN',
  kind: 'PLAIN',
  question: 'PERSONAL',
  channel: 'PLAIN',
  occasion: 'PLAIN',
  aboutId: 'PLAIN',
  staffId: 'PLAIN',
  expiresOn: 'PLAIN',
  state: 'PLAIN',
  answerId: 'PLAIN',
} satisfies Columns<typeof surveys, 'askedAt' | 'closedAt'>
export type SurveyFields = Told<typeof surveys, typeof surveyFields>

export const personRequestFields = {
  customerId: 'PLAIN',
  kind: 'PLAIN',
  regime: 'PLAIN',
  receivedOn: 'PLAIN',
  channel: 'PLAIN',
  thirdParty: 'PLAIN',
  ownerId: 'PLAIN',
  note: 'PERSONAL',
  acknowledgeBy: 'PLAIN',
  dueOn: 'PLAIN',
  acknowledgedOn: 'PLAIN',
  extendedOn: 'PLAIN',
  extensionReason: 'PERSONAL',
  closedOn: 'PLAIN',
  outcome: 'PLAIN',
  refusalReason: 'PERSONAL',
} satisfies Columns<typeof personRequests, 'policyVersion' | 'extensionDays'>
export type PersonRequestFields = Told<typeof personRequests, typeof personRequestFields>

export const followUpFields = {
  customerId: 'PLAIN',
  tactic: 'PLAIN',
  state: 'PLAIN',
  dueOn: 'PLAIN',
  expiresOn: 'PLAIN',
  snoozedUntil: 'PLAIN',
  ownerId: 'PLAIN',
  claimedBy: 'PLAIN',
  claimedUntil: 'PLAIN',
  outcome: 'PLAIN',
  note: 'PERSONAL',
  interactionId: 'PLAIN',
  minutes: 'PLAIN',
} satisfies Columns<
  typeof followUps,
  | ('period' | 'claimedAt' | 'closedAt' | 'reasons' | 'netSpendYear' | 'createdOn' | 'escalatedAt')
  | ('channel' | 'expectedGain' | 'policyVersion' | 'holdOutPercent' | 'drawPeriod')
>
export type FollowUpFields = Told<typeof followUps, typeof followUpFields>

export const interactionFields = {
  customerId: 'PLAIN',
  occurredAt: 'PLAIN',
  kind: 'PLAIN',
  channel: 'PLAIN',
  subchannel: 'PLAIN',
  direction: 'PLAIN',
  stage: 'PLAIN',
  staffId: 'PLAIN',
  subject: 'PERSONAL',
  body: 'PERSONAL',
  outcome: 'PERSONAL',
  amount: 'PLAIN',
  cost: 'PLAIN',
  cancelled: 'PLAIN',
  score: 'PLAIN',
  lines: 'PLAIN',
  source: 'PLAIN',
  sourceGiven: 'PLAIN',
  externalId: 'PLAIN',
  externalIdGiven: 'PLAIN',
} satisfies Columns<typeof interactions, 'day'>
export type InteractionFields = Told<typeof interactions, typeof interactionFields>

export const overrideFields = {
  level: 'PLAIN',
  reason: 'PERSONAL',
  until: 'PLAIN',
  author: 'PLAIN',
  staffId: 'PLAIN',
} satisfies Columns<typeof relationshipOverrides, 'customerId'>
export type OverrideFields = Told<typeof relationshipOverrides, typeof overrideFields>

export const segmentOverrideFields = {
  segmentId: 'PLAIN',
  included: 'PLAIN',
  reason: 'PERSONAL',
  author: 'PLAIN',
} satisfies Columns<typeof segmentOverrides, 'customerId'>
export type SegmentOverrideFields = Told<typeof segmentOverrides, typeof segmentOverrideFields>

/** Whose customers were read is told nowhere. */
export const personalReadFields = {
  customers: 'PLAIN',
  alarmedAt: 'PLAIN',
  alarmLimit: 'PLAIN',
  froze: 'PLAIN',
} satisfies Columns<
  typeof personalReads,
  'caller' | 'hour' | 'surface' | 'kind' | 'marks' | 'firstAt' | 'lastAt'
>
export type PersonalReadFields = Told<typeof personalReads, typeof personalReadFields>

/** A version of a policy; thresholds and other parts stand in its body. */
export const policyFields = { body: 'PLAIN', note: 'PLAIN' } satisfies Record<string, Privacy>
export interface PolicyFields {
  body: object
  note: string | null
}

export const postalAddressFields = {
  customerId: 'PLAIN',
  label: 'PERSONAL',
  recipient: 'PERSONAL',
  lines: 'PERSONAL',
  postalCode: 'PERSONAL',
  locality: 'PERSONAL',
  region: 'PERSONAL',
  country: 'PERSONAL',
  validFrom: 'PERSONAL',
  validUntil: 'PERSONAL',
  chosenAt: 'PLAIN',
} satisfies Columns<typeof postalAddresses>
export type PostalAddressFields = Told<typeof postalAddresses, typeof postalAddressFields>

export const occasionFields = {
  customerId: 'PLAIN',
  kind: 'PERSONAL',
  label: 'PERSONAL',
  person: 'PERSONAL',
  kinship: 'PERSONAL',
  calendar: 'PERSONAL',
  month: 'PERSONAL',
  day: 'PERSONAL',
  leapMonth: 'PERSONAL',
  year: 'PERSONAL',
} satisfies Columns<typeof occasions, 'nextOn'>
export type OccasionFields = Told<typeof occasions, typeof occasionFields>

export const preferenceFields = {
  customerId: 'PLAIN',
  topic: 'PERSONAL',
  value: 'PERSONAL',
  source: 'PERSONAL',
  confidence: 'PERSONAL',
  observedOn: 'PERSONAL',
  expiresOn: 'PERSONAL',
} satisfies Columns<typeof preferences>
export type PreferenceFields = Told<typeof preferences, typeof preferenceFields>

export const noteFields = {
  customerId: 'PLAIN',
  text: 'PERSONAL',
  pinned: 'PLAIN',
} satisfies Columns<typeof notes, 'author'>
export type NoteFields = Told<typeof notes, typeof noteFields>

export const fileReferenceFields = {
  customerId: 'PLAIN',
  name: 'PERSONAL',
  mediaType: 'PERSONAL',
  url: 'PERSONAL',
} satisfies Columns<typeof fileReferences>
export type FileReferenceFields = Told<typeof fileReferences, typeof fileReferenceFields>

export const careTeamMemberFields = {
  customerId: 'PLAIN',
  staffId: 'PLAIN',
  role: 'PERSONAL',
} satisfies Columns<typeof careTeamMembers>
export type CareTeamMemberFields = Told<typeof careTeamMembers, typeof careTeamMemberFields>

export const employmentFields = {
  customerId: 'PLAIN',
  organisationId: 'PLAIN',
  title: 'PERSONAL',
  from: 'PLAIN',
  until: 'PLAIN',
  chosenAt: 'PLAIN',
} satisfies Columns<typeof employments>
export type EmploymentFields = Told<typeof employments, typeof employmentFields>

export const channelReachabilityFields = {
  customerId: 'PLAIN',
  channel: 'PLAIN',
  subchannel: 'PERSONAL',
  reachable: 'PLAIN',
  expiresAt: 'PLAIN',
  reason: 'PLAIN',
} satisfies Columns<typeof channelReachability>
export type ChannelReachabilityFields = Told<typeof channelReachability, typeof channelReachabilityFields>

export const regionFields = {
  code: 'PLAIN',
  codeGiven: 'PLAIN',
  name: 'PLAIN',
  parentId: 'PLAIN',
} satisfies Columns<typeof regions, 'sortName'>
export type RegionFields = Told<typeof regions, typeof regionFields>

export const segmentFields = {
  name: 'PLAIN',
  nameGiven: 'PLAIN',
  description: 'PLAIN',
  rule: 'PLAIN',
  market: 'PLAIN',
  watched: 'PLAIN',
} satisfies Columns<
  typeof segments,
  | ('sortName' | 'foldedName' | 'memberCount' | 'unknownCount' | 'computedAt' | 'definitionChangeId')
  | 'finding'
>
export type SegmentFields = Told<typeof segments, typeof segmentFields>

export const segmentSnapshotFields = {
  segmentId: 'PLAIN',
  name: 'PLAIN',
  nameGiven: 'PLAIN',
  description: 'PLAIN',
  rule: 'PLAIN',
} satisfies Columns<typeof segmentSnapshots, 'memberCount' | 'unknownCount' | 'sortName'>
export type SegmentSnapshotFields = Told<typeof segmentSnapshots, typeof segmentSnapshotFields>

export const staffFields = {
  name: 'PERSONAL',
  email: 'PERSONAL',
  subject: 'PERSONAL',
  active: 'PLAIN',
} satisfies Columns<typeof staffMembers, 'sortName' | 'foldedName'>
export type StaffFields = Told<typeof staffMembers, typeof staffFields>

/** Secrets are told nowhere, and an address may hold one. */
export const webhookFields = {
  name: 'PERSONAL',
  url: 'PERSONAL',
  entities: 'PLAIN',
  actions: 'PLAIN',
  document: 'PERSONAL',
  filters: 'PERSONAL',
  pausedBecause: 'PLAIN',
  owner: 'PLAIN',
  oldSecretUntil: 'PLAIN',
} satisfies Columns<
  typeof webhooks,
  | ('ownerStaffId' | 'ownerScopes' | 'ownerReach' | 'ownerRegions' | 'secret' | 'oldSecret')
  | ('cursor' | 'failures' | 'probeAt')
>
export type WebhookFields = Told<typeof webhooks, typeof webhookFields>

/** What is told of each entity. */
export interface EntityFields {
  'api-key': ApiKeyFields
  campaign: CampaignFields
  competitor: CompetitorFields
  consent: ConsentFields
  'contact-point': ContactPointFields
  customer: CustomerFields
  'customer-duplicate': CustomerDuplicateFields
  'customer-update-job': CustomerUpdateJobFields
  exposure: ExposureFields
  feedback: FeedbackFields
  survey: SurveyFields
  'person-request': PersonRequestFields
  'follow-up': FollowUpFields
  'care-review': CareReviewFields
  'care-standard': CareStandardFields
  goal: GoalFields
  interaction: InteractionFields
  night: Record<never, never>
  'own-campaign': OwnCampaignFields
  'personal-read': PersonalReadFields
  policy: PolicyFields
  'postal-address': PostalAddressFields
  occasion: OccasionFields
  preference: PreferenceFields
  note: NoteFields
  'file-reference': FileReferenceFields
  'care-team-member': CareTeamMemberFields
  'channel-reachability': ChannelReachabilityFields
  employment: EmploymentFields
  region: RegionFields
  segment: SegmentFields
  'segment-snapshot': SegmentSnapshotFields
  staffMember: StaffFields
  'target-profile': TargetProfileFields
  touch: TouchFields
  webhook: WebhookFields
}

export type Entity = keyof EntityFields

export const fieldsOf: { readonly [E in Entity]: Readonly<Record<keyof EntityFields[E], Privacy>> } = {
  'api-key': apiKeyFields,
  campaign: campaignFields,
  competitor: competitorFields,
  consent: consentFields,
  'contact-point': contactPointFields,
  customer: customerFields,
  'customer-duplicate': customerDuplicateFields,
  'customer-update-job': customerUpdateJobFields,
  exposure: exposureFields,
  feedback: feedbackFields,
  survey: surveyFields,
  'person-request': personRequestFields,
  'follow-up': followUpFields,
  'care-review': careReviewFields,
  'care-standard': careStandardFields,
  goal: goalFields,
  interaction: interactionFields,
  night: {},
  'own-campaign': ownCampaignFields,
  'personal-read': personalReadFields,
  policy: policyFields,
  'postal-address': postalAddressFields,
  occasion: occasionFields,
  preference: preferenceFields,
  note: noteFields,
  'file-reference': fileReferenceFields,
  'care-team-member': careTeamMemberFields,
  'channel-reachability': channelReachabilityFields,
  employment: employmentFields,
  region: regionFields,
  segment: segmentFields,
  'segment-snapshot': segmentSnapshotFields,
  staffMember: staffFields,
  'target-profile': targetProfileFields,
  touch: touchFields,
  webhook: webhookFields,
}
