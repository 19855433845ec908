import type { ExtractTablesWithRelations, SQL } from 'drizzle-orm'
import { DrizzleQueryError } from 'drizzle-orm/errors'
import { BaseSQLiteDatabase, SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core'
import { SQLiteRemoteSession } from 'drizzle-orm/sqlite-proxy/session'
import { toDatabaseError } from './errors.ts'
import type { Query, Result } from './hrana/batch.ts'
import type { Value } from './hrana/values.ts'
import { type relational, relationalConfig } from './relations.ts'

export type Orm = BaseSQLiteDatabase<'async', unknown, typeof relational>

/** A Drizzle query builder, or raw SQL. */
export type Statement = SQL | { toSQL(): { sql: string; params: unknown[] } }

const dialect = new SQLiteAsyncDialect()

export const toQuery = (statement: Statement): Query =>
  'toSQL' in statement ? statement.toSQL() : dialect.sqlToQuery(statement)

type Read = (query: Query) => Promise<Result>

/** Drizzle's own session for a remote database maps builders by position, but knows no names for raw SQL. */
class ReadSession extends SQLiteRemoteSession<
  typeof relational,
  ExtractTablesWithRelations<typeof relational>
> {
  readonly #read: Read

  constructor(read: Read) {
    super(
      async (sql, params, method) => {
        const { rows } = await read({ sql, params })
        // Drizzle's types say rows, its code takes the one row, which may be missing.
        return method === 'get' ? { rows: rows[0] as Value[] } : { rows }
      },
      dialect,
      relationalConfig,
    )
    this.#read = read
  }

  override async all<T>(statement: SQL): Promise<T[]> {
    const { sql, params } = dialect.sqlToQuery(statement)
    try {
      return byName(await this.#read({ sql, params })) as T[]
    } catch (cause) {
      throw new DrizzleQueryError(sql, params, cause instanceof Error ? cause : toDatabaseError(cause))
    }
  }

  override async get<T>(statement: SQL): Promise<T> {
    const [row] = await this.all<T>(statement)
    return row as T
  }
}

/** The rows as objects. */
export function byName({ columns, rows }: Result): Record<string, Value>[] {
  return rows.map(row => {
    const named: Record<string, Value> = {}
    row.forEach((value, at) => {
      named[columns[at] ?? ''] = value
    })
    return named
  })
}

/** Drizzle on top of whatever reads. */
export const ormOf = (read: Read): Orm =>
  new BaseSQLiteDatabase('async', dialect, new ReadSession(read), relationalConfig)
