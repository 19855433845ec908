import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import { instant } from '../../columns.ts'

/** Columns of a customer's row, by their names in the table. */
type StoredRow = Record<string, unknown>

/**
 * A customer who turned out to be another one. The row of the merged one is kept here and not among the customers, so
 * that nothing counts it; its id leads to the survivor until the merge is undone.
 */
export const customerMerges = sqliteTable(
  'customer_merges',
  {
    id: integer().primaryKey(),
    mergedId: integer('merged_id').notNull(),
    survivorId: integer('survivor_id').notNull(),
    /** The two rows as they stood. */
    merged: text({ mode: 'json' }).$type<StoredRow>().notNull(),
    survivor: text({ mode: 'json' }).$type<StoredRow>().notNull(),
    /** The survivor's row as the merge left it. */
    result: text({ mode: 'json' }).$type<StoredRow>().notNull(),
    at: instant().notNull(),
    actor: text().notNull(),
    changeId: integer('change_id').notNull(),
    /** The change that undid it. */
    undoneBy: integer('undone_by'),
    undoneAt: instant('undone_at'),
  },
  t => [
    uniqueIndex('customer_merges_merged').on(t.mergedId).where(sql`undone_by IS NULL`),
    index('customer_merges_survivor').on(t.survivorId, t.id),
  ],
)

/** The rows of a merged customer, and what became of them. */
export const customerMergeRows = sqliteTable(
  'customer_merge_rows',
  {
    mergeId: integer('merge_id')
      .notNull()
      .references(() => customerMerges.id),
    /** The table that they stand in. */
    holding: text().notNull(),
    /** What tells them apart there, as a JSON list. */
    key: text().notNull(),
    /** As the row stood, by the names of its columns; null of one that says by itself what it was. */
    row: text({ mode: 'json' }).$type<StoredRow>(),
    /** Whether it became the survivor's; else it stands here alone. */
    moved: integer({ mode: 'boolean' }).notNull(),
  },
  t => [primaryKey({ columns: [t.mergeId, t.holding, t.key] })],
)
