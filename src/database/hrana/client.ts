import { refused } from '../errors.ts'
import { type Batch, type Query, type Result, resultsOf, transaction } from './batch.ts'
import { type Answer, type Connection, exchange, StreamGone } from './pipeline.ts'
import { endTurn, forgetStreams, type Next, type Turn, takeTurn } from './streams.ts'

const close = { type: 'close' } as const

/** What a write came to, and what was read behind it: nothing where a read failed, which undoes no write. */
export interface Written {
  results: Result[]
  behind: Result[] | null
}

/**
 * Runs the statements as one transaction in one round trip, on a stream that ends with it. Behind it go reads of one
 * state in which it is applied; they are of no use where it is not.
 */
export function write(
  connection: Connection,
  queries: readonly Query[],
  behind: readonly Query[],
): Promise<Written> {
  const { address, counters } = connection
  const batch = transaction('BEGIN IMMEDIATE', queries)
  const reads = transaction('BEGIN TRANSACTION READONLY', behind)
  const requests = [batch, ...(behind.length > 0 ? [reads] : [])].map(
    each => ({ type: 'batch', batch: each }) as const,
  )
  return exchange(connection, { base: address.base, baton: null }, [...requests, close], answer => {
    const results = resultsOf(ranIn(answer, 0), batch, counters)
    counters.commits += 1
    return {
      results,
      behind: behind.length > 0 ? unlessFailed(() => resultsOf(ranIn(answer, 1), reads, counters)) : [],
    }
  })
}

function unlessFailed<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}

/** Reads one state of the database in one round trip, on a stream that is kept for the next. */
export async function read(connection: Connection, queries: readonly Query[]): Promise<Result[]> {
  const { address } = connection
  const batch = transaction('BEGIN TRANSACTION READONLY', queries)
  try {
    return await readIn(connection, takeTurn(address), batch)
  } catch (error) {
    if (!(error instanceof StreamGone)) throw error
    forgetStreams(address)
    return await readIn(connection, takeTurn(address), batch)
  }
}

async function readIn(connection: Connection, turn: Turn, batch: Batch): Promise<Result[]> {
  const requests = [{ type: 'batch', batch } as const, ...(turn.keep ? [] : [close])]
  let next: Next | null = null
  try {
    return await exchange(connection, turn, requests, answer => {
      const ran = ranIn(answer, 0)
      // Neither committed nor undone: the transaction is still open.
      if (ran.step_results.slice(-2).some(Boolean)) next = answer
      return resultsOf(ran, batch, connection.counters)
    })
  } finally {
    endTurn(connection.address, turn, next)
  }
}

function ranIn({ results }: Answer, at: number) {
  const ran = results[at]
  if (ran?.type === 'error') throw refused(ran.error)
  if (ran?.response.type !== 'batch') throw new Error('There are no results.')
  return ran.response.result
}
