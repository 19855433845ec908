import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { instant, versionColumns } from '../../columns.ts'
import { ownerColumns, ownerFaults, ownerRegions } from './owners.ts'

/** Why nothing is sent: somebody asked for it, the owner may act no more, the receiver is gone, or the feed went on without it. */
export const webhookPauses = [
  'ASKED',
  ...ownerFaults,
  'FILTERS_REFUSED',
  'ENDPOINT_GONE',
  'CURSOR_EXPIRED',
] as const

/** Whom to tell of changes, what of them, and with whose rights. */
export const webhooks = sqliteTable(
  'webhooks',
  {
    id: integer().primaryKey(),
    name: text().notNull(),
    url: text().notNull(),
    entities: text({ mode: 'json' }).$type<string[]>().notNull(),
    /** Empty for all of them. */
    actions: text({ mode: 'json' }).$type<string[]>().notNull(),
    /** The query whose answer is sent; null where the change alone is. */
    document: text(),
    /** Null while it is at work. */
    pausedBecause: text('paused_because', { enum: webhookPauses }),
    /** Whoever last said what it is. */
    ...ownerColumns,
    /** As it is, because whoever signs has to know it. */
    secret: text().notNull(),
    oldSecret: text('old_secret'),
    /** Until then it signs beside the new one. */
    oldSecretUntil: instant('old_secret_until'),
    /** The place in the feed behind which changes have not become deliveries yet. */
    cursor: text().notNull(),
    /** Failed attempts since the last one that was taken. */
    failures: integer().notNull().default(0),
    /** While its endpoint fails, nothing is tried before. */
    probeAt: instant('probe_at'),
    ...versionColumns,
    /** By the name of what they are about, as they were given; null where all is told. */
    filters: text({ mode: 'json' }).$type<Record<string, unknown>>(),
    ownerRegions: ownerRegions(),
  },
  t => [index('webhooks_created').on(t.createdAt, t.id), index('webhooks_updated').on(t.updatedAt, t.id)],
)

export const deliveryStates = ['PENDING', 'DELIVERED', 'GIVEN_UP'] as const

/** Why an attempt came to nothing. */
export const deliveryFailures = [
  'STATUS',
  'REDIRECT',
  'TIMEOUT',
  'CONNECTION',
  'ADDRESS',
  'DOCUMENT',
  'BUDGET',
] as const

/** A change on its way to a webhook, or what became of it: the log keeps no body. */
export const webhookDeliveries = sqliteTable(
  'webhook_deliveries',
  {
    /** Of one webhook it grows in the order of the feed. */
    id: integer().primaryKey(),
    webhookId: integer('webhook_id')
      .notNull()
      .references(() => webhooks.id),
    /** Such as `customer.updated`. */
    type: text().notNull(),
    /** The public id of the record; null for what has none. */
    record: text(),
    /** The public id of the segment that was joined or left. */
    segment: text(),
    at: instant().notNull(),
    /** The `caller` of whoever made the change. */
    actor: text().notNull(),
    state: text({ enum: deliveryStates }).notNull(),
    attempts: integer().notNull(),
    /** Of what waits: not tried before. Whoever tries puts it off first, so that nobody else does. */
    nextAt: instant('next_at').notNull(),
    attemptedAt: instant('attempted_at'),
    failure: text({ enum: deliveryFailures }),
    status: integer(),
    /** Sent. */
    bytes: integer(),
    milliseconds: integer(),
    createdAt: instant('created_at').notNull(),
  },
  t => [
    index('webhook_deliveries_log').on(t.webhookId, t.createdAt, t.id),
    index('webhook_deliveries_age').on(t.createdAt),
    index('webhook_deliveries_due').on(t.nextAt, t.id).where(sql`state = 'PENDING'`),
    index('webhook_deliveries_order').on(t.webhookId, t.record, t.id).where(sql`state = 'PENDING'`),
  ],
)
