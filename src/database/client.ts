import { type Counters, noCounts } from './counters.ts'
import { DatabaseError } from './errors.ts'
import { addressOf } from './hrana/address.ts'
import type { Query, Result } from './hrana/batch.ts'
import { read, write } from './hrana/client.ts'
import { byName, type Orm, ormOf, type Statement, toQuery } from './orm.ts'
import { coalescer, isOfAStatement } from './session/coalescer.ts'
import { retrying } from './session/retrying.ts'
import { openGate, type Rider, riddenGate } from './session/rider.ts'

export type { Orm, Rider, Statement }

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
  /** Whether the session reads no more once the database was out for as long as it waits: a request, not a night. */
  givesUp?: boolean
  /** Decides whether the session may do anything: travels with its first reads, and before any write. */
  first?: Rider
}

export interface WriteOptions {
  /**
   * Asks reads that go with the write, in its round trip, and see it applied: those that are asked before this returns.
   * They fail with the write's error, so they want to be waited for, or caught, however the write ends.
   */
  behind?: () => void
}

/** What a statement found, and what it took. */
export interface Measured {
  rows: Record<string, unknown>[]
  rowsRead: number
  /** By the database's clock. */
  milliseconds: number
}

/** One unit of work's handle: reads coalesce, writes are atomic, everything is counted. */
export interface Session {
  /** Reads, and builders for `write`. Statements issued in one tick share one round trip. */
  orm: Orm
  /**
   * A read that is written by hand, together with what else is read in this tick.
   * @returns rows of values as the database gives them, in the order of the columns
   * @throws DatabaseError
   */
  read(sql: string, params: readonly unknown[]): Promise<unknown[][]>
  /** A read of one tick with the others, with what it cost the database: rows by name. */
  measured(statement: Statement): Promise<Measured>
  /**
   * Runs the statements as one transaction and returns their results.
   * Sends the same batch again while it is unknown whether it was applied, so every batch must either
   * carry a unique token (see `domain/commit.ts`) or be harmless when repeated.
   * @throws DatabaseError
   */
  write(statements: readonly Statement[], options?: WriteOptions): Promise<Result[]>
  /**
   * Waits until the rider was judged, and sends it alone where it has not gone with a read.
   * @throws what its `judge` threw; so does everything else that is asked, Drizzle's queries as their error's cause
   */
  admitted(): Promise<void>
  counters: Counters
}

export interface Database {
  session(options?: SessionOptions): Session
}

const isAmbiguous = (error: unknown) => error instanceof DatabaseError && error.kind === 'ambiguous'

/**
 * The database of one workspace. Opening it costs nothing; sessions talk to it.
 * @throws Error when the address is none
 */
export function openDatabase(config: DatabaseConfig): Database {
  const base = { address: addressOf(config), fetch: config.fetch ?? fetch }
  return {
    session({ readDeadline = 2_000, writeDeadline = 5_000, lockPause = 60, givesUp = false, first } = {}) {
      const counters = noCounts()
      const reader = { ...base, counters, deadline: readDeadline }
      const writer = { ...base, counters, deadline: writeDeadline }
      let outage: unknown = null
      const send = async (queries: Query[]) => {
        if (outage) throw outage
        try {
          return await retrying({ deadline: readDeadline, lockPause }, () => {
            counters.statements += queries.length
            return read(reader, queries)
          })
        } catch (error) {
          if (givesUp && !isOfAStatement(error)) outage = error
          throw error
        }
      }
      const gate = first === undefined ? openGate(send) : riddenGate(first, send)
      const { execute, gather } = coalescer(gate.send)
      let orm: Orm | null = null
      return {
        // Made when first used: it prepares for every table.
        get orm() {
          orm ??= ormOf(execute)
          return orm
        },
        read: async (sql, params) => (await execute({ sql, params })).rows,
        async measured(statement) {
          const result = await execute(toQuery(statement))
          const { rowsRead, milliseconds } = result
          return { rows: byName(result), rowsRead, milliseconds }
        },
        async write(statements, { behind = () => undefined } = {}) {
          const queries = statements.map(toQuery)
          await gate.admitted()
          const reads = gather(behind)
          let unanswered = false
          try {
            const written = await retrying({ deadline: writeDeadline, lockPause }, () => {
              counters.statements += queries.length + reads.queries.length
              return write(writer, queries, reads.queries).catch(error => {
                unanswered ||= isAmbiguous(error)
                throw error
              })
            })
            reads.answer(written.behind)
            return written.results
          } catch (error) {
            // The token of a batch can break the rule that it is written once: by an earlier, unanswered try.
            if (unanswered && !isAmbiguous(error)) reads.answer(null)
            else reads.reject(error)
            throw error
          }
        },
        admitted: gate.admitted,
        counters,
      }
    },
  }
}
