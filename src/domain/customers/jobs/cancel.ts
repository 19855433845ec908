import { and, eq } from 'drizzle-orm'
import * as z from 'zod'
import { customerUpdateJobs } from '../../../database/tables/customers/customer-update-jobs.ts'
import { expectedVersion, idOf, parse } from '../../input/fields.ts'
import { requireScope } from '../../service/actor.ts'
import { conflict } from '../../service/errors.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { updateRow } from '../../writes/update-row.ts'
import { foundAt } from '../../writes/versions.ts'
import { jobsWithinReach } from './list.ts'

const schema = z.strictObject({ id: idOf('customerUpdateJob'), expectedVersion })

/**
 * Ends a job before it is through: customers that it has changed stay changed.
 * @throws UserError `NOT_FOUND`, `CONFLICT` where it has come to another end
 */
export async function cancelCustomerUpdateJob(service: Service, input: unknown): Promise<{ jobId: number }> {
  requireScope(service.actor, 'customers:write')
  const { id, expectedVersion: expected } = parse(schema, input)
  const current = await foundAt(
    service.db.orm
      .select()
      .from(customerUpdateJobs)
      .where(and(eq(customerUpdateJobs.id, id), jobsWithinReach(service.actor))),
    'customerUpdateJob',
    expected,
  )
  if (current.state === 'COMPLETED' || current.state === 'FAILED')
    throw conflict(['id'], say('jobEnded'), { reason: 'CLOSED', current: { kind: 'customerUpdateJob', id } })
  return updateRow(
    service,
    { table: customerUpdateJobs, current, patch: { state: 'CANCELLED' } },
    (before, after) => ({ action: 'customer-update-job.cancel', entityId: id, before, after }),
    { jobId: id },
  )
}
