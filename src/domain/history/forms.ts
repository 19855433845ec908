import { formatDay, formatInstant } from '../../lib/days.ts'
import { encodeId, type IdKind } from '../../lib/ids.ts'
import { type FeedEntity, idKindOf, scopeOfEntity } from '../feed/entities.ts'
import { publicCaller } from '../service/actor.ts'
import type { Scope } from '../service/scopes.ts'

/** Fields of the trail that hold the number of a row, by what it is. */
export const idFields: Readonly<Record<string, IdKind>> = {
  aboutId: 'interaction',
  answerId: 'interaction',
  campaignId: 'campaign',
  careStandardId: 'careStandard',
  claimedBy: 'staffMember',
  competitorId: 'competitor',
  controlRegions: 'region',
  customerId: 'customer',
  escalatedTo: 'staffMember',
  firstId: 'customer',
  interactionId: 'interaction',
  organisationId: 'customer',
  ownCampaignId: 'ownCampaign',
  ownerId: 'staffMember',
  parentId: 'region',
  recordedBy: 'staffMember',
  regionId: 'region',
  regions: 'region',
  secondId: 'customer',
  segmentId: 'segment',
  staffId: 'staffMember',
  supersedesId: 'careReview',
}

const dayFields = new Set([
  ...[
    'birthDate',
    'dueOn',
    'expiresOn',
    'firstDay',
    'from',
    'lastDay',
    'observedOn',
    'snoozedUntil',
    'since',
    'until',
  ],
  ...['validFrom', 'validUntil', 'verifiedOn', 'plannedFor', 'touchedOn', 'respondedOn'],
  ...['receivedOn', 'acknowledgeBy', 'acknowledgedOn', 'extendedOn', 'closedOn'],
])

const instantFields = new Set([
  ...[
    'alarmedAt',
    'chosenAt',
    'claimedUntil',
    'dueAt',
    'expiresAt',
    'frozenAt',
    'occurredAt',
    'oldSecretUntil',
    'restrictedAt',
    'revokedAt',
  ],
  'scoringObjectedAt',
])

const callerFields = new Set(['author', 'owner'])

/** A stored value as the public interface says it: ids, days and instants are texts. */
export function shownValue(field: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map(item => shownValue(field, item))
  if (typeof value === 'object' && value !== null && (field === 'regions' || field === 'standards'))
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shownValue(name, item)]))
  const kind = idFields[field]
  if (typeof value === 'number') {
    if (kind) return encodeId(kind, value)
    if (dayFields.has(field)) return formatDay(value)
    if (instantFields.has(field)) return formatInstant(value)
  }
  return typeof value === 'string' && callerFields.has(field) ? publicCaller(value) : value
}

const entityOfKind = new Map(
  Object.entries(idKindOf).map(([entity, kind]) => [kind, entity as FeedEntity] as const),
)

/** What reading a field takes besides its entity: what it refers to, and who signs in as whom. */
export function scopeOfField(field: string): Scope | null {
  if (field === 'subject') return 'staff:write'
  const entity = entityOfKind.get(idFields[field] ?? 'import')
  return entity ? scopeOfEntity[entity] : null
}
