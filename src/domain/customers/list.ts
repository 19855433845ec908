import { and, type Column, type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { customers, lifecycleStages } from '../../database/tables/customers.ts'
import { parsePhone } from '../../lib/phone.ts'
import { comparable, fold } from '../../lib/text.ts'
import { anyOf, idOf, text } from '../input/fields.ts'
import { matches } from '../lists/filter.ts'
import { ascending, descending, nullable, pageSource } from '../lists/page.ts'
import { coveredRegions } from '../regions/covered.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { customersWithinReach } from './reach.ts'

const customerFilter = z.strictObject({
  region: idOf('region').nullish(),
  owner: idOf('staffMember').nullish(),
  lifecycle: anyOf(z.enum(lifecycleStages), 10).optional(),
  text: text(200).optional(),
  email: text(320).nullish(),
  phone: text(100).nullish(),
})

/** All customers within reach. Whatever tells of a name, e-mail or phone needs the personal scope. */
export const customerList = pageSource(customers, {
  orderings: {
    CREATED_AT: [ascending('createdAt'), ascending('id')],
    UPDATED_AT: [ascending('updatedAt'), ascending('id')],
    NAME: [ascending('sortName'), ascending('id')],
    LAST_PURCHASE: [nullable(ascending('lastPurchaseOn')), ascending('id')],
    NET_SPEND: [descending('netSpend'), descending('id')],
  },
  defaultOrdering: 'CREATED_AT',
  orderingScopes: { NAME: 'customers:personal' },
  filter: customerFilter,
  filterScopes: {
    region: ['regions:read'],
    owner: ['staff:read'],
    lifecycle: [],
    text: ['customers:personal'],
    email: ['customers:personal'],
    phone: ['customers:personal'],
  },
  where: (service, columns, filter) =>
    and(
      customersWithinReach(service.actor, columns),
      filter.region == null
        ? matches(columns.regionId, filter.region)
        : sql`${columns.regionId} IN ${coveredRegions([filter.region])}`,
      matches(columns.ownerId, filter.owner),
      matches(columns.lifecycle, filter.lifecycle),
      filter.text === undefined ? undefined : matchesName(columns.id, filter.text),
      matches(columns.email, filter.email && comparable(filter.email).toLowerCase()),
      matches(columns.phone, filter.phone && e164(service, filter.phone)),
    ),
})

function e164({ workspace }: Service, phone: string): string {
  const parsed = parsePhone(phone, workspace.phoneCountry)
  if (parsed === null) throw invalid(['filter', 'phone'], say('notPhone'))
  return parsed
}

/** Every word of `query`, folded, begins a word of the name. */
function matchesName(id: Column, query: string): SQL {
  const words = fold(query)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
  if (words.length === 0) return sql`0`
  const match = words.map(word => `"${word}"*`).join(' ')
  return sql`${id} IN (SELECT rowid FROM customer_search WHERE customer_search MATCH ${match})`
}
