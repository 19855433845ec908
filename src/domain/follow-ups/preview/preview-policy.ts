import * as z from 'zod'
import { idOf, parse } from '../../input/fields.ts'
import { mergePolicy } from '../../policies/create-policy.ts'
import { requireScope } from '../../service/actor.ts'
import type { Service } from '../../service/service.ts'
import { followUpPolicy, followUpPolicyPatch } from '../policy.ts'
import { compareDays, type DayPreview } from './compare-days.ts'

export interface PolicyPreview extends DayPreview {
  /** The version that the proposal is held against. */
  version: number
}

const schema = (service: Service) =>
  z.strictObject({ patch: followUpPolicyPatch(service), owner: idOf('staffMember').nullish() })

/**
 * Whom the coming night would queue for the customers of one owner, or of none, by a proposed policy, and whom it would
 * not any more.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`
 */
export async function previewFollowUpPolicy(service: Service, input: unknown): Promise<PolicyPreview> {
  requireScope(service.actor, 'policies:read')
  requireScope(service.actor, 'follow-ups:read')
  const { patch, owner = null } = parse(schema(service), input)
  const { night, ...preview } = await compareDays(service, owner, now => ({
    ...now,
    policy: mergePolicy(followUpPolicy, now.policy, patch),
  }))
  return { version: night.policyVersion, ...preview }
}
