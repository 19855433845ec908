import * as z from 'zod'
import { parse } from '../input/fields.ts'
import { createPolicy } from '../policies/create-policy.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { followUpPolicy, followUpPolicyPatch } from './policy.ts'

/**
 * Makes the next version of the policy of follow-ups. The next night follows it; items that wait stay as they are.
 * @returns the version in force: the old one when the patch changes nothing
 * @throws UserError `INVALID_INPUT`, `CONFLICT` on `expectedVersion`
 */
export async function createFollowUpPolicy(service: Service, raw: unknown): Promise<{ version: number }> {
  requireScope(service.actor, 'policies:write')
  return createPolicy(
    service,
    followUpPolicy,
    parse(z.looseObject({ patch: followUpPolicyPatch(service) }), raw),
  )
}
