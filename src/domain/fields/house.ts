import { channels } from '../../database/tables/customers/channels.ts'
import { contactKinds, contactPoints } from '../../database/tables/customers/contact-points.ts'
import {
  customerDuplicates,
  duplicateGrounds,
  duplicateStates,
} from '../../database/tables/customers/customer-duplicates.ts'
import {
  customerUpdateJobs,
  jobFailures,
  jobStates,
} from '../../database/tables/customers/customer-update-jobs.ts'
import { consentPurposes, consents } from '../../database/tables/customers/customers.ts'
import { customerMerges } from '../../database/tables/customers/merges.ts'
import { postalAddresses } from '../../database/tables/customers/postal-addresses.ts'
import { regions } from '../../database/tables/customers/regions.ts'
import { apiKeys } from '../../database/tables/house/api-keys.ts'
import { goalMetrics, goals } from '../../database/tables/house/goals.ts'
import { importEntities, importStates, imports } from '../../database/tables/house/imports.ts'
import { nightStates, nights } from '../../database/tables/house/nights.ts'
import { personalKinds, personalReads, readSurfaces } from '../../database/tables/house/personal-reads.ts'
import { staffMembers } from '../../database/tables/house/staff.ts'
import {
  deliveryStates,
  webhookDeliveries,
  webhookPauses,
  webhooks,
} from '../../database/tables/house/webhooks.ts'
import { parsePhone, phoneBeginnings } from '../../lib/phone.ts'
import { comparable } from '../../lib/text.ts'
import type { Field } from '../filters/field.ts'
import { listField } from '../filters/lists.ts'
import {
  dayField,
  enumField,
  flagField,
  idField,
  instantField,
  integerField,
  textField,
} from '../filters/values.ts'
import { storedCaller } from '../service/actor.ts'
import type { Workspace } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { regionField } from './region.ts'

export const goalFields = {
  id: idField('goal', goals.id),
  metric: enumField(goals.metric, goalMetrics),
  firstDay: dayField(goals.firstDay, { order: true }),
  lastDay: dayField(goals.lastDay, { order: true }),
  segment: idField('segment', goals.segmentId, { scopes: ['segments:read'] }),
  campaign: idField('campaign', goals.campaignId, { scopes: ['campaigns:read'] }),
  owner: idField('staffMember', goals.ownerId, { scopes: ['staff:read'] }),
  synthetic: flagField(goals.synthetic),
  createdAt: instantField(goals.createdAt, { order: true }),
  updatedAt: instantField(goals.updatedAt, { order: true }),
} satisfies Record<string, Field>

export const staffMemberFields = {
  id: idField('staffMember', staffMembers.id),
  name: textField(staffMembers.name, { normal: comparable, order: staffMembers.sortName }),
  active: flagField(staffMembers.active),
  synthetic: flagField(staffMembers.synthetic),
  createdAt: instantField(staffMembers.createdAt, { order: true }),
  updatedAt: instantField(staffMembers.updatedAt, { order: true }),
} satisfies Record<string, Field>

export const regionFields = {
  id: idField('region', regions.id),
  code: textField(regions.code, { normal: comparable, order: true }),
  name: textField(regions.name, { normal: comparable, order: regions.sortName }),
  /** In the tree below a region, itself included. */
  within: regionField(regions.id),
  parent: idField('region', regions.parentId),
  createdAt: instantField(regions.createdAt, { order: true }),
  updatedAt: instantField(regions.updatedAt, { order: true }),
} satisfies Record<string, Field>

export const consentFields = {
  id: idField('consent', consents.id),
  purpose: enumField(consents.purpose, consentPurposes),
  channel: enumField(consents.channel, channels),
  given: flagField(consents.given),
  textVersion: textField(consents.textVersion),
  at: instantField(consents.at),
  synthetic: flagField(consents.synthetic),
} satisfies Record<string, Field>

/** An e-mail or a phone, in the form in which it is kept. */
const contactForm = (value: string, { phoneCountry }: Workspace) =>
  value.includes('@')
    ? comparable(value).toLowerCase()
    : (parsePhone(value, phoneCountry) ?? { fault: say('notPhone') })

const contactBeginnings = (value: string, { phoneCountry }: Workspace) =>
  /\p{L}/u.test(value) ? [comparable(value).toLowerCase()] : phoneBeginnings(value, phoneCountry)

export const contactPointFields = {
  id: idField('contactPoint', contactPoints.id),
  kind: enumField(contactPoints.kind, contactKinds),
  value: textField(contactPoints.value, { normal: contactForm, beginnings: contactBeginnings }),
  label: textField(contactPoints.label, { normal: comparable }),
  verifiedOn: dayField(contactPoints.verifiedOn),
  synthetic: flagField(contactPoints.synthetic),
  createdAt: instantField(contactPoints.createdAt),
  updatedAt: instantField(contactPoints.updatedAt),
} satisfies Record<string, Field>

