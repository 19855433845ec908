import { and, eq, sql } from 'drizzle-orm'
import { webhookDeliveries, webhooks } from '../../../database/tables/house/webhooks.ts'
import { encodeId } from '../../../lib/ids.ts'
import { feedEntities, idKindOf, scopeOfEntity } from '../../feed/entities.ts'
import { type FeedEntry, largestFeedPage, readChanges } from '../../feed/read-changes.ts'
import type { Actor } from '../../service/actor.ts'
import { AuthorizationError, UserError } from '../../service/errors.ts'
import type { Service } from '../../service/service.ts'
import { guard, isGuardFailure } from '../../writes/commit.ts'
import { type Filters, matching, requireFilters } from '../filters.ts'
import { pauseWebhook } from './pause.ts'

type Webhook = Pick<typeof webhooks.$inferSelect, 'id' | 'entities' | 'actions' | 'filters' | 'cursor'>

/** What was made for a webhook at once. */
export interface Gathered {
  made: number
  more: boolean
}

/** Pages of the feed that are read for one webhook at once. */
const mostPages = 10

/** What waits of a webhook at most: the feed itself keeps the rest. */
const mostWaiting = 1_000

/**
 * Makes deliveries of what the feed tells the owner behind the webhook's place in it, which moves on in the same batch:
 * whoever dies in between has neither moved nor delivered, and of two at once only one does.
 * @returns how many deliveries it made, and whether it left off before the end of the feed
 */
export async function gatherDeliveries(service: Service, webhook: Webhook, owner: Actor): Promise<Gathered> {
  const entities = feedEntities.filter(
    entity => webhook.entities.includes(entity) && owner.scopes.has(scopeOfEntity[entity]),
  )
  const asOwner = { ...service, actor: owner }
  const filters = webhook.filters ?? {}
  if (!mayAsk(asOwner, filters, webhook.entities)) {
    await pauseWebhook(service, webhook.id, 'FILTERS_REFUSED')
    return { made: 0, more: false }
  }
  let { cursor } = webhook
  let made = 0
  for (let page = 0; page < mostPages; page++) {
    const read = await readBehind(asOwner, cursor, entities)
    if (!read) {
      await pauseWebhook(service, webhook.id, 'CURSOR_EXPIRED')
      return { made, more: false }
    }
    if (read.end === cursor) return { made, more: false }
    const chosen = read.entries.filter(
      ({ action }) => webhook.actions.length === 0 || webhook.actions.includes(action),
    )
    const told = await matching(asOwner, filters, chosen)
    if (!(await store(service, webhook.id, { from: cursor, to: read.end, told })))
      return { made, more: false }
    made += told.length
    cursor = read.end
    if (!read.hasNextPage) return { made, more: false }
  }
  return { made, more: true }
}

/** Scopes can be lost, and a later version may ask otherwise than the one that took the filters. */
function mayAsk(service: Service, filters: Filters, entities: readonly string[]): boolean {
  try {
    requireFilters(service, filters, entities, [])
    return true
  } catch (error) {
    if (error instanceof UserError || error instanceof AuthorizationError) return false
    throw error
  }
}

/** Null where the feed does not go on from there. */
async function readBehind(service: Service, after: string, entities: readonly string[]) {
  try {
    return await readChanges(service, { after, first: largestFeedPage, entities })
  } catch (error) {
    if (error instanceof UserError) return null
    throw error
  }
}

/** @returns false where there is another place by now, or enough that waits */
async function store(
  service: Service,
  id: number,
  { from, to, told }: { from: string; to: string; told: readonly FeedEntry[] },
): Promise<boolean> {
  const { db, now } = service
  const rows = told.map(entry => ({
    id: service.newId(),
    webhookId: id,
    type: `${entry.entity}.${entry.action}`.toLowerCase(),
    record: recordOf(entry),
    segment: entry.segmentId === null ? null : encodeId('segment', entry.segmentId),
    ...{ at: entry.at, actor: entry.actor, attempts: 0, nextAt: now, createdAt: now },
    state: 'PENDING' as const,
  }))
  // Clocks of two places may differ: then this one waits until its ids are the greater ones.
  const first = rows[0]?.id ?? Number.MAX_SAFE_INTEGER
  const still = sql`(SELECT cursor FROM webhooks WHERE id = ${id} AND paused_because IS NULL) = ${from}
    AND (SELECT count(*) < ${mostWaiting} AND ifnull(max(id), 0) < ${first}
      FROM webhook_deliveries WHERE webhook_id = ${id} AND state = 'PENDING')`
  try {
    await db.write([
      guard(service, still),
      ...(rows.length > 0 ? [db.orm.insert(webhookDeliveries).values(rows)] : []),
      db.orm
        .update(webhooks)
        .set({ cursor: to })
        .where(and(eq(webhooks.id, id), eq(webhooks.cursor, from))),
    ])
    return true
  } catch (error) {
    if (isGuardFailure(error)) return false
    throw error
  }
}

function recordOf({ entity, recordId }: FeedEntry): string | null {
  const kind = idKindOf[entity]
  return kind === undefined || recordId === null ? null : encodeId(kind, recordId)
}
