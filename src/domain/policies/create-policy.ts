import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { policies } from '../../database/tables/policies.ts'
import { canonicalJson } from '../../lib/canonical.ts'
import { expectedVersion, parse, text } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit, guard, thisChange } from '../writes/commit.ts'
import { requireVersion } from '../writes/versions.ts'
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
  const { expectedVersion: expected, note, patch } = parse(envelope, raw)
  const current = await policyInForce(service, of)
  requireVersion(current, expected, 'policy')
  const body = mergePolicy(of, current.body, patch)
  if (canonicalJson(body) === canonicalJson(current.body)) return { version: current.version }
  const version = current.version + 1
  const { result } = await commit(
    service,
    { action: 'policy.create', entity: 'policy', detail: { kind: of.kind, version, patch } },
    [
      guard(service, sql`(SELECT max(version) FROM policies WHERE kind = ${of.kind}) = ${current.version}`),
      service.db.orm.insert(policies).values({
        kind: of.kind,
        version,
        body,
        note: note ?? null,
        createdAt: service.now,
        changeId: thisChange,
      }),
    ],
    { version },
  )
  return result
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
  const said = Object.fromEntries(Object.entries(patch).filter(([, value]) => value != null))
  return parse(of.body, { ...current, ...said }, ['patch'])
}
