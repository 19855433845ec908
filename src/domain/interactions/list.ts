import { and, eq, gte, inArray, lt } from 'drizzle-orm'
import * as z from 'zod'
import { channels } from '../../database/tables/channels.ts'
import { interactionKinds, interactions } from '../../database/tables/interactions.ts'
import { startOfDay } from '../../lib/days.ts'
import { anyOf, dayText, idOf } from '../input/fields.ts'
import { orNone } from '../lists/filter.ts'
import { ascending, pageSource } from '../lists/page.ts'
import { directions } from './input.ts'
import { interactionsWithinReach } from './reach.ts'

const interactionFilter = z.strictObject({
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

/** All interactions with customers within reach; a customer's timeline is the same list narrowed. */
export const interactionList = pageSource(interactions, {
  orderings: { OCCURRED_AT: [ascending('occurredAt'), ascending('id')] },
  defaultOrdering: 'OCCURRED_AT',
  filter: interactionFilter,
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
  where(service, columns, filter) {
    const { timeZone } = service.workspace
    return and(
      interactionsWithinReach(service, columns),
      filter.customer === undefined ? undefined : eq(columns.customerId, filter.customer),
      orNone(columns.staffId, filter.staff),
      filter.kind === undefined ? undefined : inArray(columns.kind, filter.kind),
      orNone(columns.channel, filter.channel),
      orNone(columns.direction, filter.direction),
      filter.cancelled === undefined ? undefined : eq(columns.cancelled, filter.cancelled),
      // By instant rather than by day, because timelines are clustered and indexed by it.
      filter.from === undefined ? undefined : gte(columns.occurredAt, startOfDay(filter.from, timeZone)),
      filter.until === undefined ? undefined : lt(columns.occurredAt, startOfDay(filter.until + 1, timeZone)),
    )
  },
})
