import type {
  ApiKeyFields,
  CampaignFields,
  CompetitorFields,
  ConsentFields,
  CustomerFields,
  ExposureFields,
  FollowUpFields,
  InteractionFields,
  OverrideFields,
  PolicyFields,
  RegionFields,
  SegmentFields,
  StaffFields,
} from './fields.ts'

interface Told<Fields, Detail = never> {
  fields: Fields
  detail: Detail
}

type NoFields = Record<never, never>

/** Every kind of change: the fields that it can touch, and what else the trail keeps of it. */
export interface ChangeTypes {
  'api-key.issue': Told<ApiKeyFields>
  'api-key.revoke': Told<ApiKeyFields, { descendants: boolean }>
  'campaign.create': Told<CampaignFields>
  'campaign.update': Told<CampaignFields>
  'competitor.create': Told<CompetitorFields>
  'competitor.update': Told<CompetitorFields>
  'consent.record': Told<ConsentFields>
  'customer.create': Told<CustomerFields>
  'customer.update': Told<CustomerFields>
  'customer.external-id-move': Told<Pick<CustomerFields, 'externalIds'>, { from: number; to: number }>
  'customer.import': Told<NoFields, ImportCounts & { regions: number }>
  'exposure.record': Told<ExposureFields>
  'exposure.update': Told<ExposureFields>
  'follow-up.claim': Told<FollowUpFields>
  'follow-up.complete': Told<FollowUpFields>
  'follow-up.create': Told<FollowUpFields>
  'follow-up.dismiss': Told<FollowUpFields & { reason: string }>
  'follow-up.expire': Told<NoFields, { day: number; items: number }>
  /** Besides the day how many items each tactic made. */
  'follow-up.fill': Told<NoFields, { day: number; [tactic: string]: number }>
  'follow-up.snooze': Told<FollowUpFields>
  'follow-up.update': Told<FollowUpFields>
  'interaction.correct': Told<
    InteractionFields & { reason: string | null },
    { customerId: number; version: number }
  >
  'interaction.import': Told<NoFields, ImportCounts & { prospects: number }>
  'interaction.record': Told<InteractionFields, { customerCreated: boolean }>
  'night.run': Told<NoFields, { day: string; attempt: number }>
  'policy.create': Told<PolicyFields, { kind: string; version: number }>
  'region.create': Told<RegionFields>
  'region.update': Told<RegionFields>
  'relationship.override': Told<OverrideFields>
  'relationship.override-clear': Told<OverrideFields>
  'segment.create': Told<SegmentFields>
  'segment.update': Told<SegmentFields>
  'staffMember.create': Told<StaffFields>
  'staffMember.update': Told<StaffFields>
}

interface ImportCounts {
  source: string
  created: number
  updated: number
}

export type Action = keyof ChangeTypes

interface ChangeOf<A extends Action> {
  action: A
  /** Absent where many rows are changed at once. */
  entityId?: number
  /** Of a row that was: as it stood. Both together are compared field by field; only what differs is kept. */
  before?: Partial<ChangeTypes[A]['fields']> | null
  /** Of a row that is: as it stands now. */
  after?: Partial<ChangeTypes[A]['fields']>
}

type Detailed<A extends Action> = [ChangeTypes[A]['detail']] extends [never]
  ? { detail?: never }
  : { detail: ChangeTypes[A]['detail'] }

/** One atomic write, as the trail tells it. */
export type Change = { [A in Action]: ChangeOf<A> & Detailed<A> }[Action]
