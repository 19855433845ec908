import type {
  consents,
  customerKinds,
  customers,
  genders,
  lifecycleStages,
} from '../src/database/tables/customers.ts'
import { createCustomer } from '../src/domain/customers/create-customer.ts'
import { customerBy } from '../src/domain/customers/find.ts'
import { type CustomerOrdering, customerList } from '../src/domain/customers/list.ts'
import { UNKNOWN_SINCE } from '../src/domain/customers/region-history.ts'
import { updateCustomer } from '../src/domain/customers/update-customer.ts'
import { upsertCustomer } from '../src/domain/customers/upsert-customer.ts'
import { conflict } from '../src/domain/errors.ts'
import { encodeId } from '../src/lib/ids.ts'
import { builder, type InputFields } from './builder.ts'
import { connectionType, orderInput, pageArgs, pageComplexity } from './connection.ts'
import { Channel } from './interaction-enums.ts'
import { Money } from './money.ts'
import { changed, mutation } from './mutation.ts'
import { Node, registerNode } from './node.ts'
import { Region, type RegionRow } from './region.ts'
import { readMatching, readPage } from './select.ts'
import { StaffMember, type StaffRow } from './staff.ts'

export type CustomerRow = typeof customers.$inferSelect & {
  owner?: StaffRow | null
  region?: RegionRow | null
  externalIds?: { source: string; externalId: string }[]
  regionHistory?: { since: number; region: RegionRow | null }[]
  lifecycleHistory?: LifecycleMove[]
  consents?: (typeof consents.$inferSelect)[]
}

registerNode('customer', { typeName: 'Customer', scope: 'customers:read', source: customerList })

export const LifecycleStage = builder.enumType('LifecycleStage', {
  description:
    'How alive the relation is, by days since the last purchase and the usual gap between purchases. The night moves it.',
  values: {
    PROSPECT: { description: 'Has not bought yet.' },
    NEW: { description: 'Bought once, lately.' },
    ACTIVE: { description: 'Buys at the usual pace.' },
    LOYAL: { description: 'Active, with at least five purchase days over at least a year.' },
    LAPSING: { description: 'Later than one and a half cycles, not yet three.' },
    LOST: { description: 'Silent for more than three cycles.' },
    WON_BACK: { description: 'Came back after being lost; for the first two cycles.' },
  } satisfies Record<(typeof lifecycleStages)[number], { description: string }>,
})

const CustomerKind = builder.enumType('CustomerKind', {
  description: 'What a customer is.',
  values: {
    PERSON: { description: 'A human being.' },
    ORGANISATION: { description: 'A company, an office, a club.' },
  } satisfies Record<(typeof customerKinds)[number], { description: string }>,
})

const Gender = builder.enumType('Gender', {
  description: 'As the customer says.',
  values: {
    FEMALE: { description: 'Female.' },
    MALE: { description: 'Male.' },
    OTHER: { description: 'Neither, or something else.' },
  } satisfies Record<(typeof genders)[number], { description: string }>,
})

const ExternalId = builder.objectRef<{ source: string; externalId: string }>('ExternalId').implement({
  description: 'The key of a customer in another system.',
  fields: t => ({
    source: t.exposeString('source', { description: 'The other system.' }),
    externalId: t.exposeString('externalId', { description: 'Its key there; unique within the source.' }),
  }),
})

interface LifecycleMove {
  on: number
  from: (typeof lifecycleStages)[number]
  to: (typeof lifecycleStages)[number]
  reason: Record<string, unknown>
}

const LifecycleChange = builder.objectRef<LifecycleMove>('LifecycleChange').implement({
  description: 'A move from one lifecycle stage to another.',
  fields: t => ({
    on: t.expose('on', { type: 'Date', description: 'The business day whose night moved the customer.' }),
    from: t.expose('from', { type: LifecycleStage, description: 'The stage before.' }),
    to: t.expose('to', { type: LifecycleStage, description: 'The stage since.' }),
    reason: t.expose('reason', {
      type: 'JSON',
      description: 'What was measured: days since the last purchase, the cycle, whose cycle, the threshold.',
    }),
  }),
})

