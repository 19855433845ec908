import { and, eq, gte, inArray, lt, type SQL } from 'drizzle-orm'
import * as z from 'zod'
import { channels } from '../../database/tables/channels.ts'
import { interactionKinds } from '../../database/tables/interactions.ts'
import { startOfDay } from '../../lib/days.ts'
import { anyOf, dayText, idOf, parse } from '../input/fields.ts'
import { orNone } from '../lists/filter.ts'
import { ascending, type PageSource } from '../lists/page.ts'
import { directions } from './input.ts'
import { interactionsWithinReach } from './reach.ts'

export const interactionFilter = z.strictObject({
  customer: idOf('customer').optional(),
  staff: idOf('staffMember').nullish(),
  kind: anyOf(z.enum(interactionKinds), interactionKinds.length).optional(),
  channel: anyOf(z.enum(channels), channels.length).nullish(),
  direction: z.enum(directions).nullish(),
  cancelled: z.boolean().optional(),
  /** First and last local day, both inclusive. */
  from: dayText.optional(),
  until: dayText.optional(),
})

export type InteractionFilter = z.input<typeof interactionFilter>

const orderings = {
  OCCURRED_AT: [ascending('occurredAt'), ascending('id')],
}

export type InteractionOrdering = keyof typeof orderings

/** All interactions with customers within reach; a customer's timeline is the same list narrowed. */
export const interactionList: PageSource<InteractionFilter | null | undefined, InteractionOrdering> = {
  table: 'interactions',
  orderings,
  defaultOrdering: 'OCCURRED_AT',
  filterScopes: {
    customer: ['customers:read'],
    staff: ['staff:read'],
    kind: [],
    channel: [],
    direction: [],
    cancelled: [],
    from: [],
    until: [],
  },
  where(service, columns, raw): SQL | undefined {
    const reach = interactionsWithinReach(service, columns)
    if (!raw) return reach
    const filter = parse(interactionFilter, raw)
    const { customerId, staffId, kind, channel, direction, cancelled, occurredAt } = columns
    if (!customerId || !staffId || !kind || !channel || !direction || !cancelled || !occurredAt)
      throw new Error('Not the interactions table')
    const { timeZone } = service.workspace
    return and(
      reach,
      filter.customer == null ? undefined : eq(customerId, filter.customer),
      orNone(staffId, filter.staff),
      filter.kind == null ? undefined : inArray(kind, filter.kind),
      orNone(channel, filter.channel),
      orNone(direction, filter.direction),
      filter.cancelled == null ? undefined : eq(cancelled, filter.cancelled),
      // By instant rather than by day, because timelines are clustered and indexed by it.
      filter.from == null ? undefined : gte(occurredAt, startOfDay(filter.from, timeZone)),
      filter.until == null ? undefined : lt(occurredAt, startOfDay(filter.until + 1, timeZone)),
    )
  },
}
