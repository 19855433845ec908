import { sweepWebhooks } from '../../domain/webhooks/delivery/sweep.ts'
import { type Bindings, configOf } from '../../env.ts'
import { jsonLog } from '../../lib/log.ts'
import { nightService } from '../../nightly/service.ts'
import { networkCourier } from './courier.ts'

/** The clock's tick for webhooks: tells what has changed, and tries again what failed. */
export async function tellWebhooks(env: Bindings): Promise<void> {
  const service = await nightService(env, jsonLog({ webhooks: true }))
  const { made, tried } = await sweepWebhooks(service, networkCourier(configOf(env).webhookLoopback))
  if (made > 0 || tried > 0) service.log.info('webhooks told', { made, tried, ...service.db.counters })
}
