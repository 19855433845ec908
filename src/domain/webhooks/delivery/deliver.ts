import { eq, inArray, sql } from 'drizzle-orm'
import * as z from 'zod'
import type { Statement } from '../../../database/client.ts'
import {
  type deliveryFailures,
  webhookDeliveries,
  webhooks,
} from '../../../database/tables/house/webhooks.ts'
import { dayOfInstant } from '../../../lib/days.ts'
import { encodeId } from '../../../lib/ids.ts'
import { standings } from '../../owners/standings.ts'
import { publicCaller } from '../../service/actor.ts'
import type { Bucket } from '../../service/points.ts'
import type { Service, Variables } from '../../service/service.ts'
import { addressFault } from '../address.ts'
import { variablesOf } from '../input.ts'
import { signatureOf } from '../secret.ts'
import { testType } from '../test-webhook.ts'
import { pauseWebhook } from './pause.ts'
import { type Purses, pursesOf } from './points.ts'
import { circuitFailures, lease, nextAttempt, probePause } from './schedule.ts'

export type Failure = (typeof deliveryFailures)[number]

/** What a receiver came to: without a failure it took the message. */
export interface Reply {
  status: number | null
  failure: Failure | null
}

/** What brings messages out of the house. */
export interface Courier {
  /** Whether `http` to this very machine is taken. */
  loopback: boolean
  /** The answer of a query to the service's actor; null where it does not fit the schema any more. */
  answer(service: Service, document: string, variables: Variables): Promise<object | null>
  /** What that may cost at most. */
  costOf(service: Service, document: string, variables: Variables): number
  /** Each owner's points, of which that is paid. */
  bucket: Bucket
  post(url: string, headers: Record<string, string>, body: string): Promise<Reply>
  clock(): number
  /** From 0 up to 1. */
  random(): number
}

type Delivery = typeof webhookDeliveries.$inferSelect
type Webhook = typeof webhooks.$inferSelect

/** Taken by a sweep at once, and sent side by side: a Worker has six connections. */
const together = { taken: 20, sent: 5 }

interface Attempt extends Reply {
  delivery: Delivery
  webhook: Webhook
  at: number
  /** Null where nothing was sent. */
  bytes: number | null
  milliseconds: number
  /** Of what was not tried: the owner has the points for it behind so many milliseconds. */
  putOff?: number
}

/**
 * Tries some of the deliveries that are due.
 * @returns how many it tried; 0 where none is due
 */
export async function deliverSome(service: Service, courier: Courier): Promise<number> {
  const now = courier.clock()
  const claimed = await claim(service, now)
  if (claimed.length === 0) return 0
  const { orm } = service.db
  const moment = { ...service, now, today: dayOfInstant(now, service.workspace.timeZone) }
  const ids = [...new Set(claimed.map(({ webhookId }) => webhookId))]
  const [deliveries, found, owners, purses] = await Promise.all([
    orm
      .select()
      .from(webhookDeliveries)
      .where(
        inArray(
          webhookDeliveries.id,
          claimed.map(({ id }) => id),
        ),
      ),
    orm.select().from(webhooks).where(inArray(webhooks.id, ids)),
    standings(moment, webhooks, ids),
    pursesOf(moment, ids, courier.bucket),
  ])
  const attempts: Attempt[] = []
  const broken = await sideBySide(deliveries, async delivery => {
    const webhook = found.find(({ id }) => id === delivery.webhookId)
    const standing = owners.get(delivery.webhookId)
    // Else it lies until somebody resumes the webhook.
    if (webhook && standing && 'owner' in standing)
      attempts.push(await attempt({ ...moment, actor: standing.owner }, courier, purses, webhook, delivery))
  })
  if (attempts.length > 0)
    await service.db.write([
      ...purses.spent(),
      ...attempts.map(done => settle(service, courier, done)),
      ...found.flatMap(webhook =>
        judge(
          service,
          courier,
          webhook,
          attempts.filter(done => done.webhook === webhook),
        ),
      ),
    ])
  for (const id of ids) {
    const standing = owners.get(id)
    if (standing && 'fault' in standing) await pauseWebhook(service, id, standing.fault)
    if (attempts.some(({ webhook, status }) => webhook.id === id && status === 410))
      await pauseWebhook(service, id, 'ENDPOINT_GONE')
  }
  if (broken) throw broken.reason
  return claimed.length
}

/**
 * Does the work of each item, of some at a time, to its end.
 * @returns what went wrong first, if anything did
 */
async function sideBySide<Item>(items: readonly Item[], work: (item: Item) => Promise<void>) {
  const waiting = items.values()
  const lanes = await Promise.allSettled(
    Array.from({ length: together.sent }, async () => {
      for (const item of waiting) await work(item)
    }),
  )
  return lanes.find(lane => lane.status === 'rejected')
}

const claimedRow = z.tuple([z.int(), z.int()]).transform(([id, webhookId]) => ({ id, webhookId }))

/**
 * Takes deliveries that are due, for as long as attempts last: of each record the oldest that waits, of an endpoint that
 * failed last one alone.
 */
