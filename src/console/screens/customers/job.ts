import { ask } from '../../api/ask.ts'
import type { ChangeJobQuery } from '../../api/types.ts'
import { ChangeJob } from './customers.graphql.ts'

type Job = NonNullable<ChangeJobQuery['customerUpdateJob']>

/** How often it is looked, in milliseconds, and for how long: what takes longer is found in the audit. */
const pause = 2_000
const patience = 300

/** Waits for a change of many customers to end; null where it is not to be seen, or not over yet. */
export async function endOf(id: string): Promise<Job | null> {
  for (let looks = 0; looks < patience; looks++) {
    await new Promise(resolve => setTimeout(resolve, pause))
    const answer = await ask(ChangeJob, { id }).catch(() => undefined)
    // A line that is broken for a while is no end.
    if (answer === undefined) continue
    const job = answer.data.customerUpdateJob ?? null
    if (job?.state !== 'RUNNING') return job
  }
  return null
}
