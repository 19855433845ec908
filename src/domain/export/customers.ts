import { sql } from 'drizzle-orm'
import { customers } from '../../database/tables/customers/customers.ts'
import { customerList } from '../customers/list.ts'
import { UNKNOWN_SINCE } from '../customers/region-history.ts'
import { exportedAddressLabels } from './address-labels.ts'
import {
  type Column,
  customerKeyOf,
  dayOf,
  flag,
  instantOf,
  jsonOf,
  moneyOf,
  personal,
  plain,
  staffEmailOf,
} from './column.ts'
import type { Exported } from './exported.ts'

const ofRegions = { scopes: ['regions:read'] } as const
const apart = { apart: true } as const

/** Those of the import, and what only we know. */
const columns: Readonly<Record<string, Column>> = {
  externalId: customerKeyOf(customers.id),
  kind: plain(customers.kind),
  name: plain(customers.name, personal('NAME')),
  email: plain(customers.email, personal('EMAIL')),
  phone: plain(customers.phone, personal('PHONE')),
  gender: plain(customers.gender, personal('GENDER')),
  birthDate: dayOf(customers.birthDate, personal('BIRTH_DATE')),
  region: plain(
    sql`(SELECT ifnull(place.code_given, place.code) FROM regions AS place WHERE place.id = ${customers.regionId})`,
    ofRegions,
  ),
  // Nobody said since when: nor does the import's row.
  regionSince: dayOf(
    sql`(SELECT nullif(max(stay.since), ${sql.raw(String(UNKNOWN_SINCE))}) FROM customer_regions AS stay
      WHERE stay.customer_id = ${customers.id})`,
    ofRegions,
  ),
  owner: staffEmailOf(customers.ownerId),
  acquisitionSource: plain(customers.acquisitionSource),
  attributes: jsonOf(customers.attributes, personal('ATTRIBUTES')),
  tags: jsonOf(customers.tags, personal('TAGS')),
  synthetic: flag(customers.synthetic),
  preferredChannels: jsonOf(customers.preferredChannels, apart),
  forbiddenChannels: jsonOf(customers.forbiddenChannels, apart),
  lifecycle: plain(customers.lifecycle, apart),
  lifecycleSince: dayOf(customers.lifecycleSince, apart),
  relationshipLevel: plain(customers.relationshipLevel, { ...apart, scopes: ['relationships:read'] }),
  firstPurchaseOn: dayOf(customers.firstPurchaseOn, apart),
  lastPurchaseOn: dayOf(customers.lastPurchaseOn, apart),
  purchaseDays: plain(customers.purchaseDays, apart),
  netSpend: moneyOf(customers.netSpend, apart),
  netSpendYear: moneyOf(customers.netSpendYear, apart),
  createdAt: instantOf(customers.createdAt, apart),
  updatedAt: instantOf(customers.updatedAt, apart),
  erasedAt: instantOf(customers.erasedAt, apart),
  scoringObjectedAt: instantOf(customers.scoringObjectedAt, apart),
}

/** One attribute; a path of JSON cannot say all names. */
const attributeOf = (name: string): Column | null =>
  name === '' || /["\\]/.test(name)
    ? null
    : { ...personal('ATTRIBUTES'), sql: sql`${customers.attributes} -> ${`$."${name}"`}` }

/** All customers within reach. */
export const exportedCustomers: Exported = {
  of: 'customers',
  action: 'customer.export',
  kind: 'customer',
  scopes: ['customers:read'],
  list: customerList,
  customer: customers.id,
  walk: (after, most) => sql`SELECT id FROM customers WHERE id > ${after} ORDER BY id LIMIT ${most}`,
  on: sql`customers.id = walked.id`,
  columns,
  presets: { 'address-labels': exportedAddressLabels },
  family: { begins: 'attributes.', column: attributeOf },
}
