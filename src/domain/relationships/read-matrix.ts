import * as z from 'zod'
import { parse } from '../input/fields.ts'
import { mergePolicy } from '../policies/create-policy.ts'
import { defaultMarginPercent } from '../repeat-buying/policy.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { basisOf, readMarket } from './market-segments.ts'
import { type Basis, type Cell, cellsOf, type MarketSegment, type Place, placeOf } from './matrix.ts'
import {
  type RelationshipLevel,
  type RelationshipPolicy,
  relationshipPolicy,
  relationshipPolicyPatch,
} from './policy.ts'

const input = z.strictObject({
  patch: relationshipPolicyPatch.nullish(),
  defaultMarginPercent: defaultMarginPercent.nullish(),
})

/** A segment whose level another policy, or another default margin, would change. */
export interface LevelChange {
  segmentId: number
  customers: number
  from: RelationshipLevel
  to: RelationshipLevel
  /** Its margin is the default, so both levels rest on that. */
  marginAssumed: boolean
}

export interface RelationshipMatrix {
  /** The versions in force, whose matrix and default margin hold unless a dry run tries others. */
  policyVersion: number
  valuePolicyVersion: number
  body: RelationshipPolicy
  cells: Cell[]
  /** Every market segment, by id. */
  places: Place[]
  /** Of a dry run: against what is in force, by segment id; else null. */
  changes: LevelChange[] | null
}

/**
 * The market segments in their cells: under the policies in force, or, as a dry run, under a matrix with the parts
 * that `patch` names replaced, or another default margin, or both. One round trip. It is a report: margins are sums
 * over the whole workspace.
 * @throws UserError `INVALID_INPUT` with paths under `patch`, or `defaultMarginPercent`
 */
export async function readMatrix(service: Service, raw: unknown): Promise<RelationshipMatrix> {
  requireScope(service.actor, 'reports:read')
  const tried = parse(input, raw)
  const market = await readMarket(service)
  const inForce = basisOf(market)
  const basis: Basis = {
    policy: tried.patch ? mergePolicy(relationshipPolicy, inForce.policy, tried.patch) : inForce.policy,
    defaultMarginPercent: tried.defaultMarginPercent ?? inForce.defaultMarginPercent,
  }
  const dryRun = tried.patch != null || tried.defaultMarginPercent != null
  return {
    policyVersion: market.policy.version,
    valuePolicyVersion: market.valuePolicyVersion,
    body: basis.policy,
    cells: cellsOf(basis, market.segments),
    places: market.segments.map(segment => placeOf(basis, segment)),
    changes: dryRun ? changesBetween(inForce, basis, market.segments) : null,
  }
}

const changesBetween = (inForce: Basis, tried: Basis, segments: readonly MarketSegment[]): LevelChange[] =>
  segments.flatMap(segment => {
    const [{ level: from }, { level: to, margin }] = [placeOf(inForce, segment), placeOf(tried, segment)]
    const { segmentId, customers } = segment
    return from === to ? [] : [{ segmentId, customers, from, to, marginAssumed: margin.assumed }]
  })
