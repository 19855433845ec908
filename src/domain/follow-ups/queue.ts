import { and, eq, inArray, isNull, lte, or, type SQL } from 'drizzle-orm'
import * as z from 'zod'
import { followUpStates, followUpTactics } from '../../database/tables/follow-ups.ts'
import { anyOf, dayText, idOf, parse } from '../input/fields.ts'
import { orNone } from '../lists/filter.ts'
import { ascending, descending, type PageSource } from '../lists/page.ts'
import type { Service } from '../service/service.ts'
import { followUpsWithinReach } from './reach.ts'

/** States in which an item waits for somebody. */
export const openStates = ['OPEN', 'CLAIMED'] as const

export const followUpFilter = z.strictObject({
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

export type FollowUpFilter = z.input<typeof followUpFilter>

const orderings = {
  /** What to do first: due day, then the more valuable customer, then id. */
  QUEUE: [ascending('dueOn'), descending('netSpendYear'), ascending('id')],
  CREATED_AT: [ascending('createdAt'), ascending('id')],
}

export type FollowUpOrdering = keyof typeof orderings

type FollowUpSource = PageSource<FollowUpFilter | null | undefined, FollowUpOrdering>

/** All items within reach, whatever became of them. */
export const followUpList: FollowUpSource = {
  table: 'followUps',
  orderings,
  defaultOrdering: 'QUEUE',
  filterScopes: {
    customer: ['customers:read'],
    owner: ['staff:read'],
    claimedBy: ['staff:read'],
    state: [],
    tactic: [],
    dueUntil: [],
    snoozed: [],
  },
  where: (service, columns, filter) =>
    and(followUpsWithinReach(service, columns), filter ? matching(service, columns, filter) : undefined),
}

/** What waits for somebody now: open and claimed items, snoozed ones from their day on, unless asked else. */
export const followUpQueue: FollowUpSource = {
  ...followUpList,
  where: (service, columns, filter) =>
    followUpList.where(service, columns, {
      ...filter,
      state: filter?.state === undefined ? [...openStates] : filter.state,
      snoozed: filter?.snoozed === undefined ? false : filter.snoozed,
    }),
}

/** The queue of the actor's own staff member; empty for an actor that stands for nobody. */
export const myFollowUpQueue: FollowUpSource = {
  ...followUpQueue,
  where(service, columns, filter) {
    const { ownerId, claimedBy } = columns
    if (!ownerId || !claimedBy) throw new Error('Not the follow-ups table')
    const me = service.actor.staffId ?? 0
    return and(
      followUpQueue.where(service, columns, filter),
      or(eq(claimedBy, me), and(eq(ownerId, me), isNull(claimedBy))),
    )
  },
}

function matching(
  service: Service,
  columns: Parameters<typeof followUpList.where>[1],
  raw: FollowUpFilter,
): SQL | undefined {
  const filter = parse(followUpFilter, raw)
  const { customerId, ownerId, claimedBy, state, tactic, dueOn, snoozedUntil } = columns
  if (!customerId || !ownerId || !claimedBy || !state || !tactic || !dueOn || !snoozedUntil)
    throw new Error('Not the follow-ups table')
  return and(
    filter.customer == null ? undefined : eq(customerId, filter.customer),
    orNone(ownerId, filter.owner),
    orNone(claimedBy, filter.claimedBy),
    filter.state == null ? undefined : inArray(state, filter.state),
    filter.tactic == null ? undefined : inArray(tactic, filter.tactic),
    filter.dueUntil == null ? undefined : lte(dueOn, filter.dueUntil),
    filter.snoozed === false ? or(isNull(snoozedUntil), lte(snoozedUntil, service.today)) : undefined,
  )
}
