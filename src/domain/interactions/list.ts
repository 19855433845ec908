import { and, gte, lt } from 'drizzle-orm'
import * as z from 'zod'
import { channels } from '../../database/tables/channels.ts'
import { interactionKinds, interactions } from '../../database/tables/interactions.ts'
import { startOfDay } from '../../lib/days.ts'
import { ofCustomersWithinReach } from '../customers/reach.ts'
import { anyOf, dayText, idOf } from '../input/fields.ts'
import { matches } from '../lists/filter.ts'
import { ascending, pageSource } from '../lists/page.ts'
import { directions } from './input.ts'

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
      ofCustomersWithinReach(service, columns),
      matches(columns.customerId, filter.customer),
      matches(columns.staffId, filter.staff),
      matches(columns.kind, filter.kind),
      matches(columns.channel, filter.channel),
      matches(columns.direction, filter.direction),
      matches(columns.cancelled, filter.cancelled),
      // By instant rather than by day, because timelines are clustered and indexed by it.
      filter.from === undefined ? undefined : gte(columns.occurredAt, startOfDay(filter.from, timeZone)),
      filter.until === undefined ? undefined : lt(columns.occurredAt, startOfDay(filter.until + 1, timeZone)),
    )
  },
})
