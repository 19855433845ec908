import * as z from 'zod'
import { parse } from '../input/fields.ts'
import { createPolicy } from '../policies/create-policy.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { relationshipPolicy, relationshipPolicyPatch } from './policy.ts'

/** The rest of the input is `createPolicy`'s own. */
const input = z.looseObject({ patch: relationshipPolicyPatch })

/**
 * Makes the next version of the matrix. Levels are derived when read, so it holds for everybody at once.
 * @returns the version in force: the old one when the patch changes nothing
 * @throws UserError `INVALID_INPUT`, `CONFLICT` on `expectedVersion`
 */
export async function createRelationshipPolicy(service: Service, raw: unknown): Promise<{ version: number }> {
  requireScope(service.actor, 'policies:write')
  return createPolicy(service, relationshipPolicy, parse(input, raw))
}
