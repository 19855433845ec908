import type { Entity } from '../changes/fields.ts'
import { type Action, changeKinds, fieldsToldBy } from '../changes/kinds.ts'
import type { Actor } from '../service/actor.ts'
import type { Scope } from '../service/scopes.ts'
import { defined } from './versions.ts'

/** What reading the personal values of each entity takes. */
export const readingOf: Readonly<Record<Entity, readonly Scope[]>> = {
  'api-key': ['api-keys:read'],
  campaign: ['campaigns:read'],
  competitor: ['competitors:read'],
  consent: ['customers:read', 'customers:personal'],
  'contact-point': ['customers:personal'],
  customer: ['customers:read', 'customers:personal'],
  'customer-duplicate': ['customers:personal'],
  'customer-update-job': ['customers:read', 'customers:personal'],
  exposure: ['exposures:read', 'customers:personal'],
  survey: ['interactions:read', 'customers:personal'],
  feedback: ['feedback:read', 'customers:personal'],
  'follow-up': ['follow-ups:read', 'customers:personal'],
  'care-review': ['reports:read'],
  'care-standard': ['follow-ups:read'],
  goal: ['reports:read'],
  interaction: ['interactions:read', 'customers:personal'],
  night: ['nights:read'],
  'own-campaign': ['campaigns:read'],
  'personal-read': ['personal-reads:read'],
  'person-request': ['privacy:read', 'customers:personal'],
  policy: ['policies:read'],
  'postal-address': ['customers:personal'],
  occasion: ['customers:personal'],
  preference: ['customers:personal'],
  note: ['customers:personal'],
  'file-reference': ['customers:personal'],
  'care-team-member': ['customers:read', 'customers:personal'],
  employment: ['customers:read', 'customers:personal'],
  'channel-reachability': ['customers:read', 'customers:personal'],
  region: ['regions:read'],
  segment: ['segments:read'],
  'segment-snapshot': ['segments:read'],
  staffMember: ['staff:read'],
  'target-profile': ['segments:read'],
  touch: ['campaigns:read'],
  webhook: ['webhooks:read'],
}

/** Whether the actor may read everything personal that a patch says: then it may learn that it is stored already. */
export function mayRead({ scopes }: Actor, action: Action, patch: object): boolean {
  const fields = fieldsToldBy(action)
  const personal = Object.keys(defined(patch)).some(name => fields[name] === 'PERSONAL')
  return !personal || readingOf[changeKinds[action].entity].every(scope => scopes.has(scope))
}
