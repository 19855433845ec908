import { sweepCustomerUpdates } from '../domain/customers/jobs/sweep.ts'
import type { Bindings } from '../env.ts'
import { jsonLog } from '../lib/log.ts'
import { nightService } from '../nightly/service.ts'

/** Goes on with changes of many customers: behind the answer that began one, and by the clock's tick. */
export async function goOnWithCustomerUpdates(env: Bindings): Promise<void> {
  const service = await nightService(env, jsonLog({ customerUpdates: true }))
  const parts = await sweepCustomerUpdates(service, Date.now)
  if (parts > 0) service.log.info('customer updates went on', { parts, ...service.db.counters })
}
