import './microtasks.ts'
import { type Client, createClient, type InArgs, type InStatement, type ResultSet } from '@libsql/client/http'
import type { SQL } from 'drizzle-orm'
import { LibSQLDatabase } from 'drizzle-orm/libsql'
import { LibSQLSession } from 'drizzle-orm/libsql/session'
import { SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core'
import { jitteredPause } from '../lib/pause.ts'
import { DatabaseError, isBusy, toDatabaseError } from './errors.ts'
import { type relational, relationalConfig } from './relations.ts'
import { type Counters, countingFetch, noCounts } from './transport.ts'

export interface DatabaseConfig {
  url: string
  token?: string | undefined
  fetch?: typeof fetch
}

export interface SessionOptions {
  /**
   * Milliseconds for one read or write attempt, and for which a lock is waited for; the night, whose statements
   * are long, asks for more.
   */
  readDeadline?: number
  writeDeadline?: number
  /** The longest pause between two tries while somebody else writes; longer ones let others go first. */
  lockPause?: number
}

/** A Drizzle query builder, or raw SQL. */
export type Statement = SQL | { toSQL(): { sql: string; params: unknown[] } }

export type Orm = LibSQLDatabase<typeof relational>

/** One unit of work's handle: reads coalesce, writes are atomic, everything is counted. */
export interface Session {
  /** Reads, and builders for `write`. Statements issued in one tick share one round trip. */
  orm: Orm
  /**
   * Runs the statements as one transaction and returns their results.
   * Sends the same batch again while it is unknown whether it was applied, so every batch must either
   * carry a unique token (see `domain/commit.ts`) or be harmless when repeated.
   * @throws DatabaseError
   */
  write(statements: readonly Statement[]): Promise<ResultSet[]>
  counters: Counters
}

export interface Database {
  session(options?: SessionOptions): Session
}

const dialect = new SQLiteAsyncDialect()
const attempts = 4
const retryBudget = 12_000

/** How long, and how often, a lock is asked for; in milliseconds. */
interface Patience {
  deadline: number
  lockPause: number
}

async function retrying<T>({ deadline, lockPause }: Patience, attempt: () => Promise<T>): Promise<T> {
  const started = Date.now()
  let doubt: DatabaseError | null = null
  for (let tried = 0; ; tried++) {
    try {
      return await attempt()
    } catch (cause) {
      const error = toDatabaseError(cause)
      if (error.kind === 'ambiguous') doubt = error
      const passing = error.kind === 'not-applied' || error.kind === 'ambiguous'
      const busy = isBusy(error)
      const waited = Date.now() - started
      const worthwhile = busy ? waited < deadline : tried + 1 < attempts && waited <= retryBudget
      if (!passing || !worthwhile) {
        // A refusal says nothing about an earlier try that was never answered.
        throw error.kind === 'rolled-back' ? error : (doubt ?? error)
      }
      await jitteredPause(tried, busy ? lockPause : retryBudget)
    }
  }
}

const reading = /^\s*(?:select|values|with|explain|pragma)\b/i
const writing =
  /\b(?:insert|replace)\s+(?:or\s+\w+\s+)?into\b|\bdelete\s+from\b|\bupdate\s+(?:or\s+\w+\s+)?\S+\s+set\b/i

/** The server lets a read-only transaction write, and a read may be sent twice: so none may change anything. */
function refuseWrite(statement: string): void {
  if (reading.test(statement) && !writing.test(statement)) return
  throw new DatabaseError('permanent', 'Only `write` may change the database.')
}

interface Waiting {
  statement: InStatement
  resolve(result: ResultSet): void
  reject(error: DatabaseError): void
}

/** Collects the statements of one tick into one read-only batch. */
function coalescer(client: Client, counters: Counters, patience: Patience) {
  let waiting: Waiting[] = []

  const send = (statements: InStatement[]) =>
    retrying(patience, () => {
      counters.statements += statements.length
      return client.batch(statements, 'read')
    })

  async function flush() {
    const group = waiting
    waiting = []
    try {
      const results = await send(group.map(one => one.statement))
      group.forEach((one, at) => {
        const result = results[at]
        if (result) one.resolve(result)
        else one.reject(new DatabaseError('ambiguous', 'The database answered fewer statements than asked.'))
      })
    } catch (cause) {
      const error = toDatabaseError(cause)
      // One bad statement fails its whole batch: the others deserve their own answer.
      if (group.length === 1 || error.kind === 'ambiguous' || error.kind === 'not-applied') {
        for (const one of group) one.reject(error)
        return
      }
      await Promise.all(
        group.map(one =>
          send([one.statement]).then(
            ([result]) => (result ? one.resolve(result) : one.reject(error)),
            alone => one.reject(toDatabaseError(alone)),
          ),
        ),
      )
    }
  }

  return (statement: InStatement) =>
    new Promise<ResultSet>((resolve, reject) => {
      refuseWrite(typeof statement === 'string' ? statement : statement.sql)
      if (waiting.push({ statement, resolve, reject }) === 1) setTimeout(flush, 0)
    })
}

function toInStatement(statement: Statement): InStatement {
  const { sql, params } = 'toSQL' in statement ? statement.toSQL() : dialect.sqlToQuery(statement)
  return { sql, args: params as InArgs }
}

/** The database of one workspace. Opening it costs nothing; sessions talk to it. */
export function openDatabase(config: DatabaseConfig): Database {
  const base = config.fetch ?? fetch
  return {
    session({ readDeadline = 2_000, writeDeadline = 5_000, lockPause = 60 } = {}) {
      const counters = noCounts()
      const connect = (deadline: number) =>
        createClient({
          url: config.url,
          ...(config.token === undefined ? {} : { authToken: config.token }),
          fetch: countingFetch(base, counters, () => deadline),
        })
      const reader = connect(readDeadline)
      const writer = connect(writeDeadline)
      const execute = coalescer(reader, counters, { deadline: readDeadline, lockPause })
      const reads: Pick<Client, 'execute'> = {
        execute: (statement: InStatement | string) => execute(statement),
      }
      const session = new LibSQLSession(reads as Client, dialect, relationalConfig, {}, undefined)
      return {
        orm: new LibSQLDatabase('async', dialect, session, relationalConfig) as Orm,
        write(statements) {
          const batch = statements.map(toInStatement)
          return retrying({ deadline: writeDeadline, lockPause }, () => {
            counters.statements += batch.length
            return writer.batch(batch, 'write')
          })
        },
        counters,
      }
    },
  }
}
