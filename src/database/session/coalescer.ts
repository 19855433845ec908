import { DatabaseError } from '../errors.ts'
import type { Query, Result } from '../hrana/batch.ts'

const reading = /^\s*(?:select|values|with|explain|pragma)\b/i
const writing =
  /\b(?:insert|replace)\s+(?:or\s+\w+\s+)?into\b|\bdelete\s+from\b|\bupdate\s+(?:or\s+\w+\s+)?\S+\s+set\b/i

/**
 * The server lets a read-only transaction write, and a read may be sent twice: so none may change anything.
 * @throws DatabaseError
 */
export function refuseWrite(statement: string): void {
  if (reading.test(statement) && !writing.test(statement)) return
  throw new DatabaseError('permanent', 'Only `write` may change the database.')
}

interface Waiting {
  query: Query
  resolve(result: Result): void
  reject(error: unknown): void
}

/** Reads that wait for something else than the batch of their tick. */
export interface Gathered {
  queries: Query[]
  /** @param results none where the reads have to be sent by themselves after all */
  answer(results: Result[] | null): void
  reject(error: unknown): void
}

export type Send = (queries: Query[]) => Promise<Result[]>

/** Whether a statement is at fault, and not the way to the database. */
export const isOfAStatement = (error: unknown) =>
  error instanceof DatabaseError && (error.kind === 'permanent' || error.kind === 'rolled-back')

/** Collects the statements of one tick into one read-only batch, or those of one call for somebody else's. */
export function coalescer(send: Send) {
  let waiting: Waiting[] = []
  let gathering: Waiting[] | null = null

  async function answer(group: readonly Waiting[], sent: Promise<Result[]>) {
    try {
      const results = await sent
      group.forEach((one, at) => {
        const result = results[at]
        if (result) one.resolve(result)
        else one.reject(new DatabaseError('ambiguous', 'The database answered fewer statements than asked.'))
      })
    } catch (error) {
      // One bad statement fails its whole batch: the others deserve their own answer.
      if (group.length > 1 && isOfAStatement(error))
        await Promise.all(group.map(one => answer([one], send([one.query]))))
      else for (const one of group) one.reject(error)
    }
  }

  const sendFor = (group: readonly Waiting[]) => answer(group, send(group.map(({ query }) => query)))

  function flush() {
    const group = waiting
    waiting = []
    sendFor(group)
  }

  return {
    execute: (query: Query) =>
      new Promise<Result>((resolve, reject) => {
        refuseWrite(query.sql)
        const one = { query, resolve, reject }
        if (gathering) gathering.push(one)
        else if (waiting.push(one) === 1) setTimeout(flush, 0)
      }),
    /** @param ask whose reads, until it returns, are gathered */
    gather(ask: () => void): Gathered {
      const group: Waiting[] = []
      const reject = (error: unknown) => {
        for (const one of group) one.reject(error)
      }
      gathering = group
      try {
        ask()
      } catch (error) {
        reject(error)
        throw error
      } finally {
        gathering = null
      }
      return {
        queries: group.map(({ query }) => query),
        answer(results) {
          if (results) answer(group, Promise.resolve(results))
          else if (group.length > 0) sendFor(group)
        },
        reject,
      }
    },
  }
}
