import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Statement } from '../../database/client.ts'
import { isSame } from '../../lib/canonical.ts'
import { isIdKind } from '../../lib/ids.ts'
import { conflict, type Issue, notFound } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import type { Thing } from '../wording/phrases.ts'
import { say } from '../wording/say.ts'
import { guard, thisChange } from './commit.ts'

/** What an update says of a row: undefined leaves a column as it is, null clears it. */
export type Patch<Row> = { readonly [Name in keyof Row]?: Row[Name] | undefined }

/** What a patch names. */
export const defined = (patch: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))

/**
 * The one row of a query, which reads only what lies within the caller's reach.
 * @param what it is called
 * @param path where the input names it
 * @throws UserError `NOT_FOUND`, the same whether it is not there or out of reach
 */
export async function found<Row>(
  query: PromiseLike<readonly Row[]>,
  what: Thing,
  path: Issue['path'] = ['id'],
): Promise<Row> {
  const [row] = await query
  if (row === undefined) throw notFound(path, what)
  return row
}

/**
 * Checks that the row that an input names is there, among those that `within` allows. Nothing named needs no check. At
 * most one read.
 * @throws UserError `NOT_FOUND`
 */
export async function requireRow(
  { db }: Service,
  table: SQLiteTable & { id: SQLiteColumn },
  id: number | null | undefined,
  { what, path, within }: { what: Thing; path: Issue['path']; within?: SQL | undefined },
): Promise<void> {
  if (id == null) return
  const query = db.orm
    .select({ id: table.id })
    .from(table)
    .where(and(eq(table.id, id), within))
  await found(query, what, path)
}

/**
 * What several reads of one round trip found. Where more than one of them fails, the first by place tells it, whichever
 * was answered first.
 */
export async function inOrder<const Reads extends readonly (Promise<unknown> | null)[]>(reads: Reads) {
  await Promise.allSettled(reads)
  return Promise.all(reads)
}

/**
 * The one row of a query, at the version that the caller says it has, if any.
 * @throws UserError `NOT_FOUND`, `CONFLICT`
 */
export async function foundAt<Row extends { id?: number; version: number }>(
  query: PromiseLike<readonly Row[]>,
  what: Thing,
  expected: number | null | undefined,
): Promise<Row> {
  const row = await found(query, what)
  requireVersion(row, what, expected)
  return row
}

/**
 * @param current null where nothing stands any more
 * @throws UserError `CONFLICT` with reason `VERSION`
 */
export function requireVersion(
  current: { id?: number; version: number } | null,
  what: Thing,
  expected: number | null | undefined,
): void {
  if (expected == null || expected === current?.version) return
  const saying = current ? say('otherVersion', { what, version: current.version }) : say('gone', { what })
  throw conflict(['expectedVersion'], saying, { reason: 'VERSION', current: currentOf(current, what) })
}

/** What the conflict shows of the row; null of what has no id of its own. */
const currentOf = (row: { id?: number } | null, what: Thing) =>
  row?.id !== undefined && isIdKind(what) ? { kind: what, id: row.id } : null

/** A guard for a batch: the newest version of the rows that `which` picks is still the one that was read. */
export const unchanged = (
  service: Service,
  table: SQLiteTable & { version: SQLiteColumn },
  which: SQL | undefined,
  version: number,
): Statement =>
  guard(service, sql`(SELECT max(version) FROM ${table} WHERE ${which ?? sql`true`}) = ${version}`)

/** The columns that every new row has. */
export const firstVersion = ({ now }: Service) => ({
  createdAt: now,
  updatedAt: now,
  version: 1,
  changeId: thisChange,
})

/**
 * A row with what a patch says of it.
 * @returns the columns of the next version, the row with them, and whether the patch says only what is stored
 */
export function nextVersion<Row extends { version: number }>(
  service: Service,
  current: Row,
  patch: Patch<Row>,
) {
  const stored = new Map<string, unknown>(Object.entries(current))
  const columns = defined(patch)
  const same = Object.entries(columns).every(([name, value]) => isSame(stored.get(name), value))
  const after: Row = { ...current, ...columns }
  const version = { updatedAt: service.now, version: current.version + 1, changeId: thisChange }
  return { set: { ...columns, ...version }, after, same }
}
