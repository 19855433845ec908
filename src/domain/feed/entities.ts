import type { IdKind } from '../../lib/ids.ts'
import type { Entity } from '../changes/fields.ts'
import { type Action, changeKinds } from '../changes/kinds.ts'
import type { Scope } from '../service/scopes.ts'

/** What a change can be of: what the trail tells of, and what only nights make. */
export const feedEntities = [
  'API_KEY',
  'CAMPAIGN',
  'COMPETITOR',
  'CONSENT',
  'CONTACT_POINT',
  'CUSTOMER',
  'CUSTOMER_UPDATE_JOB',
  'EXPOSURE',
  'FOLLOW_UP',
  'INTERACTION',
  'NIGHT',
  'POLICY',
  'POSTAL_ADDRESS',
  'REGION',
  'SEGMENT',
  'SNAPSHOT',
  'STAFF_MEMBER',
  'WEBHOOK',
] as const

export type FeedEntity = (typeof feedEntities)[number]

/** What a caller must hold to be told of it: the scope that reads it. */
export const scopeOfEntity: Readonly<Record<FeedEntity, Scope>> = {
  API_KEY: 'api-keys:read',
  CAMPAIGN: 'campaigns:read',
  COMPETITOR: 'competitors:read',
  CONSENT: 'customers:personal',
  CONTACT_POINT: 'customers:personal',
  CUSTOMER: 'customers:read',
  CUSTOMER_UPDATE_JOB: 'customers:read',
  EXPOSURE: 'exposures:read',
  FOLLOW_UP: 'follow-ups:read',
  INTERACTION: 'interactions:read',
  NIGHT: 'nights:read',
  POLICY: 'policies:read',
  POSTAL_ADDRESS: 'customers:personal',
  REGION: 'regions:read',
  SEGMENT: 'segments:read',
  SNAPSHOT: 'vulnerability:read',
  STAFF_MEMBER: 'staff:read',
  WEBHOOK: 'webhooks:read',
}

/** What its ids are; a policy has none. */
export const idKindOf: Readonly<Partial<Record<FeedEntity, IdKind>>> = {
  API_KEY: 'apiKey',
  CAMPAIGN: 'campaign',
  COMPETITOR: 'competitor',
  CONSENT: 'consent',
  CONTACT_POINT: 'contactPoint',
  CUSTOMER: 'customer',
  CUSTOMER_UPDATE_JOB: 'customerUpdateJob',
  EXPOSURE: 'exposure',
  FOLLOW_UP: 'followUp',
  INTERACTION: 'interaction',
  NIGHT: 'night',
  POSTAL_ADDRESS: 'postalAddress',
  REGION: 'region',
  SEGMENT: 'segment',
  SNAPSHOT: 'vulnerabilitySnapshot',
  STAFF_MEMBER: 'staffMember',
  WEBHOOK: 'webhook',
}

/** As the trail names them. */
export const entityOf: Readonly<Record<Entity, FeedEntity>> = {
  'api-key': 'API_KEY',
  campaign: 'CAMPAIGN',
  competitor: 'COMPETITOR',
  consent: 'CONSENT',
  'contact-point': 'CONTACT_POINT',
  customer: 'CUSTOMER',
  'customer-update-job': 'CUSTOMER_UPDATE_JOB',
  exposure: 'EXPOSURE',
  'follow-up': 'FOLLOW_UP',
  interaction: 'INTERACTION',
  night: 'NIGHT',
  policy: 'POLICY',
  'postal-address': 'POSTAL_ADDRESS',
  region: 'REGION',
  segment: 'SEGMENT',
  staffMember: 'STAFF_MEMBER',
  webhook: 'WEBHOOK',
}

export const feedActions = [
  'CREATED',
  'UPDATED',
  'REMOVED',
  'REVOKED',
  'CLAIMED',
  'SNOOZED',
  'COMPLETED',
  'DISMISSED',
  'EXPIRED',
  'LEVEL_SET',
  'LEVEL_CLEARED',
  'LEVEL_MOVED',
  'LIFECYCLE_MOVED',
  'SEGMENT_JOINED',
  'SEGMENT_LEFT',
  'SEALED',
] as const

export type FeedAction = (typeof feedActions)[number]

/** `MANY`: the change tells of many rows, each of which is an entry of its own; of none where it changed none. */
const toldOf: Readonly<Record<Action, FeedAction | 'MANY'>> = {
  'api-key.issue': 'CREATED',
  'api-key.revoke': 'MANY',
  'api-key.rotate': 'UPDATED',
  'campaign.create': 'CREATED',
  'campaign.update': 'UPDATED',
  'competitor.create': 'CREATED',
  'competitor.update': 'UPDATED',
  'consent.import': 'MANY',
  'consent.record': 'CREATED',
  'contact-point.add': 'CREATED',
  'contact-point.update': 'UPDATED',
  'contact-point.remove': 'REMOVED',
  'customer.create': 'CREATED',
  'customer.update': 'UPDATED',
  'customer.export': 'MANY',
  'customer.external-id-move': 'UPDATED',
  'customer.import': 'MANY',
  'customer.import-undo': 'MANY',
  'exposure.import': 'MANY',
  'exposure.import-undo': 'MANY',
  'customer-update-job.start': 'CREATED',
  'customer-update-job.cancel': 'UPDATED',
  'customer-update-job.complete': 'COMPLETED',
  'customer-update-job.fail': 'UPDATED',
  'exposure.record': 'CREATED',
  'exposure.update': 'UPDATED',
  'follow-up.claim': 'CLAIMED',
  'follow-up.complete': 'COMPLETED',
  'follow-up.create': 'CREATED',
  'follow-up.dismiss': 'DISMISSED',
  'follow-up.expire': 'MANY',
  'follow-up.export': 'MANY',
  'follow-up.fill': 'MANY',
  'follow-up.snooze': 'SNOOZED',
  'follow-up.update': 'UPDATED',
  'interaction.correct': 'UPDATED',
  'interaction.export': 'MANY',
  'interaction.import': 'MANY',
  'interaction.import-undo': 'MANY',
  'interaction.record': 'CREATED',
  'night.complete': 'MANY',
  'night.run': 'CREATED',
  'policy.create': 'CREATED',
  'postal-address.add': 'CREATED',
  'postal-address.update': 'UPDATED',
  'postal-address.remove': 'REMOVED',
  'region.create': 'CREATED',
  'region.update': 'UPDATED',
  'relationship.override': 'LEVEL_SET',
  'relationship.override-clear': 'LEVEL_CLEARED',
  'segment.create': 'CREATED',
  'segment.update': 'UPDATED',
  'staffMember.create': 'CREATED',
  'staffMember.update': 'UPDATED',
  'webhook.create': 'CREATED',
  'webhook.update': 'UPDATED',
  'webhook.secret-rotate': 'UPDATED',
  'webhook.test': 'UPDATED',
  'webhook.redeliver': 'UPDATED',
}

const isAction = (name: string): name is Action => Object.hasOwn(changeKinds, name)

/** What a change of one row says happened, by the action as stored; null where it is a change of many. */
export const actionOf = (stored: string): FeedAction | null => {
  const told = isAction(stored) ? toldOf[stored] : 'MANY'
  return told === 'MANY' ? null : told
}