const RegionStay = builder.objectRef<{ since: number; region: RegionRow | null }>('RegionStay').implement({
  description: 'A region and the day since which the customer counts as being there.',
  fields: t => ({
    since: t.field({
      type: 'Date',
      nullable: true,
      description: 'Null when nobody said since when: then it counts for all of the past.',
      resolve: stay => (stay.since === UNKNOWN_SINCE ? null : stay.since),
    }),
    region: t.field({
      type: Region,
      nullable: true,
      description: 'The region.',
      needs: { relation: 'region' },
      authScopes: { scope: 'regions:read' },
      resolve: stay => stay.region,
    }),
  }),
})

const PurchaseMetrics = builder.objectRef<CustomerRow>('PurchaseMetrics').implement({
  description: 'What purchases say of a customer, as of the newest night. Cancelled purchases do not count.',
  fields: t => ({
    computedOn: t.expose('metricsOn', {
      type: 'Date',
      nullable: true,
      description: 'The business day on which these values last changed; null before the first night.',
      needs: { columns: ['metricsOn'] },
    }),
    firstPurchaseOn: t.expose('firstPurchaseOn', {
      type: 'Date',
      nullable: true,
      description: 'First day with a purchase.',
      needs: { columns: ['firstPurchaseOn'] },
    }),
    lastPurchaseOn: t.expose('lastPurchaseOn', {
      type: 'Date',
      nullable: true,
      description: 'Last day with a purchase.',
      needs: { columns: ['lastPurchaseOn'] },
    }),
    purchaseDays: t.exposeInt('purchaseDays', {
      description: 'Days with at least one purchase; several on one day count once.',
      needs: { columns: ['purchaseDays'] },
    }),
    netSpend: t.field({
      type: Money,
      description: 'All purchases minus refunds.',
      needs: { columns: ['netSpend'] },
      resolve: row => row.netSpend,
    }),
    netSpendYear: t.field({
      type: Money,
      description: 'The same over the last 365 days.',
      needs: { columns: ['netSpendYear'] },
      resolve: row => row.netSpendYear,
    }),
    cycleDays: t.float({
      nullable: true,
      description:
        'Median gap between purchase days of the last 365 days; null below three purchase days in that time.',
      needs: { columns: ['cycleDoubled'] },
      resolve: row => (row.cycleDoubled === null ? null : row.cycleDoubled / 2),
    }),
  }),
})

const personal = { scope: 'customers:personal' } as const

export const Customer = builder.objectRef<CustomerRow>('Customer')
export const CustomerConnection = connectionType('Customer', Customer)

