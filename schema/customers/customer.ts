import type { contactPoints } from '../../src/database/tables/customers/contact-points.ts'
import type { consents, customers } from '../../src/database/tables/customers/customers.ts'
import type { postalAddresses } from '../../src/database/tables/customers/postal-addresses.ts'
import type {
  careTeamMembers,
  channelReachability,
  employments,
  fileReferences,
  notes,
  occasions,
  preferences,
} from '../../src/database/tables/customers/profile.ts'
import { customerBy, type ExternalKey } from '../../src/domain/customers/find.ts'
import { customerList } from '../../src/domain/customers/list.ts'
import { conflict } from '../../src/domain/service/errors.ts'
import { say } from '../../src/domain/wording/say.ts'
import { type StaffRow, staffNoun } from '../house/staff.ts'
import { builder } from '../kernel/builder.ts'
import { Node } from '../kernel/node.ts'
import { listed, listOf, noun, related } from '../kernel/noun.ts'
import { recordFields } from '../kernel/record.ts'
import { readMatching } from '../kernel/select.ts'
import { CustomerKind, Gender, LifecycleStage } from './customer-enums.ts'
import { customerInputs } from './customer-filter.ts'
import {
  ExternalId,
  LifecycleChange,
  type LifecycleMove,
  PurchaseMetrics,
  RegionStay,
} from './customer-parts.ts'
import { Channel } from './interaction-enums.ts'
import { type RegionRow, regionNoun } from './region.ts'

export type CustomerRow = typeof customers.$inferSelect & {
  owner?: StaffRow | null
  region?: RegionRow | null
  externalIds?: ExternalKey[]
  regionHistory?: { since: number; region: RegionRow | null }[]
  lifecycleHistory?: LifecycleMove[]
  consents?: (typeof consents.$inferSelect)[]
  contactPoints?: (typeof contactPoints.$inferSelect)[]
  postalAddresses?: (typeof postalAddresses.$inferSelect)[]
  occasions?: (typeof occasions.$inferSelect)[]
  preferences?: (typeof preferences.$inferSelect)[]
  notes?: (typeof notes.$inferSelect)[]
  files?: (typeof fileReferences.$inferSelect)[]
  careTeam?: (typeof careTeamMembers.$inferSelect)[]
  reachability?: (typeof channelReachability.$inferSelect)[]
  organisations?: (typeof employments.$inferSelect)[]
}

const personal = { scope: 'customers:personal' } as const

export const Customer = builder.objectRef<CustomerRow>('Customer')
export const customerNoun = noun(
  'customer',
  listed({ type: Customer, scope: 'customers:read', source: customerList }),
)

