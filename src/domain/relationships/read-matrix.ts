import { z } from 'zod'
import { requireScope } from '../actor.ts'
import type { Service } from '../context.ts'
import { parse } from '../fields.ts'
import { mergePolicy } from '../policies/create-policy.ts'
import { basisOf, readMarket } from './market-segments.ts'
import { type Cell, cellsOf, type Place, placeOf } from './matrix.ts'
import {
  type RelationshipLevel,
  type RelationshipPolicy,
  relationshipPolicy,
  relationshipPolicyPatch,
} from './policy.ts'

const input = z.strictObject({ patch: relationshipPolicyPatch.nullish() })

/** A segment whose level another policy would change. */
export interface LevelChange {
  segmentId: number
  customers: number
  from: RelationshipLevel
  to: RelationshipLevel
}

export interface RelationshipMatrix {
  /** The version in force, which `body` is unless a dry run tries another. */
  policyVersion: number
  valuePolicyVersion: number
  body: RelationshipPolicy
  cells: Cell[]
  /** Every market segment, by id. */
  places: Place[]
  /** Of a dry run: against the policy in force, by segment id; else null. */
  changes: LevelChange[] | null
}

/**
 * The market segments in their cells: under the policy in force, or, as a dry run, under one with the parts that
 * `patch` names replaced. One round trip. It is a report: margins are sums over the whole workspace.
 * @throws UserError `INVALID_INPUT` with paths under `patch`
 */
export async function readMatrix(service: Service, raw: unknown): Promise<RelationshipMatrix> {
  requireScope(service.actor, 'reports:read')
  const { patch } = parse(input, raw)
  const market = await readMarket(service)
  const inForce = basisOf(market)
  const basis = patch
    ? { ...inForce, policy: mergePolicy(relationshipPolicy, inForce.policy, patch) }
    : inForce
  const changes = market.segments.flatMap(segment => {
    const [{ level: from }, { level: to }] = [placeOf(inForce, segment), placeOf(basis, segment)]
    const { segmentId, customers } = segment
    return from === to ? [] : [{ segmentId, customers, from, to }]
  })
  return {
    policyVersion: market.policy.version,
    valuePolicyVersion: market.valuePolicyVersion,
    body: basis.policy,
    cells: cellsOf(basis, market.segments),
    places: market.segments.map(segment => placeOf(basis, segment)),
    changes: patch ? changes : null,
  }
}