Customer.implement({
  description:
    'A person or organisation that the company sells to or wants to. Fields that identify somebody need the scope `customers:personal`.',
  interfaces: [Node],
  fields: t => ({
    id: t.id({ description: 'Opaque id.', resolve: customer => encodeId('customer', customer.id) }),
    kind: t.expose('kind', {
      type: CustomerKind,
      description: 'Person or organisation.',
      needs: { columns: ['kind'] },
    }),
    name: t.exposeString('name', {
      nullable: true,
      description: 'Full name. Personal.',
      authScopes: personal,
      needs: { columns: ['name'] },
    }),
    email: t.exposeString('email', {
      nullable: true,
      description: 'Primary e-mail, lower case. Personal.',
      authScopes: personal,
      needs: { columns: ['email'] },
    }),
    phone: t.exposeString('phone', {
      nullable: true,
      description: 'Primary phone number as E.164. Personal.',
      authScopes: personal,
      needs: { columns: ['phone'] },
    }),
    gender: t.expose('gender', {
      type: Gender,
      nullable: true,
      description: 'Null when unknown. Personal.',
      authScopes: personal,
      needs: { columns: ['gender'] },
    }),
    birthDate: t.expose('birthDate', {
      type: 'Date',
      nullable: true,
      description: 'Null when unknown. Personal.',
      authScopes: personal,
      needs: { columns: ['birthDate'] },
    }),
    attributes: t.expose('attributes', {
      type: 'JSON',
      nullable: true,
      description: 'Free attributes, as they were given. Personal.',
      authScopes: personal,
      needs: { columns: ['attributes'] },
    }),
    acquisitionSource: t.exposeString('acquisitionSource', {
      nullable: true,
      description: 'Where the customer came from.',
      needs: { columns: ['acquisitionSource'] },
    }),
    externalIds: t.field({
      type: [ExternalId],
      description: 'Keys in other systems.',
      needs: { relation: 'externalIds', whole: true },
      resolve: customer => customer.externalIds ?? [],
    }),
    owner: t.field({
      type: StaffMember,
      nullable: true,
      description: 'The staff member who answers for the relation.',
      authScopes: { scope: 'staff:read' },
      needs: { relation: 'owner' },
      resolve: customer => customer.owner ?? null,
    }),
    region: t.field({
      type: Region,
      nullable: true,
      description: 'Where the customer is now; null when unknown.',
      authScopes: { scope: 'regions:read' },
      needs: { relation: 'region' },
      resolve: customer => customer.region ?? null,
    }),
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
      needs: { columns: ['preferredChannels'] },
    }),
    forbiddenChannels: t.expose('forbiddenChannels', {
      type: [Channel],
      description: 'How the customer must not be reached.',
      needs: { columns: ['forbiddenChannels'] },
    }),
    lifecycle: t.expose('lifecycle', {
      type: LifecycleStage,
      description: 'As of the newest night.',
      needs: { columns: ['lifecycle'] },
    }),
    lifecycleSince: t.expose('lifecycleSince', {
      type: 'Date',
      nullable: true,
      description: 'The day of the last move.',
      needs: { columns: ['lifecycleSince'] },
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
    synthetic: t.exposeBoolean('synthetic', {
      description: 'True where the personal data was made up for a demonstration.',
      needs: { columns: ['synthetic'] },
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      description: 'When the customer was first recorded here.',
      needs: { columns: ['createdAt'] },
    }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      description: 'When somebody last changed the profile. The night does not count.',
      needs: { columns: ['updatedAt'] },
    }),
    version: t.exposeInt('version', {
      description: 'Grows with each change; give it back as `expectedVersion`.',
      needs: { columns: ['version'] },
    }),
  }),
})

const CustomerFilter = builder.inputType('CustomerFilter', {
  description: 'Narrows the list of customers; every part must hold.',
  fields: t => ({
    region: t.id({ description: 'In this region or one that lies in it.' }),
    owner: t.id({ description: 'Owned by this staff member.' }),
    lifecycle: t.field({ type: [LifecycleStage], description: 'In one of these stages.' }),
    text: t.string({
      description:
        'Every word begins a word of the name, without regard to diacritics: `nguyen` finds Nguyễn. Needs `customers:personal`.',
    }),
    email: t.string({ description: 'With exactly this primary e-mail. Needs `customers:personal`.' }),
    phone: t.string({
      description: 'With exactly this primary phone number, E.164. Needs `customers:personal`.',
    }),
  }),
})

const CustomerOrder = orderInput<CustomerOrdering>('Customer', {
  CREATED_AT: 'By the instant of recording.',
  UPDATED_AT: 'By the last change of the profile.',
  NAME: 'By name, in Vietnamese alphabetical order. Needs `customers:personal`.',
  LAST_PURCHASE: 'By the last purchase day; customers without one come first.',
  NET_SPEND: 'By net spend of all time, the highest first.',
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
      description: 'By primary e-mail; an error when several share it. Needs `customers:personal`.',
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
      if (second) throw conflict(['by'], 'Several customers have this e-mail.')
      return first ?? null
    },
  }),
  customers: t.field({
    type: CustomerConnection,
    description: 'The customers within your reach.',
    authScopes: { scope: 'customers:read' },
    args: {
      ...pageArgs,
      filter: t.arg({ type: CustomerFilter, description: 'Which ones.' }),
      orderBy: t.arg({ type: CustomerOrder, description: 'By the instant of recording when not said.' }),
    },
    complexity: pageComplexity,
    resolve: (_root, args, context, info) => readPage<CustomerRow>(context, info, customerList, args),
  }),
}))

