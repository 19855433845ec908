import { eq, sql } from 'drizzle-orm'
import {
  customerUpdateJobs,
  type jobFailures,
} from '../../../database/tables/customers/customer-update-jobs.ts'
import { dayOfInstant } from '../../../lib/days.ts'
import { encodeId } from '../../../lib/ids.ts'
import { standings } from '../../owners/standings.ts'
import { AuthorizationError, UserError } from '../../service/errors.ts'
import type { Service } from '../../service/service.ts'
import { commit, guard, StaleRead } from '../../writes/commit.ts'
import { whileStale } from '../../writes/retry.ts'
import { updateRow } from '../../writes/update-row.ts'
import { nextVersion } from '../../writes/versions.ts'
import { behind, conditionOf, nextPart, type Part, storePart } from './part.ts'

type Job = typeof customerUpdateJobs.$inferSelect

/**
 * Does the next part of a job with its owner's rights of this moment. Its place and counts move on in the very batch that
 * changes the customers: whoever dies has done all of it or nothing, and of two at once only one does it.
 * @returns whether it is to go on here: not where it came to its end, or somebody else is at it
 */
export async function goOn(service: Service, id: number): Promise<boolean> {
  let place: number | null = null
  return whileStale(async () => {
    const [[job], owners] = await Promise.all([
      service.db.orm.select().from(customerUpdateJobs).where(eq(customerUpdateJobs.id, id)),
      standings(service, customerUpdateJobs, [id]),
    ])
    const standing = owners.get(id)
    place ??= job?.place ?? null
    if (!job || !standing || job.state !== 'RUNNING' || job.place !== place) return false
    if ('fault' in standing) return fail(service, job, standing.fault)
    const part = await partOf({ ...service, actor: standing.owner }, job)
    if (typeof part === 'string') return fail(service, job, part)
    await store(service, job, part)
    return part.more
  })
}

/** Days that the filter and the change speak of are those of the day on which it began. */
async function partOf(service: Service, job: Job): Promise<Part | (typeof jobFailures)[number]> {
  const moment = {
    ...service,
    today: dayOfInstant(job.createdAt, service.workspace.timeZone),
    requestId: encodeId('customerUpdateJob', job.id),
  }
  try {
    return await nextPart(moment, { ...job, condition: conditionOf(moment, job.filter) })
  } catch (error) {
    if (error instanceof AuthorizationError) return 'SCOPE_MISSING'
    if (error instanceof UserError) return 'INPUT_INVALID'
    throw error
  }
}

async function store(service: Service, job: Job, part: Part): Promise<void> {
  const { orm } = service.db
  const { gathering } = part
  const isJob = eq(customerUpdateJobs.id, job.id)
  const progress = { ...behind(job, part), progressAt: service.now }
  const still = guard(
    service,
    sql`(SELECT place FROM customer_update_jobs
      WHERE id = ${job.id} AND state = 'RUNNING' AND version = ${job.version}) = ${job.place}`,
  )
  if (part.more) {
    gathering.statements.push(still, orm.update(customerUpdateJobs).set(progress).where(isJob))
  } else {
    const { set, after } = nextVersion(service, job, { state: 'COMPLETED' })
    await commit(
      { ...service, gathering },
      { action: 'customer-update-job.complete', entityId: job.id, before: job, after },
      [
        still,
        orm
          .update(customerUpdateJobs)
          .set({ ...set, ...progress })
          .where(isJob),
      ],
      null,
    )
  }
  await storePart(service, gathering, null)
}

/** Ends a job for all to see. Where somebody was at it meanwhile, the next sweep sees. */
async function fail(service: Service, current: Job, failure: (typeof jobFailures)[number]): Promise<false> {
  service.log.warn('customer update job failed', { job: current.id, failure })
  try {
    await updateRow(
      service,
      { table: customerUpdateJobs, current, patch: { state: 'FAILED', failure } },
      (before, after) => ({ action: 'customer-update-job.fail', entityId: current.id, before, after }),
      null,
    )
  } catch (error) {
    if (!(error instanceof StaleRead)) throw error
  }
  return false
}
