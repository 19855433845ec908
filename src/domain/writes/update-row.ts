import { eq, type SQL } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Statement } from '../../database/client.ts'
import type { Change } from '../changes/change.ts'
import type { Service } from '../service/service.ts'
import { commit, type TakenRules } from './commit.ts'
import { mayRead } from './may-read.ts'
import { nextVersion, type Patch, unchanged } from './versions.ts'

interface Versioned {
  id: number
  version: number
}

interface Update<Row extends Versioned> {
  table: SQLiteTable & { id: SQLiteColumn; version: SQLiteColumn; $inferSelect: Row }
  /** The row as it was read. */
  current: Row
  /** What the update says of the row's columns. */
  patch: Patch<Row>
  /** Columns that the database computes, when anything changes. */
  computed?: { [Name in keyof Row]?: SQL }
  /** What goes along with a change: guards, and what is kept of the row as it was. */
  along?: readonly Statement[]
  /** What changes in other tables, be it that the row itself stays. Goes before the row's own statement. */
  beside?: readonly Statement[]
  /** What follows from the row as it is then, where it changes. */
  behind?: readonly Statement[]
  /** What the trail tells of what changes in other tables. */
  told?: readonly Change[]
  /** Unique rules that the row as it is then might break. */
  taken?: (after: Row) => TakenRules
}

/**
 * Writes the next version of a row, if the update changes anything; the write fails if somebody else changed the row
 * since it was read. An update that says only what is stored takes nothing from anybody's `expectedVersion`, but of a
 * caller who would learn by that what it may not read.
 * @param tell the change, of the row as it was and as it is then
 * @returns `result`
 * @throws UserError `CONFLICT` where a rule of `taken` was broken
 * @throws StaleRead when somebody else was faster
 */
export async function updateRow<Row extends Versioned, Result>(
  service: Service,
  { table, current, patch, computed, along = [], beside = [], behind = [], told = [], taken }: Update<Row>,
  tell: (before: Row, after: Row) => Change,
  result: Result,
): Promise<Result> {
  const next = nextVersion(service, current, patch)
  const change = tell(current, next.after)
  if (next.same && beside.length === 0 && mayRead(service.actor, change.action, patch)) return result
  const row = eq(table.id, current.id)
  return commit(
    service,
    [...told, change],
    [
      unchanged(service, table, row, current.version),
      ...along,
      ...beside,
      service.db.orm
        .update(table)
        .set({ ...next.set, ...computed })
        .where(row),
      ...behind,
    ],
    result,
    taken?.(next.after),
  )
}
