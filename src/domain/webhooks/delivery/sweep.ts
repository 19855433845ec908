import { isNull } from 'drizzle-orm'
import { webhooks } from '../../../database/tables/house/webhooks.ts'
import { standings } from '../../owners/standings.ts'
import type { Service } from '../../service/service.ts'
import { type Courier, deliverSome } from './deliver.ts'
import { gatherDeliveries } from './gather.ts'
import { pauseWebhook } from './pause.ts'

/** A sweep begins no attempts behind so many, or so many milliseconds: the next one goes on. */
export interface Bounds {
  attempts: number
  milliseconds: number
}

export interface SweepReport {
  /** Deliveries made of changes. */
  made: number
  /** Deliveries tried. */
  tried: number
}

/**
 * Tells webhooks what has changed since they were told last, and tries again what failed. May be killed at any point,
 * and run beside another: what was not noted as done is done again.
 */
export async function sweepWebhooks(
  service: Service,
  courier: Courier,
  most: Bounds = { attempts: 300, milliseconds: 25_000 },
): Promise<SweepReport> {
  const begun = courier.clock()
  const { orm } = service.db
  const { id, entities, actions, filters, cursor } = webhooks
  const active = await orm
    .select({ id, entities, actions, filters, cursor })
    .from(webhooks)
    .where(isNull(webhooks.pausedBecause))
  if (active.length === 0) return { made: 0, tried: 0 }
  const owners = await standings(
    service,
    webhooks,
    active.map(webhook => webhook.id),
  )
  const made = await Promise.all(
    active.map(async webhook => {
      const standing = owners.get(webhook.id)
      if (!standing) return 0
      if ('owner' in standing) return gatherDeliveries(service, webhook, standing.owner)
      await pauseWebhook(service, webhook.id, standing.fault)
      return 0
    }),
  )
  let tried = 0
  while (tried < most.attempts && courier.clock() - begun < most.milliseconds) {
    const some = await deliverSome(service, courier)
    if (some === 0) break
    tried += some
  }
  return { made: made.reduce((sum, one) => sum + one, 0), tried }
}