export const postalAddressFields = {
  id: idField('postalAddress', postalAddresses.id),
  label: textField(postalAddresses.label),
  postalCode: textField(postalAddresses.postalCode),
  locality: textField(postalAddresses.locality),
  region: textField(postalAddresses.region),
  country: textField(postalAddresses.country),
  validFrom: dayField(postalAddresses.validFrom),
  validUntil: dayField(postalAddresses.validUntil),
  synthetic: flagField(postalAddresses.synthetic),
  createdAt: instantField(postalAddresses.createdAt),
  updatedAt: instantField(postalAddresses.updatedAt),
} satisfies Record<string, Field>

export const importFields = {
  id: idField('import', imports.id),
  entity: enumField(imports.entity, importEntities),
  source: textField(imports.source, { normal: comparable }),
  by: textField(imports.actor, { normal: storedCaller }),
  state: enumField(imports.state, importStates),
  startedAt: instantField(imports.startedAt, { order: true }),
} satisfies Record<string, Field>

export const nightFields = {
  id: idField('night', nights.id),
  day: dayField(nights.day),
  attempt: integerField(nights.attempt),
  state: enumField(nights.state, nightStates),
  current: flagField(nights.current),
  startedAt: instantField(nights.startedAt),
  finishedAt: instantField(nights.finishedAt),
} satisfies Record<string, Field>

export const apiKeyFields = {
  id: idField('apiKey', apiKeys.id),
  name: textField(apiKeys.name),
  reach: enumField(apiKeys.reach, apiKeys.reach.enumValues),
  issuedBy: textField(apiKeys.issuedBy, { normal: storedCaller }),
  staffMember: idField('staffMember', apiKeys.staffId, { scopes: ['staff:read'] }),
  expiresAt: instantField(apiKeys.expiresAt),
  revokedAt: instantField(apiKeys.revokedAt),
  frozenAt: instantField(apiKeys.frozenAt),
  lastUsedAt: instantField(apiKeys.lastUsedAt),
  createdAt: instantField(apiKeys.createdAt, { order: true }),
} satisfies Record<string, Field>

export const personalReadFields = {
  id: idField('personalRead', personalReads.id),
  by: textField(personalReads.caller, { normal: storedCaller }),
  hour: instantField(personalReads.hour, { order: true }),
  surface: enumField(personalReads.surface, readSurfaces),
  kind: enumField(personalReads.kind, personalKinds),
  customers: integerField(personalReads.customers),
  alarmedAt: instantField(personalReads.alarmedAt),
} satisfies Record<string, Field>

export const webhookFields = {
  id: idField('webhook', webhooks.id),
  name: textField(webhooks.name),
  pausedBecause: enumField(webhooks.pausedBecause, webhookPauses),
  owner: textField(webhooks.owner, { normal: storedCaller }),
  createdAt: instantField(webhooks.createdAt, { order: true }),
  updatedAt: instantField(webhooks.updatedAt, { order: true }),
} satisfies Record<string, Field>

export const webhookDeliveryFields = {
  id: idField('webhookDelivery', webhookDeliveries.id),
  type: textField(webhookDeliveries.type),
  record: textField(webhookDeliveries.record),
  state: enumField(webhookDeliveries.state, deliveryStates),
  status: integerField(webhookDeliveries.status),
  createdAt: instantField(webhookDeliveries.createdAt, { order: true }),
} satisfies Record<string, Field>

export const customerUpdateJobFields = {
  id: idField('customerUpdateJob', customerUpdateJobs.id),
  state: enumField(customerUpdateJobs.state, jobStates),
  failure: enumField(customerUpdateJobs.failure, jobFailures),
  owner: textField(customerUpdateJobs.owner, { normal: storedCaller }),
  startedAt: instantField(customerUpdateJobs.createdAt, { order: true }),
} satisfies Record<string, Field>

export const customerMergeFields = {
  id: idField('customerMerge', customerMerges.id),
  merged: idField('customer', customerMerges.mergedId),
  actor: textField(customerMerges.actor, { normal: storedCaller }),
  at: instantField(customerMerges.at, { order: true }),
  undoneAt: instantField(customerMerges.undoneAt),
} satisfies Record<string, Field>

export const customerDuplicateFields = {
  id: idField('customerDuplicate', customerDuplicates.id),
  grounds: listField(customerDuplicates.grounds, duplicateGrounds),
  state: enumField(customerDuplicates.state, duplicateStates),
  foundAt: instantField(customerDuplicates.createdAt, { order: true }),
} satisfies Record<string, Field>
