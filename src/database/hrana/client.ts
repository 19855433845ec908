import { refused } from '../errors.ts'
import { type Begin, type Query, type Result, resultsOf, transaction } from './batch.ts'
import { type Connection, exchange } from './pipeline.ts'

/** Runs the statements as one transaction in one round trip, on a stream that ends with it. */
export function run(connection: Connection, begin: Begin, queries: readonly Query[]): Promise<Result[]> {
  const batch = transaction(begin, queries)
  const requests = [{ type: 'batch', batch } as const, { type: 'close' } as const]
  return exchange(connection, { baton: null, requests }, ({ results: [ran] }) => {
    if (ran?.type === 'error') throw refused(ran.error)
    if (ran?.response.type !== 'batch') throw new Error('There are no results.')
    return resultsOf(ran.response.result, batch, connection.counters)
  })
}
