import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { instant } from '../../columns.ts'
import { changes } from './changes.ts'

export const importEntities = ['CUSTOMER', 'INTERACTION', 'EXPOSURE', 'CONSENT', 'STAFF_MEMBER'] as const

export const importStates = ['RUNNING', 'COMPLETED', 'BROKEN_OFF', 'UNDOING', 'UNDONE'] as const

/** Why an undo leaves a row as it is. */
export const keptReasons = ['EDITED', 'REFERRED', 'STRANDED'] as const

/** One file that went in, by one request or several. */
export const imports = sqliteTable(
  'imports',
  {
    id: integer().primaryKey(),
    entity: text({ enum: importEntities }).notNull(),
    /** The system that the external ids of the file belong to. */
    source: text().notNull(),
    actor: text().notNull(),
    state: text({ enum: importStates }).notNull(),
    // What became of the rows so far, each counted once.
    created: integer().notNull(),
    updated: integer().notNull(),
    unchanged: integer().notNull(),
    rejected: integer().notNull(),
    startedAt: instant('started_at').notNull(),
    /** When it last showed a sign of life: a RUNNING row that stays silent is dead. */
    progressAt: instant('progress_at').notNull(),
    // What an undo came to so far.
    removed: integer().notNull().default(0),
    restored: integer().notNull().default(0),
    kept: integer().notNull().default(0),
  },
  t => [index('imports_started').on(t.startedAt, t.id)],
)

/** The changes that an import made: one for each chunk of its rows that changed anything. */
export const importChanges = sqliteTable(
  'import_changes',
  {
    importId: integer('import_id')
      .notNull()
      .references(() => imports.id),
    changeId: integer('change_id')
      .notNull()
      .references(() => changes.id),
    /** The change that took it back. */
    undoneBy: integer('undone_by'),
  },
  t => [
    primaryKey({ columns: [t.importId, t.changeId] }),
    index('import_changes_undone').on(t.undoneBy).where(sql`undone_by IS NOT NULL`),
  ],
)

/** Rows that the undo of an import left as they are. */
export const importKept = sqliteTable(
  'import_kept',
  {
    importId: integer('import_id')
      .notNull()
      .references(() => imports.id),
    entity: text({ enum: ['customer', 'interaction', 'region', 'exposure', 'staffMember'] }).notNull(),
    rowId: integer('row_id').notNull(),
    reason: text({ enum: keptReasons }).notNull(),
  },
  t => [primaryKey({ columns: [t.importId, t.entity, t.rowId] })],
)
