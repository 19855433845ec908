import type { Result } from '../hrana/batch.ts'
import { type Statement, toQuery } from '../orm.ts'
import { isOfAStatement, refuseWrite, type Send } from './coalescer.ts'

/** What a session asks before anything else, to find out whether it may ask and write at all. */
export interface Rider {
  /** Reads. */
  statements: readonly Statement[]
  /**
   * Sees the rows of each statement, of values in the order of the columns.
   * @throws what everything that is asked of the session is to fail with
   */
  judge(rows: readonly (readonly unknown[][])[]): void
}

/** What a session sends its reads by, and by which it waits before it writes. */
export interface Gate {
  send: Send
  /** @throws what `judge` threw, or DatabaseError when the rider could not be answered */
  admitted(): Promise<void>
}

export const openGate = (send: Send): Gate => ({ send, admitted: async () => undefined })

/**
 * Has the rider travel at the head of the first reads: nothing of theirs is answered before it was judged. What was
 * judged stays so; a rider that could not be answered goes again with whatever is asked next.
 */
export function riddenGate({ statements, judge }: Rider, send: Send): Gate {
  const queries = statements.map(toQuery)
  for (const { sql } of queries) refuseWrite(sql)
  let judgement: Promise<void> | null = null

  async function judged(asked: Promise<Result[]>): Promise<void> {
    let results: Result[]
    try {
      results = await asked
    } catch (error) {
      judgement = null
      throw error
    }
    judge(results.slice(0, queries.length).map(({ rows }) => rows))
  }

  return {
    async send(others) {
      if (judgement) {
        await judgement
        return send(others)
      }
      const together = send([...queries, ...others])
      judgement = judged(
        together.catch(error => {
          if (others.length === 0 || !isOfAStatement(error)) throw error
          // Likely one of the others: it must not keep the rider from being judged.
          return send(queries)
        }),
      )
      await judgement
      return (await together).slice(queries.length)
    },
    async admitted() {
      // What is asked in the same tick takes the rider along.
      if (!judgement) await new Promise(resolve => setTimeout(resolve, 0))
      judgement ??= judged(send(queries))
      await judgement
    },
  }
}
