import { eq, type SQL, sql } from 'drizzle-orm'
import { customerUpdateJobs } from '../../../database/tables/customers/customer-update-jobs.ts'
import { customerUpdateJobTable } from '../../fields/tables.ts'
import { descending, pageSource } from '../../lists/page.ts'
import type { Actor } from '../../service/actor.ts'

/** Which jobs the actor sees; undefined when all. Who sees some customers sees the jobs of its own alone. */
export const jobsWithinReach = ({ reach, caller }: Actor): SQL | undefined =>
  reach === 'WORKSPACE' ? undefined : eq(customerUpdateJobs.owner, caller)

/** All jobs, the newest first. */
export const customerUpdateJobList = pageSource(customerUpdateJobs, customerUpdateJobTable, {
  usual: [descending('createdAt')],
  within: ({ actor }, { owner }) =>
    actor.reach === 'WORKSPACE' ? undefined : sql`${owner} = ${actor.caller}`,
})
