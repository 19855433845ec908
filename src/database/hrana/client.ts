import { refused } from '../errors.ts'
import { type Batch, type Query, type Result, resultsOf, transaction } from './batch.ts'
import { type Answer, type Connection, exchange, StreamGone } from './pipeline.ts'
import { endTurn, forgetStreams, type Next, type Turn, takeTurn } from './streams.ts'

const close = { type: 'close' } as const

/** Runs the statements as one transaction in one round trip, on a stream that ends with it. */
export function write(connection: Connection, queries: readonly Query[]): Promise<Result[]> {
  const batch = transaction('BEGIN IMMEDIATE', queries)
  const turn = { base: connection.address.base, baton: null }
  return exchange(connection, turn, [{ type: 'batch', batch }, close], answer =>
    resultsOf(ranIn(answer), batch, connection.counters),
  )
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
      const ran = ranIn(answer)
      // Neither committed nor undone: the transaction is still open.
      if (ran.step_results.slice(-2).some(Boolean)) next = answer
      return resultsOf(ran, batch, connection.counters)
    })
  } finally {
    endTurn(connection.address, turn, next)
  }
}

function ranIn({ results: [ran] }: Answer) {
  if (ran?.type === 'error') throw refused(ran.error)
  if (ran?.response.type !== 'batch') throw new Error('There are no results.')
  return ran.response.result
}