async function claim({ db }: Service, now: number) {
  const [taken] = await db.write([
    sql`
    UPDATE webhook_deliveries SET next_at = ${now + lease} WHERE id IN (
      SELECT id FROM (
        SELECT d.id, d.next_at, w.failures, row_number() OVER (PARTITION BY w.id ORDER BY d.next_at, d.id) AS place
        FROM webhook_deliveries AS d JOIN webhooks AS w ON w.id = d.webhook_id
        WHERE d.state = 'PENDING' AND d.next_at <= ${now} AND w.paused_because IS NULL
          AND ifnull(w.probe_at, 0) <= ${now}
          AND NOT EXISTS (SELECT 1 FROM webhook_deliveries AS before WHERE before.state = 'PENDING'
            AND before.webhook_id = d.webhook_id AND before.record IS d.record AND before.id < d.id))
      WHERE place = 1 OR failures = 0
      ORDER BY next_at, id LIMIT ${together.taken})
    RETURNING id, webhook_id`,
  ])
  return (taken?.rows ?? []).map(row => claimedRow.parse(row))
}

async function attempt(
  service: Service,
  courier: Courier,
  purses: Purses,
  webhook: Webhook,
  delivery: Delivery,
): Promise<Attempt> {
  const done = { delivery, webhook, at: service.now, bytes: null, milliseconds: 0, status: null }
  if (addressFault(webhook.url, courier.loopback)) return { ...done, failure: 'ADDRESS' }
  const document = askedOf(webhook, delivery)
  const cost = document === null ? 0 : courier.costOf(service, document, variablesOf(delivery))
  const wait = purses.spend(service.actor.caller, cost)
  if (wait !== null) return { ...done, failure: 'BUDGET', putOff: wait }
  const body = await bodyOf(service, courier, document, delivery)
  if (body === null) return { ...done, failure: 'DOCUMENT' }
  const id = encodeId('webhookDelivery', delivery.id)
  const at = courier.clock()
  const timestamp = Math.floor(at / 1_000)
  const { secret, oldSecret, oldSecretUntil } = webhook
  const secrets = [secret, ...(oldSecret !== null && (oldSecretUntil ?? 0) > at ? [oldSecret] : [])]
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Holdfast',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': await signatureOf(secrets, { id, timestamp, body }),
  }
  const reply = await courier.post(webhook.url, headers, body)
  const bytes = new TextEncoder().encode(body).byteLength
  return { ...done, ...reply, bytes, milliseconds: courier.clock() - at }
}

/** The webhook's query. Of what left the owner's reach, and of a test, there is nothing to ask. */
const askedOf = ({ document }: Webhook, { type }: Delivery): string | null =>
  type === testType || type.endsWith('.removed') ? null : document

/** What is sent: what happened, and what the query answers of it to the owner at this moment. */
async function bodyOf(
  service: Service,
  courier: Courier,
  document: string | null,
  delivery: Delivery,
): Promise<string | null> {
  const { type, record, segment, at, actor } = delivery
  const answer =
    document === null ? { data: null } : await courier.answer(service, document, variablesOf(delivery))
  if (answer === null) return null
  const timestamp = new Date(at).toISOString()
  return JSON.stringify({ type, timestamp, record, segment, by: publicCaller(actor), ...answer })
}

/** What became of an attempt. */
function settle({ db }: Service, courier: Courier, done: Attempt): Statement {
  const { delivery, at, failure, status, bytes, milliseconds, putOff } = done
  const row = eq(webhookDeliveries.id, delivery.id)
  if (putOff !== undefined)
    return db.orm
      .update(webhookDeliveries)
      .set({ failure, nextAt: courier.clock() + putOff })
      .where(row)
  const attempts = delivery.attempts + 1
  const next = failure === null ? null : nextAttempt(attempts, courier.clock(), courier.random())
  const state = failure === null ? 'DELIVERED' : next === null ? 'GIVEN_UP' : 'PENDING'
  return db.orm
    .update(webhookDeliveries)
    .set({
      ...{ state, attempts, attemptedAt: at, failure, status, bytes, milliseconds },
      ...(next !== null && { nextAt: next }),
    })
    .where(row)
}

/** What attempts of one moment, in the order in which they ended, say of the endpoint: together they fail once. */
function judge(
  { db }: Service,
  courier: Courier,
  { id, failures, probeAt }: Webhook,
  attempts: readonly Attempt[],
): Statement[] {
  // Whatever never left the house says nothing of who would have received it.
  const sent = attempts.filter(({ bytes }) => bytes !== null)
  const last = sent.at(-1)?.failure ?? null
  const before = sent.every(({ failure }) => failure !== null) ? failures : 0
  const now = last === null ? 0 : before + 1
  const probe = now < circuitFailures ? null : courier.clock() + probePause(now)
  if (sent.length === 0 || (now === failures && probe === probeAt)) return []
  return [db.orm.update(webhooks).set({ failures: now, probeAt: probe }).where(eq(webhooks.id, id))]
}
