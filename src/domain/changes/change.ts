import type {
  ApiKeyFields,
  CustomerFields,
  EntityFields,
  FeedbackFields,
  FollowUpFields,
  InteractionFields,
  OverrideFields,
  PolicyFields,
  SegmentOverrideFields,
  StaffFields,
} from './fields.ts'
import type { Action, changeKinds } from './kinds.ts'

/** By these names the trail itself keeps what a change touched. */
type TrailsOwn = { [Name in 'fields' | 'before' | 'after' | 'undoes']?: never }

interface Told<Fields, Detail = never> {
  fields: Fields
  detail: Detail & TrailsOwn
}

type NoFields = Record<never, never>

/** The kinds that touch other fields than those of their entity, or of which the trail keeps something else too. */
interface Apart {
  'api-key.revoke': Told<ApiKeyFields, { descendants: boolean }>
  'consent.import': Told<NoFields, ImportCounts>
  'customer.export': Told<NoFields, ExportedRows>
  /** The key that takes its place. */
  'api-key.rotate': Told<ApiKeyFields, { by: number }>
  'customer.external-id-move': Told<Pick<CustomerFields, 'externalIds'>, { from: number; to: number }>
  'customer.import': Told<NoFields, ImportCounts & { regions: number }>
  'customer.import-undo': Told<NoFields, UndoCounts>
  'customer.merge': Told<CustomerFields, { merge: number; merged: number }>
  'customer.merged-away': Told<CustomerFields, { merge: number; into: number }>
  'customer.unmerge': Told<CustomerFields, { merge: number; restored: number }>
  'customer.restore': Told<CustomerFields, { merge: number; from: number }>
  'customer.person-export': Told<NoFields>
  'customer.erase': Told<NoFields, { rows: number; marks: number; policyVersion?: number }>
  'customer.readmit': Told<NoFields, { marks: number }>
  'exposure.import': Told<NoFields, ImportCounts>
  'exposure.import-undo': Told<NoFields, UndoCounts>
  'feedback.escalate-overdue': Told<NoFields, { day: number; items: number }>
  'feedback.export': Told<NoFields, ExportedRows>
  'feedback.follow': Told<NoFields>
  'feedback.mend': Told<NoFields, { day: number; opened: number; given: number }>
  'feedback.open': Told<NoFields>
  'feedback.reopen': Told<FeedbackFields & { reason: string | null }>
  'follow-up.dismiss': Told<FollowUpFields & { reason: string }>
  'follow-up.end': Told<NoFields, { day: number; items: number }>
  'follow-up.escalate': Told<NoFields, { day: number; items: number }>
  'follow-up.expire': Told<NoFields, { day: number; items: number }>
  'follow-up.export': Told<NoFields, ExportedRows>
  /** Besides the day how many items each tactic made. */
  'follow-up.fill': Told<NoFields, { day: number; [tactic: string]: number }>
  'follow-up.hold-out': Told<NoFields, { day: number; items: number }>
  'follow-up.reopen': Told<FollowUpFields & { reason: string | null }>
  'interaction.correct': Told<
    InteractionFields & { reason: string | null },
    { customerId: number; version: number }
  >
  'interaction.export': Told<NoFields, ExportedRows>
  'interaction.import': Told<NoFields, ImportCounts & { prospects: number }>
  'interaction.import-undo': Told<NoFields, UndoCounts>
  'interaction.record': Told<InteractionFields, { customerCreated: boolean }>
  'night.complete': Told<NoFields>
  'night.run': Told<NoFields, { day: string; attempt: number }>
  'policy.create': Told<PolicyFields, { kind: string; version: number }>
  'relationship.override': Told<OverrideFields>
  'relationship.override-clear': Told<OverrideFields>
  'segment.follow': Told<NoFields, { joined: number; left: number }>
  'segment-override.set': Told<SegmentOverrideFields>
  'segment-override.clear': Told<SegmentOverrideFields>
  'staffMember.import': Told<NoFields, ImportCounts>
  'staffMember.import-undo': Told<NoFields, UndoCounts>
  'staffMember.leave': Told<StaffFields>
  'staffMember.offboard': Told<StaffFields, HandedOver>
  'staffMember.offboard-undo': Told<
    Pick<StaffFields, 'active'>,
    {
      /** The change that it takes back. */
      offboarding: number
      customers: number
      followUps: number
      feedback: number
      careTeams: number
      personRequests: number
      goals: number
      keptCount: number
    }
  >
  'touch.export': Told<NoFields, ExportedRows>
  /** For which day, how many were planned, and how many left out by reason. */
  'touch.plan': Told<NoFields, { day: number; [counted: string]: number }>
  'webhook.redeliver': Told<NoFields, { delivery: number }>
  'webhook.test': Told<NoFields>
}

interface ImportCounts {
  /** The id of the import. */
  import?: number
  source: string
  created: number
  updated: number
}

/** What somebody took away. */
interface ExportedRows {
  of: string
  format: string
  columns: readonly string[]
  /** Without what it asks of personal fields. */
  filter?: unknown
  source?: string
  /** The last record of the part before, where an export went on. */
  behind?: string
  /** For what, and how, customers are to be reached. */
  purpose?: string
  channel?: string
  leftOut?: boolean
}

/** By which rule, and how much. */
interface HandedOver {
  colleagues: readonly number[]
  byRegion: boolean
  customers: number
  followUps: number
  feedback: number
  personRequests: number
  goals: number
  claims: number
  careTeams: number
  careTeamsEnded: number
  apiKeys: number
  webhooks: number
  customerUpdateJobs: number
}

interface UndoCounts {
  /** The id of the import. */
  import: number
  removed: number
  restored: number
  kept: number
}

/** Every kind of change: the fields that it can touch, and what else the trail keeps of it. */
type ChangeTypes = {
  [A in Action]: A extends keyof Apart ? Apart[A] : Told<EntityFields[(typeof changeKinds)[A]['entity']]>
}

interface ChangeOf<A extends Action> {
  action: A
  /** Its token, where somebody tells it before it is written. */
  token?: string
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