Customer.implement({
  description:
    'A person or organisation that the company sells to or wants to. Fields that identify somebody need the scope `customers:personal`.',
  interfaces: [Node],
  fields: t => ({
    ...recordFields(t, 'customer', {
      synthetic: 'True where the personal data was made up for a demonstration.',
      createdAt: 'When the customer was first recorded here.',
      updatedAt: 'When somebody last changed the profile. The night does not count.',
    }),
    erasedAt: t.expose('erasedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When the person was erased: purchases stay as those of nobody, and nothing more is kept. Null for everybody else.',
    }),
    kind: t.expose('kind', {
      type: CustomerKind,
      description: 'Person or organisation.',
    }),
    name: t.exposeString('name', {
      nullable: true,
      description: 'Full name. Personal.',
      authScopes: personal,
    }),
    email: t.exposeString('email', {
      nullable: true,
      description: 'Primary e-mail, lower case. Personal.',
      authScopes: personal,
    }),
    phone: t.exposeString('phone', {
      nullable: true,
      description: 'Primary phone number as E.164. Personal.',
      authScopes: personal,
    }),
    gender: t.expose('gender', {
      type: Gender,
      nullable: true,
      description: 'Null when unknown. Personal.',
      authScopes: personal,
    }),
    birthDate: t.expose('birthDate', {
      type: 'Date',
      nullable: true,
      description: 'Null when unknown. Personal.',
      authScopes: personal,
    }),
    attributes: t.expose('attributes', {
      type: 'JSON',
      nullable: true,
      description: 'Free attributes, as they were given. Personal.',
      authScopes: personal,
    }),
    tags: t.exposeStringList('tags', {
      nullable: true,
      description: 'Labels that the house gave the customer, each once. Personal.',
      authScopes: personal,
    }),
    acquisitionSource: t.exposeString('acquisitionSource', {
      nullable: true,
      description: 'Where the customer came from.',
    }),
    externalIds: t.field({
      type: [ExternalId],
      description: 'Keys in other systems.',
      needs: { relation: 'externalIds', whole: true },
      resolve: customer => customer.externalIds ?? [],
    }),
    owner: related(t, 'owner', staffNoun, 'The staff member who answers for the relation.'),
    region: related(t, 'region', regionNoun, 'Where the customer is now; null when unknown.'),
    regionHistory: t.field({
      type: [RegionStay],
      description:
        'Where the customer was, newest first. A Vulnerability Index takes the region before the campaign.',
      needs: { relation: 'regionHistory', whole: true },
      resolve: customer => (customer.regionHistory ?? []).toSorted((a, b) => b.since - a.since),
    }),
    preferredChannels: t.expose('preferredChannels', {
      type: [Channel],
      description: 'How the customer likes to be reached.',
    }),
    forbiddenChannels: t.expose('forbiddenChannels', {
      type: [Channel],
      description: 'How the customer must not be reached.',
    }),
    lifecycle: t.expose('lifecycle', {
      type: LifecycleStage,
      description: 'As of the newest night.',
    }),
    lifecycleSince: t.expose('lifecycleSince', {
      type: 'Date',
      nullable: true,
      description: 'The day of the last move.',
    }),
    lifecycleHistory: t.field({
      type: [LifecycleChange],
      description: 'Every move with its reason, newest first.',
      needs: { relation: 'lifecycleHistory', whole: true },
      resolve: customer => (customer.lifecycleHistory ?? []).toSorted((a, b) => b.on - a.on),
    }),
    metrics: t.field({
      type: PurchaseMetrics,
      description: 'Purchase metrics of the newest night.',
      needs: { embedded: true },
      resolve: customer => customer,
    }),
  }),
})

export const ExternalIdInput = builder.inputType('ExternalIdInput', {
  description: 'A key in another system.',
  fields: t => ({
    source: t.string({ required: true, description: 'The other system.' }),
    externalId: t.string({ required: true, description: 'The key there.' }),
  }),
})

const CustomerKey = builder.inputType('CustomerKey', {
  description: 'Names one customer by exactly one key.',
  isOneOf: true,
  fields: t => ({
    id: t.id({ description: 'By id.' }),
    externalId: t.field({ type: ExternalIdInput, description: 'By a key in another system.' }),
    email: t.string({
      description:
        'By an e-mail, primary or not; an error when several share it. Needs `customers:personal`.',
    }),
  }),
})

builder.queryFields(t => ({
  customer: t.field({
    type: Customer,
    nullable: true,
    description: 'One customer; null when there is none within your reach.',
    authScopes: { scope: 'customers:read' },
    args: { by: t.arg({ type: CustomerKey, required: true, description: 'Which one.' }) },
    resolve: async (_root, { by }, context, info) => {
      const match = customerBy(context.service, by)
      const [first, second] = await readMatching<CustomerRow>(context, info, customerList, match)
      if (second) throw conflict(['by'], say('severalHaveEmail'), { reason: 'AMBIGUOUS' })
      return first ?? null
    },
  }),
  customers: listOf(t, customerNoun, {
    description: 'The customers within your reach.',
    args: customerInputs.args,
  }),
}))