const customerInputFields = (t: InputFields) => ({
  kind: t.field({ type: CustomerKind, description: 'A person when not said.' }),
  name: t.string({ description: 'Full name, at most 200 characters.' }),
  email: t.string({ description: 'Primary e-mail.' }),
  phone: t.string({
    description: "Primary phone number; without a prefix it belongs to the workspace's country.",
  }),
  gender: t.field({ type: Gender, description: 'As the customer says.' }),
  birthDate: t.field({ type: 'Date', description: 'Not in the future.' }),
  acquisitionSource: t.string({ description: 'Where the customer came from.' }),
  owner: t.id({ description: 'Id of the staff member who answers for the relation.' }),
  region: t.string({ description: 'Code or id of a region.' }),
  regionSince: t.field({
    type: 'Date',
    description:
      'Since when the customer is there. A first region counts for all of the past when this is not said, a later one since today.',
  }),
  preferredChannels: t.field({ type: [Channel], description: 'How the customer likes to be reached.' }),
  forbiddenChannels: t.field({ type: [Channel], description: 'How the customer must not be reached.' }),
  attributes: t.field({ type: 'JSON', description: 'Free attributes: a JSON object, replaced whole.' }),
  externalIds: t.field({ type: [ExternalIdInput], description: 'Keys in other systems to add.' }),
})

const CustomerCreateInput = builder.inputType('CustomerCreateInput', {
  description: 'A new customer. Nothing is required.',
  fields: customerInputFields,
})

const CustomerPatch = builder.inputType('CustomerPatch', {
  description: 'What to change: absent leaves a value, null clears it.',
  fields: customerInputFields,
})

const CustomerUpdateInput = builder.inputType('CustomerUpdateInput', {
  description: 'Which customer, and what to change.',
  fields: t => ({
    id: t.id({ required: true, description: 'The customer.' }),
    expectedVersion: t.int({ description: 'Refuse when the customer is not at this version any more.' }),
    patch: t.field({ type: CustomerPatch, required: true, description: 'The change.' }),
  }),
})

const CustomerUpsertInput = builder.inputType('CustomerUpsertInput', {
  description: 'A customer of another system: created, or changed where the external id is known.',
  fields: t => ({
    externalId: t.field({ type: ExternalIdInput, required: true, description: 'Who it is.' }),
    ...customerInputFields(t),
  }),
})

export const changedCustomer = {
  type: Customer,
  scope: 'customers:read' as const,
  source: customerList,
  id: (result: { customerId: number }) => result.customerId,
}

mutation('customerCreate', {
  description: 'Records a new customer, a prospect until a purchase is known.',
  scope: 'customers:write',
  input: CustomerCreateInput,
  verb: createCustomer,
  payload: t => ({ customer: changed(t, changedCustomer) }),
})

mutation('customerUpdate', {
  description: 'Changes the profile of a customer.',
  scope: 'customers:write',
  input: CustomerUpdateInput,
  verb: updateCustomer,
  payload: t => ({ customer: changed(t, changedCustomer) }),
})

mutation('customerUpsert', {
  description: 'Creates the customer of an external id, or changes the one that has it.',
  scope: 'customers:write',
  input: CustomerUpsertInput,
  verb: upsertCustomer,
  payload: t => ({
    customer: changed(t, changedCustomer),
    created: t.exposeBoolean('created', { description: 'False when the customer was there already.' }),
  }),
})
