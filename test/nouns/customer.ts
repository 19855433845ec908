import {
  customerExternalIds,
  customerRegions,
  customers,
  lifecycleChanges,
} from '../../src/database/tables/customers/customers.ts'
import { customerList } from '../../src/domain/customers/list.ts'
import { invalid, missing, type Noun, small, stamp, storedIn, sums, taken, wide, words } from './noun.ts'

const personal = ['customers:personal'] as const
const purchases = ['interactions:read'] as const

const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) })

export const customer: Noun = {
  type: 'Customer',
  read: 'customers:read',
  write: 'customers:write',
  kind: 'customer',
  foreign: world => world.otherCustomer,
  stored: storedIn(customers)(id => ({
    kind: 'PERSON',
    gender: 'FEMALE',
    lifecycle: 'ACTIVE',
    preferredChannels: ['PHONE'],
    forbiddenChannels: ['SMS'],
    ...{ id, name: `Name ${id}`, sortName: `N${id}`, foldedName: `name ${id}` },
    ...{ email: `${id}@example.com`, phone: `+8490000${id}`, birthDate: 7_000 + id },
    ...{ ownerId: 1 + (id % 2), regionId: 1, acquisitionSource: 'fair', attributes: { a: 1 } },
    tags: ['VIP'],
    erasedAt: 7_000,
    ...{ lifecycleSince: 20_100, metricsOn: 20_200, cycleDoubled: 31 },
    ...{ purchaseDays: 3, firstPurchaseOn: 19_000, lastPurchaseOn: 20_000 },
    ...{ netSpend: wide, netSpendYear: 5n, relationshipLevel: 4, ...stamp },
  })),
  parts: [
    storedIn(customerExternalIds)(id => ({ source: 'shop', externalId: `${id}`, customerId: id })),
    storedIn(customerRegions)(id => ({ customerId: id, since: 18_000 + id, regionId: 1, changeId: 0 })),
    storedIn(lifecycleChanges)(id => ({
      customerId: id,
      on: 20_100,
      from: 'NEW',
      to: 'ACTIVE',
      reason: { days: 3 },
    })),
  ],
  personal: ['name', 'email', 'phone', 'gender', 'birthDate', 'attributes', 'tags', 'consents'],
  impersonal: ['Customer.acquisitionSource', 'StatsKey.label', 'StatsKey.value'],
  guarded: {
    ...{ text: personal, name: personal, email: personal, phone: personal, gender: personal },
    ...{ birthDate: personal, attributes: personal, tags: personal, consent: personal, consents: personal },
    contactPoints: personal,
    postalAddresses: personal,
    ...{ occasions: personal, preferences: personal, notes: personal, files: personal },
    ...{ owner: ['staff:read'], region: ['regions:read'], relationshipLevel: ['relationships:read'] },
    ...{ spend: purchases, purchases, lastPurchase: purchases, interactions: purchases },
    ...{
      exposures: ['exposures:read'],
      followUps: ['follow-ups:read'],
      feedback: ['feedback:read'],
      surveys: ['interactions:read'],
      touches: ['campaigns:read'],
      personRequests: ['privacy:read'],
      segments: ['segments:read'],
      segmentSnapshots: ['segments:read'],
    },
    vulnerability: ['vulnerability:read', 'campaigns:read'],
  },
  lists: [
    {
      field: 'Query.customers',
      source: customerList,
      varying: {
        ...{ createdAt: small, updatedAt: small, sortName: words },
        ...{ lastPurchaseOn: [...small, null], firstPurchaseOn: [...small, null] },
        ...{ netSpend: sums, netSpendYear: sums, purchaseDays: small, lifecycleSince: [...small, null] },
        ...{ birthDate: [...small, null], relationshipLevel: small },
      },
    },
  ],
  mutations: {
    changeUndo: {
      action: 'customer.update',
      touches: ['acquisitionSource'],
      good: ({ change }) => ({ id: change }),
      anew: true,
    },
    customerCreate: {
      action: 'customer.create',
      touches: [
        'kind',
        'name',
        'email',
        'phone',
        'gender',
        'birthDate',
        'ownerId',
        'regionId',
        'regions',
        'preferredChannels',
        'forbiddenChannels',
        'attributes',
        'tags',
        'externalIds',
      ],
      good: ({ staff, day }) => ({
        ...{ name: 'Nguyễn Lan', owner: staff, region: 'HN', regionSince: day(-1) },
        ...{ email: 'lan@example.com', phone: '0987654321', gender: 'FEMALE', birthDate: '1990-05-17' },
        attributes: { shoe: 'thirty-eight' },
        tags: ['Khách quý'],
        externalIds: [{ source: 'shop', externalId: 'new' }],
      }),
      anew: true,
      refuses: [
        missing('region'),
        invalid('a birthday to come', 'birthDate', ({ day }) => day(3)),
        invalid('no e-mail address', 'email', () => 'nobody'),
        invalid('no phone number', 'phone', () => '12'),
        invalid('a region from some day to come', 'regionSince', ({ day }) => day(3)),
        invalid('attributes that are no object', 'attributes', () => [1]),
        invalid('attributes without end', 'attributes', () => nested(30)),
        invalid('attributes that are too large', 'attributes', () => ({ a: 'x'.repeat(200_000) })),
        invalid('attributes with half a character', 'attributes', () => ({ a: '\udc00' })),
        invalid('tags without end', 'tags', () => Array.from({ length: 51 }, (_, at) => `tag ${at}`)),
        invalid('a tag without anything to see', 'tags', () => [' '], 'tags.0'),
        taken('an external id that another has', 'externalIds.0.externalId', () => '1', 'externalIds.0'),
      ],
    },
    customerUpdate: {
      action: 'customer.update',
      touches: ['name', 'email', 'ownerId', 'regionId', 'regions', 'externalIds'],
      good: ({ customer, otherStaff }) => ({
        id: customer,
        patch: {
          ...{ name: 'Renamed', email: 'renamed@example.com', region: 'SG', owner: otherStaff },
          externalIds: [{ source: 'web', externalId: '1' }],
        },
      }),
      refuses: [invalid('attributes with a NUL in a name', 'patch.attributes', () => ({ 'a\0': 1 }))],
    },
    customersUpdate: {
      action: 'customer.update',
      touches: ['name', 'phone', 'ownerId', 'attributes', 'tags', 'externalIds'],
      good: ({ customer, staff }) => ({
        inputs: [
          {
            id: customer,
            patch: {
              ...{ name: 'Renamed with others', phone: '0987654322', owner: staff },
              attributesMerge: { hat: 'fifty-seven' },
              tagsAdd: ['Hat wearer'],
              tagsRemove: ['Nobody had this'],
              externalIds: [{ source: 'web', externalId: '3' }],
            },
          },
        ],
        atomic: true,
      }),
      refuses: [
        invalid('no input at all', 'inputs', () => []),
        invalid('more than there may be', 'inputs', ({ customer }) =>
          Array(251).fill({ id: customer, patch: {} }),
        ),
        invalid('merged attributes that are no object', 'inputs.0.patch.attributesMerge', () => 5),
      ],
    },
    customerUpsert: {
      action: 'customer.update',
      touches: ['name', 'ownerId', 'externalIds'],
      good: ({ staff }) => ({
        ...{ externalId: { source: 'shop', externalId: '2' }, name: 'Upserted', region: 'HN', owner: staff },
        externalIds: [{ source: 'web', externalId: '2' }],
      }),
    },
    customerExternalIdMove: {
      action: 'customer.external-id-move',
      touches: ['externalIds'],
      good: ({ otherCustomer }) => ({
        ...{ externalId: { source: 'shop', externalId: '3' }, to: otherCustomer },
      }),
    },
  },
}
