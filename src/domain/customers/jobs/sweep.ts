import { asc, eq } from 'drizzle-orm'
import { customerUpdateJobs } from '../../../database/tables/customers/customer-update-jobs.ts'
import { describeError } from '../../../lib/log.ts'
import type { Service } from '../../service/service.ts'
import { goOn } from './go-on.ts'

/** A sweep begins no parts behind so many, or so many milliseconds: the next one goes on. */
const most = { parts: 100, milliseconds: 20_000 }

/**
 * Goes on with the jobs that are under way, a part of each in turn. May be killed at any point, and run beside another.
 * @returns how many parts it did
 */
export async function sweepCustomerUpdates(service: Service, clock: () => number): Promise<number> {
  const begun = clock()
  const running = await service.db.orm
    .select({ id: customerUpdateJobs.id })
    .from(customerUpdateJobs)
    .where(eq(customerUpdateJobs.state, 'RUNNING'))
    .orderBy(asc(customerUpdateJobs.progressAt), asc(customerUpdateJobs.id))
  const turns = running.map(({ id }) => id)
  let parts = 0
  for (const id of turns) {
    if (parts === most.parts || clock() - begun > most.milliseconds) break
    try {
      if (await goOn({ ...service, now: clock() }, id)) turns.push(id)
    } catch (error) {
      service.log.error('customer update job put off', { job: id, error: describeError(error) })
    }
    parts++
  }
  return parts
}
