import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { policies } from '../../database/tables/policies.ts'
import { isSame } from '../../lib/canonical.ts'
import { expectedVersion, namedParts, parse, text } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit, thisChange } from '../writes/commit.ts'
import { requireVersion, unchanged } from '../writes/versions.ts'
import { type PolicyKindOf, policyInForce } from './read.ts'

const envelope = z.strictObject({
  expectedVersion,
  note: text(500).nullish(),
  patch: z.record(z.string(), z.unknown()),
})

/**
 * Makes the next version of a policy: the one in force with the parts that `patch` names replaced whole. Results
 * that stand keep the version that made them; what is computed from now on uses the new one.
 * @returns the version in force: the old one when the patch changes nothing
 * @throws UserError `INVALID_INPUT`, `CONFLICT` on `expectedVersion`
 */
export async function createPolicy<Body extends object>(
  service: Service,
  of: PolicyKindOf<Body>,
  raw: unknown,
): Promise<{ version: number }> {
  requireScope(service.actor, 'policies:write')
  const { expectedVersion, note = null, patch } = parse(envelope, raw)
  const current = await policyInForce(service, of)
  requireVersion(current, 'policy', expectedVersion)
  const body = mergePolicy(of, current.body, patch)
  if (isSame(body, current.body)) return { version: current.version }
  const { kind } = of
  const row = { kind, version: current.version + 1, body, note, createdAt: service.now, changeId: thisChange }
  return commit(
    service,
    {
      action: 'policy.create',
      before: { body: current.body },
      after: row,
      detail: { kind, version: row.version },
    },
    [
      unchanged(service, policies, eq(policies.kind, kind), current.version),
      service.db.orm.insert(policies).values(row),
    ],
    { version: row.version },
  )
}

/**
 * A body with the parts that `patch` names replaced; null leaves a part as it is.
 * @throws UserError `INVALID_INPUT` with paths under `patch`
 */
export function mergePolicy<Body extends object>(
  of: PolicyKindOf<Body>,
  current: Body,
  patch: Record<string, unknown>,
): Body {
  return parse(of.body, { ...current, ...namedParts(patch) }, ['patch'])
}
