import { and, eq, isNull, lte, or, type SQL } from 'drizzle-orm'
import * as z from 'zod'
import { followUpStates, followUps, followUpTactics } from '../../database/tables/follow-ups.ts'
import { ofCustomersWithinReach } from '../customers/reach.ts'
import { anyOf, dayText, idOf } from '../input/fields.ts'
import { matches } from '../lists/filter.ts'
import { ascending, type ColumnsOf, descending, pageSource } from '../lists/page.ts'
import type { Service } from '../service/service.ts'

/** States in which an item waits for somebody. */
export const openStates = ['OPEN', 'CLAIMED'] as const

const followUpFilter = z.strictObject({
  customer: idOf('customer').optional(),
  owner: idOf('staffMember').nullish(),
  claimedBy: idOf('staffMember').nullish(),
  state: anyOf(z.enum(followUpStates), followUpStates.length).optional(),
  tactic: anyOf(z.enum(followUpTactics), followUpTactics.length).optional(),
  /** The last due day, inclusive. */
  dueUntil: dayText.optional(),
  /** False hides what waits for a later day, true shows it. */
  snoozed: z.boolean().optional(),
})

type Filter = z.output<typeof followUpFilter>
type Columns = ColumnsOf<typeof followUps>

const list = {
  orderings: {
    /** What to do first: due day, then the more valuable customer, then id. */
    QUEUE: [ascending('dueOn'), descending('netSpendYear'), ascending('id')],
    CREATED_AT: [ascending('createdAt'), ascending('id')],
  },
  defaultOrdering: 'QUEUE',
  filter: followUpFilter,
  filterScopes: {
    customer: ['customers:read'],
    owner: ['staff:read'],
    claimedBy: ['staff:read'],
    state: [],
    tactic: [],
    dueUntil: [],
    snoozed: [],
  },
} as const

/** All items within reach, whatever became of them. */
export const followUpList = pageSource(followUps, { ...list, where: matching })

/** What waits for somebody now: open and claimed items, snoozed ones from their day on, unless asked else. */
export const followUpQueue = pageSource(followUps, { ...list, where: waiting })

/** The queue of the actor's own staff member; empty for an actor that stands for nobody. */
export const myFollowUpQueue = pageSource(followUps, {
  ...list,
  where(service, columns, filter) {
    const { ownerId, claimedBy } = columns
    const me = service.actor.staffId ?? 0
    return and(
      waiting(service, columns, filter),
      or(eq(claimedBy, me), and(eq(ownerId, me), isNull(claimedBy))),
    )
  },
})

function waiting(service: Service, columns: Columns, filter: Filter): SQL | undefined {
  const { state = [...openStates], snoozed = false } = filter
  return matching(service, columns, { ...filter, state, snoozed })
}

function matching(service: Service, columns: Columns, filter: Filter): SQL | undefined {
  const { snoozedUntil } = columns
  return and(
    ofCustomersWithinReach(service, columns),
    matches(columns.customerId, filter.customer),
    matches(columns.ownerId, filter.owner),
    matches(columns.claimedBy, filter.claimedBy),
    matches(columns.state, filter.state),
    matches(columns.tactic, filter.tactic),
    filter.dueUntil === undefined ? undefined : lte(columns.dueOn, filter.dueUntil),
    filter.snoozed === false ? or(isNull(snoozedUntil), lte(snoozedUntil, service.today)) : undefined,
  )
}
