import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import type { Statement } from '../../../database/client.ts'
import type { importKept, keptReasons } from '../../../database/tables/house/imports.ts'

/** A change of the import, one of those not undone yet. */
export interface Target {
  importId: number
  change: number
}

type Entity = (typeof importKept.$inferSelect)['entity']

type KeptReason = (typeof keptReasons)[number]

/** What undoing a change does to the rows of one entity. */
export interface Undone {
  /** Guards first. */
  statements: Statement[]
  /** What the undo's own change tells of the rows that it wrote. */
  told: { entity: Entity; rowId: number; before: object }[]
  removed: number[]
  restored: number
  kept: { entity: Entity; rowId: number; reason: KeptReason }[]
}

/** A row that a change of the import wrote, as it stands. */
export const candidate = z.object({
  id: z.int(),
  /** What the change kept of it; null where it made the row. */
  before: z.string().nullable(),
  /** Whether nothing but the import and its undo wrote it since. */
  untouched: z.int(),
  /** Whether this change made it, or an earlier one of the import: then it would go in the end. */
  made: z.int(),
  /** Whether something else needs it. */
  referred: z.int(),
  /** Whether what it referred to before is gone: before this change, or an earlier one of the import. */
  stranded: z.int(),
})

type Candidate = z.infer<typeof candidate>

/**
 * Rows are looked at from the newest change of an import to the oldest: one that a later change of it wrote too was
 * brought back by the undo of that, to the very version that this change had left.
 * @param row the alias of the table in the statement; `r` is the row of `change_rows`
 */
export const untouched = (
  { importId, change }: Target,
  row: SQL,
): SQL => sql`(${row}.change_id = ${change} OR EXISTS (
  SELECT 1 FROM import_changes AS later CROSS JOIN change_rows AS told
    ON told.change_id = later.change_id AND told.entity = r.entity AND told.row_id = r.row_id
  WHERE later.undone_by = ${row}.change_id AND later.import_id = ${importId}
    AND told.before ->> '$.version' = ifnull(r.before ->> '$.version', 0) + 1))`

/**
 * What this change and the earlier ones of the import kept of the row, as `before` of each: what is kept for the sake of
 * an earlier one stays as the last one left it.
 */
export const keptOfRow = ({ importId, change }: Target): SQL => sql`(
  SELECT told.before FROM import_changes AS own CROSS JOIN change_rows AS told
    ON told.change_id = own.change_id AND told.entity = r.entity AND told.row_id = r.row_id
  WHERE own.import_id = ${importId} AND own.change_id <= ${change} AND own.undone_by IS NULL)`

export const made = (target: Target): SQL =>
  sql`EXISTS (SELECT 1 FROM ${keptOfRow(target)} AS kept WHERE kept.before IS NULL)`

/** The rows, of which those that are named by a text are needed too. */
export const withNamed = <Row extends Candidate>(rows: readonly Row[], named: ReadonlySet<number>): Row[] =>
  rows.map(row => (named.has(row.id) ? { ...row, referred: 1 } : row))

/** What becomes of the rows. */
export function sortedOut<Row extends Candidate>(entity: Entity, rows: readonly Row[]) {
  const keep = rows.flatMap(row => {
    const reason = reasonToKeep(row)
    return reason === null ? [] : [{ entity, rowId: row.id, reason }]
  })
  const free = rows.filter(row => reasonToKeep(row) === null)
  return {
    keep,
    remove: free.filter(row => row.before === null),
    restore: free.flatMap(row => (row.before === null ? [] : [{ ...row, before: row.before }])),
  }
}

function reasonToKeep({ before, untouched, made, referred, stranded }: Candidate): KeptReason | null {
  if (untouched === 0) return 'EDITED'
  if (made === 1 && referred === 1) return 'REFERRED'
  return before !== null && stranded === 1 ? 'STRANDED' : null
}

export const idsOf = (rows: readonly { id: number }[]): SQL =>
  sql`(SELECT value FROM json_each(${JSON.stringify(rows.map(row => row.id))}))`
