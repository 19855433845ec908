import { jitteredPause } from '../../lib/pause.ts'
import { type DatabaseError, isBusy, toDatabaseError } from '../errors.ts'

const attempts = 4
const retryBudget = 12_000

/** How long, and how often, a lock is asked for; in milliseconds. */
export interface Patience {
  deadline: number
  lockPause: number
}

/** @throws DatabaseError of the last attempt, or of the one that left it open whether the batch was applied */
export async function retrying<T>({ deadline, lockPause }: Patience, attempt: () => Promise<T>): Promise<T> {
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
