import { and, type eq, inArray, type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { lifecycleStages } from '../../database/tables/customers.ts'
import { parsePhone } from '../../lib/phone.ts'
import { comparable, fold } from '../../lib/text.ts'
import { anyOf, idOf, notAPhone, parse, text } from '../input/fields.ts'
import { orNone } from '../lists/filter.ts'
import { ascending, descending, nullable, type PageSource } from '../lists/page.ts'
import { coveredRegions } from '../regions/covered.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { customersWithinReach } from './reach.ts'

export const customerFilter = z.strictObject({
  region: idOf('region').nullish(),
  owner: idOf('staffMember').nullish(),
  lifecycle: anyOf(z.enum(lifecycleStages), 10).optional(),
  text: text(200).optional(),
  email: text(320).nullish(),
  phone: text(100).nullish(),
})

export type CustomerFilter = z.input<typeof customerFilter>

const orderings = {
  CREATED_AT: [ascending('createdAt'), ascending('id')],
  UPDATED_AT: [ascending('updatedAt'), ascending('id')],
  NAME: [ascending('sortName'), ascending('id')],
  LAST_PURCHASE: [nullable(ascending('lastPurchaseOn')), ascending('id')],
  NET_SPEND: [descending('netSpend'), descending('id')],
}

export type CustomerOrdering = keyof typeof orderings

/** All customers within reach. Whatever tells of a name, e-mail or phone needs the personal scope. */
export const customerList: PageSource<CustomerFilter | null | undefined, CustomerOrdering> = {
  table: 'customers',
  orderings,
  defaultOrdering: 'CREATED_AT',
  orderingScopes: { NAME: 'customers:personal' },
  filterScopes: {
    region: ['regions:read'],
    owner: ['staff:read'],
    lifecycle: [],
    text: ['customers:personal'],
    email: ['customers:personal'],
    phone: ['customers:personal'],
  },
  where(service, columns, filter) {
    const reach = customersWithinReach(service.actor, columns)
    return filter ? and(reach, narrowed(service, columns, filter)) : reach
  },
}

function narrowed(
  service: Service,
  columns: Parameters<typeof customerList.where>[1],
  raw: CustomerFilter,
): SQL | undefined {
  const filter = parse(customerFilter, raw)
  const { regionId, ownerId, lifecycle, id, email, phone } = columns
  if (!regionId || !ownerId || !lifecycle || !id || !email || !phone)
    throw new Error('Not the customers table')
  return and(
    filter.region == null
      ? orNone(regionId, filter.region)
      : sql`${regionId} IN ${coveredRegions([filter.region])}`,
    orNone(ownerId, filter.owner),
    filter.lifecycle == null ? undefined : inArray(lifecycle, filter.lifecycle),
    filter.text == null ? undefined : matchesName(id, filter.text),
    orNone(email, filter.email && comparable(filter.email).toLowerCase()),
    orNone(phone, filter.phone && e164(service, filter.phone)),
  )
}

function e164({ workspace }: Service, phone: string): string {
  const parsed = parsePhone(phone, workspace.phoneCountry)
  if (parsed === null) throw invalid(['filter', 'phone'], notAPhone)
  return parsed
}

/** Every word of `query`, folded, begins a word of the name. */
function matchesName(id: Parameters<typeof eq>[0], query: string): SQL {
  const words = fold(query)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
  if (words.length === 0) return sql`0`
  const match = words.map(word => `"${word}"*`).join(' ')
  return sql`${id} IN (SELECT rowid FROM customer_search WHERE customer_search MATCH ${match})`
}
