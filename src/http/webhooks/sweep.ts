import { type Bounds, sweepWebhooks } from '../../domain/webhooks/delivery/sweep.ts'
import { type Bindings, configOf } from '../../env.ts'
import { jsonLog } from '../../lib/log.ts'
import { nightService } from '../../nightly/service.ts'
import { bucketOf } from '../bounds/budget.ts'
import { waking } from '../followers/wake.ts'
import { networkCourier } from './courier.ts'

/** The clock's tick for webhooks: tells what has changed, and tries again what failed. */
export async function tellWebhooks(env: Bindings, bounds?: Bounds): Promise<void> {
  const service = await nightService(env, jsonLog({ webhooks: true }))
  const config = configOf(env)
  const courier = networkCourier(config.webhookLoopback, bucketOf(config))
  const { made, tried } = await sweepWebhooks(service, courier, bounds)
  if (made > 0 || tried > 0) service.log.info('webhooks told', { made, tried, ...service.db.counters })
}

/** Tells webhooks behind the answer of a request that changed something; an attempt lasts up to 10 seconds. */
export const wakeWebhooks = waking(
  (env, milliseconds) => tellWebhooks(env, { attempts: 100, milliseconds }),
  'webhooks not told',
)
