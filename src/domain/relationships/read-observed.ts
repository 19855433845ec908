import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
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

const evidenceRow = z.object({
  customerId: z.int(),
  asOf: z.int(),
  contacts: z.int(),
  longestGapDays: z.int(),
  callsOwed: z.int(),
  callsMade: z.int(),
  inbound: z.int(),
  answered: z.int(),
  metOn: z.int().nullable(),
  cycleDoubled: z.int().nullable(),
})

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
    checkedRows(service.db.orm, evidenceRow, selectEvidence(JSON.stringify(customerIds), service.today)),
  ])
  return new Map(
    rows.map(({ customerId, ...evidence }) => [
      customerId,
      { level: observedLevel(evidence, policy.body.owed), policyVersion: policy.version, evidence },
    ]),
  )
}
