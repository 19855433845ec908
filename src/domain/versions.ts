import { and, eq, exists } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Statement } from '../database/client.ts'
import { guard } from './commit.ts'
import type { Service } from './context.ts'
import { conflict } from './errors.ts'

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
