import { type Actor, requireScope } from '../../service/actor.ts'
import type { Scope } from '../../service/scopes.ts'
import { type LeafName, nodesOf, type Rule } from './rule.ts'

/**
 * What a leaf reads besides the customers themselves. A rule of one's own answers questions about them, one
 * bound after the other, so each leaf takes the scope of what it looks at.
 */
export const leafScopes: Readonly<Record<LeafName, readonly Scope[]>> = {
  region: ['regions:read'],
  lifecycle: [],
  // As of this very day and for any window, which the timeline alone tells.
  spend: ['interactions:read'],
  purchases: ['interactions:read'],
  lastPurchase: ['interactions:read'],
  vulnerability: ['vulnerability:read', 'campaigns:read'],
}

const leafNames = Object.keys(leafScopes) as LeafName[]

/** @throws AuthorizationError when the actor may not read something that the rule reads */
export function requireRuleScopes(actor: Actor, rule: Rule): void {
  requireScope(actor, 'customers:read')
  for (const [node] of nodesOf(rule))
    for (const leaf of leafNames)
      if (node[leaf] !== undefined) for (const scope of leafScopes[leaf]) requireScope(actor, scope)
}
