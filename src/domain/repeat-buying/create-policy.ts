import { createPolicy } from '../policies/create-policy.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { valuePolicy } from './policy.ts'

/**
 * Makes the next version of the value policy. Reads follow it at once, fits with the next night.
 * @returns the version in force: the old one when the patch changes nothing
 * @throws UserError `INVALID_INPUT`, `CONFLICT` on `expectedVersion`
 */
export async function createValuePolicy(service: Service, raw: unknown): Promise<{ version: number }> {
  requireScope(service.actor, 'policies:write')
  return createPolicy(service, valuePolicy, raw)
}
