import { type Bounds, sweepWebhooks } from '../../domain/webhooks/delivery/sweep.ts'
import { type Bindings, configOf } from '../../env.ts'
import { describeError, jsonLog } from '../../lib/log.ts'
import { nightService } from '../../nightly/service.ts'
import { bucketOf } from '../bounds/budget.ts'
import type { HttpContext } from '../http-env.ts'
import { networkCourier } from './courier.ts'

/** The clock's tick for webhooks: tells what has changed, and tries again what failed. */
export async function tellWebhooks(env: Bindings, bounds?: Bounds): Promise<void> {
  const service = await nightService(env, jsonLog({ webhooks: true }))
  const config = configOf(env)
  const courier = networkCourier(config.webhookLoopback, bucketOf(config))
  const { made, tried } = await sweepWebhooks(service, courier, bounds)
  if (made > 0 || tried > 0) service.log.info('webhooks told', { made, tried, ...service.db.counters })
}

/** Behind an answer a Worker lives for 30 seconds, and an attempt lasts up to 10. */
const behindAnswer = { attempts: 100, milliseconds: 15_000 }

/** Of an isolate: whether something has changed since its sweep last looked, and until when that goes on at most. */
const woken = new WeakMap<object, { again: boolean; until: number }>()

/**
 * Tells webhooks behind the answer of a request that changed something, so that they need not wait for the clock. An
 * isolate has one such sweep at a time, which looks again where others wrote meanwhile. What it leaves is the clock's.
 */
export function wakeWebhooks(c: HttpContext): void {
  const wake = woken.get(c.env) ?? { again: false, until: 0 }
  woken.set(c.env, wake)
  wake.again = true
  if (Date.now() < wake.until) return
  const begun = Date.now()
  wake.until = begun + 30_000
  const sweeping = async () => {
    for (let left = behindAnswer.milliseconds; wake.again && left > 0; ) {
      wake.again = false
      await tellWebhooks(c.env, { ...behindAnswer, milliseconds: left })
      left = begun + behindAnswer.milliseconds - Date.now()
    }
  }
  c.executionCtx.waitUntil(
    sweeping()
      .catch(error => c.var.log.warn('webhooks not told', { error: describeError(error) }))
      .finally(() => {
        wake.until = 0
      }),
  )
}
