import { DatabaseError, isBetweenRows } from '../../database/errors.ts'
import { jitteredPause } from '../../lib/pause.ts'
import { conflict } from '../service/errors.ts'
import { say } from '../wording/say.ts'
import { StaleRead } from './commit.ts'

/** Milliseconds for which work is begun anew: what a caller can be expected to wait. */
const patience = 5_000
const longestPause = 400

/**
 * Does work that reads and then writes, from its reads again whenever somebody else wrote in between.
 * @throws UserError `CONFLICT` with reason `RETRY` when others are faster again and again
 */
export async function whileStale<Result>(attempt: () => Promise<Result>): Promise<Result> {
  const started = Date.now()
  for (let tried = 0; ; tried++) {
    try {
      return await attempt()
    } catch (error) {
      if (!isStale(error)) throw error
      if (Date.now() - started >= patience) throw conflict([], say('sendAgain'), { reason: 'RETRY' })
      await jitteredPause(tried, longestPause)
    }
  }
}

/**
 * A guard failed, or a rule between rows that the work had checked was broken by somebody faster. What a row by itself
 * breaks, it breaks again.
 */
function isStale(error: unknown): boolean {
  if (error instanceof StaleRead) return true
  return (
    error instanceof DatabaseError &&
    isBetweenRows(error) &&
    error.constraint?.startsWith('idempotency.') === false
  )
}
