import { and, eq, exists } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Statement } from '../../database/client.ts'
import { canonicalJson } from '../../lib/canonical.ts'
import { conflict } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { guard, thisChange } from './commit.ts'

interface Versioned {
  id: number
  version: number
}

/**
 * @param expected what the caller says that the version is, if anything
 * @throws UserError `CONFLICT`
 */
export function requireVersion(
  current: Pick<Versioned, 'version'>,
  expected: number | null | undefined,
  what: string,
): void {
  if (expected != null && expected !== current.version)
    throw otherVersion(`The ${what} is at version ${current.version}.`)
}

/** What a caller gets who expected another version than the one that stands. */
export const otherVersion = (message: string) => conflict(['expectedVersion'], message, { reason: 'VERSION' })

/** A guard for a batch that changes the row: nobody has changed it since it was read. */
export const unchanged = (
  service: Service,
  table: SQLiteTable & { id: SQLiteColumn; version: SQLiteColumn },
  current: Versioned,
): Statement =>
  guard(
    service,
    exists(
      service.db.orm
        .select({ id: table.id })
        .from(table)
        .where(and(eq(table.id, current.id), eq(table.version, current.version))),
    ),
  )

/**
 * The columns of the row's next version. An update that says only what is stored makes none: it takes nothing from
 * anybody's `expectedVersion`.
 * @param columns what the update says
 * @param beside whether it changes what lies in other tables
 * @returns null when nothing changes
 */
export function nextVersion<Row extends Pick<Versioned, 'version'>, Columns extends Partial<Row>>(
  service: Service,
  current: Row,
  columns: Columns,
  beside = false,
) {
  const stored = new Map<string, unknown>(Object.entries(current))
  const same = Object.entries(columns).every(([name, value]) => isSame(stored.get(name), value))
  if (same && !beside) return null
  return { ...columns, updatedAt: service.now, version: current.version + 1, changeId: thisChange }
}

/** Lists and JSON are compared by what they hold. */
const isSame = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && canonicalJson(a) === canonicalJson(b))
