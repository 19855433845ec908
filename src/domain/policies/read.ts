import { and, desc, eq, lte } from 'drizzle-orm'
import type * as z from 'zod'
import { policies, type policyKinds } from '../../database/tables/house/policies.ts'
import type { Service } from '../service/service.ts'

export type PolicyKind = (typeof policyKinds)[number]

/** A version of a policy with its parsed body. */
export interface PolicyVersion<Body> {
  version: number
  body: Body
  note: string | null
  /** Milliseconds; 0 for the version that the house began with. */
  createdAt: number
}

/** What belongs to one kind of policy: its name in the table, and the shape of its body. */
export interface PolicyKindOf<Body> {
  kind: PolicyKind
  body: z.ZodType<Body>
}

/**
 * The newest version of a kind, which is the one in force, or a named version.
 * @returns null when there is no such version
 */
export async function readPolicy<Body>(
  service: Service,
  { kind, body }: PolicyKindOf<Body>,
  version?: number,
): Promise<PolicyVersion<Body> | null> {
  const ofKind = eq(policies.kind, kind)
  const [row] = await service.db.orm
    .select()
    .from(policies)
    .where(version === undefined ? ofKind : and(ofKind, eq(policies.version, version)))
    .orderBy(desc(policies.version))
    .limit(1)
  if (!row) return null
  return { version: row.version, body: body.parse(row.body), note: row.note, createdAt: row.createdAt }
}

/**
 * The policy in force.
 * @throws Error when the table holds none: the migrations bring the first version of every kind
 */
export async function policyInForce<Body>(
  service: Service,
  of: PolicyKindOf<Body>,
): Promise<PolicyVersion<Body>> {
  const policy = await readPolicy(service, of)
  if (!policy) throw new Error(`There is no policy ${of.kind}.`)
  return policy
}

/**
 * The version of a policy that a night goes by, whatever is changed while it works: the newest one among the changes
 * up to its watermark.
 * @throws Error when the table holds none
 */
export async function policyAt<Body>(
  service: Service,
  { kind, body }: PolicyKindOf<Body>,
  watermark: number,
): Promise<PolicyVersion<Body>> {
  const [row] = await service.db.orm
    .select()
    .from(policies)
    .where(and(eq(policies.kind, kind), lte(policies.changeId, watermark)))
    .orderBy(desc(policies.version))
    .limit(1)
  if (!row) throw new Error(`There is no policy ${kind}.`)
  return { version: row.version, body: body.parse(row.body), note: row.note, createdAt: row.createdAt }
}
