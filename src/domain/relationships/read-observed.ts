import { policyInForce } from '../policies/read.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { selectEvidence } from './evidence-sql.ts'
import { type Evidence, observedLevel } from './observed.ts'
import { type RelationshipLevel, relationshipPolicy } from './policy.ts'

export interface Observed {
  level: RelationshipLevel
  /** Of the terms, in force. */
  policyVersion: number
  evidence: Evidence
}

/**
 * The levels that the contact facts of customers show, for ids whose customers the caller was shown. Two
 * statements in one round trip, however many customers.
 */
export async function readObserved(
  service: Service,
  customerIds: readonly number[],
): Promise<Map<number, Observed>> {
  requireScope(service.actor, 'relationships:read')
  const [policy, rows] = await Promise.all([
    policyInForce(service, relationshipPolicy),
    service.db.orm.all<Evidence & { customerId: number }>(
      selectEvidence(JSON.stringify(customerIds), service.today),
    ),
  ])
  return new Map(
    rows.map(({ customerId, ...evidence }) => [
      customerId,
      { level: observedLevel(evidence, policy.body.owed), policyVersion: policy.version, evidence },
    ]),
  )
}
