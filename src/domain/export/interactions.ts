import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checked } from '../../database/checked-rows.ts'
import { interactions } from '../../database/tables/customers/interactions.ts'
import { interactionList } from '../interactions/list.ts'
import {
  amount,
  type Column,
  customerKeyOf,
  dayOf,
  flag,
  idOf,
  instantOf,
  jsonOf,
  moneyOf,
  personal,
  plain,
  type Telling,
  type Value,
} from './column.ts'
import type { Exported } from './exported.ts'

const ofCustomers = { scopes: ['customers:read'] } as const
const apart = { apart: true } as const

const storedLines = z.array(
  z.object({
    product: z.string(),
    quantity: z.number(),
    amount: z.number().optional(),
    cost: z.number().optional(),
  }),
)

function lines(stored: Value, { workspace }: Telling): Value {
  if (stored === null) return null
  return checked(storedLines, stored).map(({ amount: price, cost, ...line }) => ({
    ...line,
    ...(price === undefined ? {} : { amount: amount(price, workspace) }),
    ...(cost === undefined ? {} : { cost: amount(cost, workspace) }),
  }))
}

/** Those of the import, and what only we know. */
const columns: Readonly<Record<string, Column>> = {
  externalId: {
    scopes: [],
    sql: source => sql`iif(${interactions.source} = ${source},
      ifnull(${interactions.externalIdGiven}, ${interactions.externalId}), NULL)`,
  },
  customerExternalId: customerKeyOf(interactions.customerId, ofCustomers),
  kind: plain(interactions.kind),
  channel: plain(interactions.channel),
  subchannel: plain(interactions.subchannel),
  direction: plain(interactions.direction),
  stage: plain(interactions.stage),
  occurredAt: instantOf(interactions.occurredAt),
  amount: moneyOf(interactions.amount),
  cost: moneyOf(interactions.cost),
  currency: { scopes: [], sql: sql`NULL`, read: (_, { workspace }) => workspace.currency },
  subject: plain(interactions.subject, personal('TEXT')),
  body: plain(interactions.body, personal('TEXT')),
  outcome: plain(interactions.outcome, personal('TEXT')),
  score: plain(interactions.score),
  lines: jsonOf(interactions.lines, {}, lines),
  cancelled: flag(interactions.cancelled),
  synthetic: flag(interactions.synthetic),
  day: dayOf(interactions.day, apart),
  customer: idOf('customer', interactions.customerId, { ...apart, ...ofCustomers }),
  staff: idOf('staffMember', interactions.staffId, { ...apart, scopes: ['staff:read'] }),
  createdAt: instantOf(interactions.createdAt, apart),
  updatedAt: instantOf(interactions.updatedAt, apart),
}

/** All interactions with customers within reach. */
export const exportedInteractions: Exported = {
  of: 'interactions',
  action: 'interaction.export',
  kind: 'interaction',
  scopes: ['interactions:read'],
  list: interactionList,
  customer: interactions.customerId,
  walk: (after, most) => sql`SELECT id FROM interactions WHERE id > ${after} ORDER BY id LIMIT ${most}`,
  on: sql`interactions.id = walked.id`,
  columns,
}
