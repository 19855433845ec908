import { eq, type SQL } from 'drizzle-orm'
import * as z from 'zod'
import type { Statement } from '../../database/client.ts'
import { policies } from '../../database/tables/house/policies.ts'
import { isSame } from '../../lib/canonical.ts'
import { expectedVersion, namedParts, parse, text } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit, thisChange } from '../writes/commit.ts'
import { inOrder, requireVersion, unchanged } from '../writes/versions.ts'
import { type PolicyKindOf, policyInForce } from './read.ts'

const envelope = z.strictObject({
  expectedVersion,
  note: text(500).nullish(),
  patch: z.record(z.string(), z.unknown()),
})

/** Where the versions of one kind of policy are kept. */
export interface PolicyVersions<Body> {
  kind: string
  /** The newest version. */
  inForce(): Promise<{ version: number; body: Body }>
  /** @throws UserError `INVALID_INPUT` with paths under `patch` */
  patched(body: Body, patch: Record<string, unknown>): Body
  /** Fails a batch unless this version is still the newest. */
  stillNewest(version: number): Statement
  insert(row: {
    version: number
    body: Body
    note: string | null
    createdAt: number
    changeId: SQL<number>
  }): Statement
}

/**
 * Makes the next version of a policy: the one in force with the parts that `patch` names replaced whole. Results
 * that stand keep the version that made them; what is computed from now on uses the new one.
 * @returns the version in force: the old one when the patch changes nothing
 * @throws UserError `INVALID_INPUT`, `CONFLICT` on `expectedVersion`
 */
export async function createVersion<Body extends object>(
  service: Service,
  versions: PolicyVersions<Body>,
  input: unknown,
): Promise<{ version: number }> {
  requireScope(service.actor, 'policies:write')
  const { expectedVersion, note = null, patch } = parse(envelope, input)
  const current = await versions.inForce()
  requireVersion(current, 'policy', expectedVersion)
  const body = versions.patched(current.body, patch)
  if (isSame(body, current.body)) return { version: current.version }
  const version = current.version + 1
  return commit(
    service,
    {
      action: 'policy.create',
      before: { body: current.body },
      after: { body, note },
      detail: { kind: versions.kind, version },
    },
    [
      versions.stillNewest(current.version),
      versions.insert({ version, body, note, createdAt: service.now, changeId: thisChange }),
    ],
    { version },
  )
}

/**
 * `createVersion` of a kind that is kept in the table of all policies.
 * @param beside reads that go with the one of the policy in force, to refuse what the patch names
 */
export const createPolicy = <Body extends object>(
  service: Service,
  of: PolicyKindOf<Body>,
  input: unknown,
  beside: () => readonly Promise<unknown>[] = () => [],
): Promise<{ version: number }> =>
  createVersion<Body>(
    service,
    {
      kind: of.kind,
      inForce: async () => (await inOrder([policyInForce(service, of), ...beside()]))[0],
      patched: (body, patch) => mergePolicy(of, body, patch),
      stillNewest: version => unchanged(service, policies, eq(policies.kind, of.kind), version),
      insert: row => service.db.orm.insert(policies).values({ kind: of.kind, ...row }),
    },
    input,
  )

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
