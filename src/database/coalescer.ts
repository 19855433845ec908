import { DatabaseError, toDatabaseError } from './errors.ts'
import type { Query, Result } from './hrana/batch.ts'

const reading = /^\s*(?:select|values|with|explain|pragma)\b/i
const writing =
  /\b(?:insert|replace)\s+(?:or\s+\w+\s+)?into\b|\bdelete\s+from\b|\bupdate\s+(?:or\s+\w+\s+)?\S+\s+set\b/i

/** The server lets a read-only transaction write, and a read may be sent twice: so none may change anything. */
function refuseWrite(statement: string): void {
  if (reading.test(statement) && !writing.test(statement)) return
  throw new DatabaseError('permanent', 'Only `write` may change the database.')
}

interface Waiting {
  query: Query
  resolve(result: Result): void
  reject(error: DatabaseError): void
}

/** Collects the statements of one tick into one read-only batch. */
export function coalescer(send: (queries: Query[]) => Promise<Result[]>) {
  let waiting: Waiting[] = []

  async function flush() {
    const group = waiting
    waiting = []
    try {
      const results = await send(group.map(({ query }) => query))
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
          send([one.query]).then(
            ([result]) => (result ? one.resolve(result) : one.reject(error)),
            alone => one.reject(toDatabaseError(alone)),
          ),
        ),
      )
    }
  }

  return (query: Query) =>
    new Promise<Result>((resolve, reject) => {
      refuseWrite(query.sql)
      if (waiting.push({ query, resolve, reject }) === 1) setTimeout(flush, 0)
    })
}
