import { desc, eq } from 'drizzle-orm'
import { policies } from '../../database/tables/house/policies.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import type { PolicyKindOf, PolicyVersion } from './read.ts'

/** Policies are made by hand, so an answer holds all of them for years. */
const mostVersions = 200

/** The newest versions of a kind, the one in force first. */
export async function readPolicies<Body>(
  service: Service,
  { kind, body }: PolicyKindOf<Body>,
): Promise<PolicyVersion<Body>[]> {
  requireScope(service.actor, 'policies:read')
  const rows = await service.db.orm
    .select()
    .from(policies)
    .where(eq(policies.kind, kind))
    .orderBy(desc(policies.version))
    .limit(mostVersions)
  return rows.map(({ version, body: stored, note, createdAt }) => ({
    version,
    body: body.parse(stored),
    note,
    createdAt,
  }))
}
