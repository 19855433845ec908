import { createPolicy } from '../../policies/create-policy.ts'
import { requireScope } from '../../service/actor.ts'
import type { Service } from '../../service/service.ts'
import { lifecyclePolicy } from '../lifecycle.ts'

/**
 * Makes the next version of the figures of the lifecycle stages. The next night looks at everybody by them.
 * @returns the version in force: the old one when the patch changes nothing
 * @throws UserError `INVALID_INPUT`, `CONFLICT` on `expectedVersion`
 */
export async function createLifecyclePolicy(service: Service, raw: unknown): Promise<{ version: number }> {
  requireScope(service.actor, 'policies:write')
  return createPolicy(service, lifecyclePolicy, raw)
}
