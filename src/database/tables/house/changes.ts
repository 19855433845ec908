import { sql } from 'drizzle-orm'
import { check, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { instant } from '../../columns.ts'

/**
 * The audit trail, one row per atomic write. Its ids grow in commit order, so the newest id that a
 * computation has seen is its watermark, and rows carry the id of the change that last wrote them.
 * `token` makes sending the same batch twice harmless.
 */
export const changes = sqliteTable(
  'changes',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    token: text().notNull().unique(),
    at: instant().notNull(),
    actor: text().notNull(),
    action: text().notNull(),
    entity: text().notNull(),
    entityId: integer('entity_id'),
    requestId: text('request_id').notNull(),
    /** What is told of the change, without values of personal fields: see `trailOf` of `domain/changes`. */
    detail: text({ mode: 'json' }).$type<Record<string, unknown>>(),
  },
  t => [
    index('changes_record').on(t.entity, t.entityId, t.id).where(sql`entity_id IS NOT NULL`),
    index('changes_actor').on(t.actor, t.id),
    index('changes_at').on(t.at, t.id),
  ],
)

/**
 * Values of personal fields that a change touched, in stored form: null where nothing was, or is. An erasure deletes
 * rows here; the trail itself stays.
 */
export const changeValues = sqliteTable(
  'change_values',
  {
    changeId: integer('change_id')
      .notNull()
      .references(() => changes.id),
    field: text().notNull(),
    before: text({ mode: 'json' }).$type<unknown>(),
    after: text({ mode: 'json' }).$type<unknown>(),
  },
  t => [primaryKey({ columns: [t.changeId, t.field] })],
)

const changedRows = [
  ...(['customer', 'interaction', 'region', 'lifecycle', 'level'] as const),
  ...(['consent', 'exposure', 'feedback', 'follow-up', 'postal-address'] as const),
  ...(['api-key', 'webhook', 'customer-update-job', 'staffMember'] as const),
] as const

/**
 * The rows that a change of many rows wrote, by what they are: what the feed tells of it, and what it takes to undo it.
 * Kept for some weeks.
 */
export const changeRows = sqliteTable(
  'change_rows',
  {
    changeId: integer('change_id')
      .notNull()
      .references(() => changes.id),
    /** `lifecycle`, `level`: a customer of whom a night took a move back, which leaves no trace in the histories. */
    entity: text({ enum: changedRows }).notNull(),
    rowId: integer('row_id').notNull(),
    /** As the row stood, in stored form; null for one that the change made. An erasure empties it. */
    before: text({ mode: 'json' }).$type<unknown>(),
  },
  t => [primaryKey({ columns: [t.changeId, t.entity, t.rowId] })],
)

/** Never holds a row: inserting a 0 fails the batch that a version guard protects. */
export const guards = sqliteTable('guards', { holds: integer().notNull() }, t => [
  check('guard_holds', sql`${t.holds} = 1`),
])

/** What a mutation under an `Idempotency-Key` came to: ids or an error, never the selection. */
export const idempotency = sqliteTable(
  'idempotency',
  {
    caller: text().notNull(),
    key: text().notNull(),
    position: integer().notNull(),
    payloadHash: text('payload_hash').notNull(),
    outcome: text({ mode: 'json' }).$type<unknown>().notNull(),
    at: instant().notNull(),
  },
  t => [primaryKey({ columns: [t.caller, t.key, t.position] }), index('idempotency_at').on(t.at)],
)
