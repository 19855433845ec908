import { change } from '../../../api/change.ts'
import type { Document } from '../../../api/document.ts'
import type { PoliciesQuery, RefusalFragment } from '../../../api/types.ts'
import type { Json } from './figures.ts'
import {
  MakeFeedbackPolicy,
  MakeFollowUpPolicy,
  MakeLifecyclePolicy,
  MakePersonalReadPolicy,
  MakePersonRequestPolicy,
  MakeRelationshipPolicy,
  MakeRetentionPolicy,
  MakeRfmPolicy,
  MakeValuePolicy,
  MakeVulnerabilityPolicy,
} from './policies.graphql.ts'

export const policyNames = [
  ...(['followUps', 'lifecycle', 'relationship', 'value', 'vulnerability'] as const),
  ...(['rfm', 'feedback', 'requests', 'reads', 'retention'] as const),
] as const
export type PolicyName = (typeof policyNames)[number]

/** One version of any policy. */
export type Policy = NonNullable<PoliciesQuery[PolicyName]>[number]

interface Variables<Patch> {
  input: { patch: Patch; note?: string | null | undefined; expectedVersion?: number | null | undefined }
}

/** Makes the next version of a policy, if it is still at the expected one. */
type Make = (patch: Json, note: string | null, expectedVersion: number) => Promise<object>

const made =
  <Patch>(
    document: Document<{ result?: object | RefusalFragment | null | undefined }, Variables<Patch>>,
  ): Make =>
  (patch, note, expectedVersion) =>
    // The form follows the policy, whose parts the patch has by the same names; what it cannot be the API refuses.
    change(document, { input: { patch: patch as Patch, note, expectedVersion } })

export const makeVersion: Record<PolicyName, Make> = {
  followUps: made(MakeFollowUpPolicy),
  lifecycle: made(MakeLifecyclePolicy),
  relationship: made(MakeRelationshipPolicy),
  value: made(MakeValuePolicy),
  vulnerability: made(MakeVulnerabilityPolicy),
  rfm: made(MakeRfmPolicy),
  feedback: made(MakeFeedbackPolicy),
  requests: made(MakePersonRequestPolicy),
  reads: made(MakePersonalReadPolicy),
  retention: made(MakeRetentionPolicy),
}
