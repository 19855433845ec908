import { isNull } from 'drizzle-orm'
import { webhooks } from '../../../database/tables/house/webhooks.ts'
import { standings } from '../../owners/standings.ts'
import type { Service } from '../../service/service.ts'
import { type Courier, deliverSome } from './deliver.ts'
import { type Gathered, gatherDeliveries } from './gather.ts'
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
  const report: SweepReport = { made: 0, tried: 0 }
  const goesOn = () => report.tried < most.attempts && courier.clock() - begun < most.milliseconds
  for (let more = true; more; more &&= goesOn()) {
    const gathered = await gather(service)
    if (!gathered) break
    report.made += gathered.made
    more = gathered.more
    while (goesOn()) {
      const some = await deliverSome(service, courier)
      if (some === 0) break
      report.tried += some
    }
  }
  return report
}

/** Makes deliveries for every webhook that is not paused, and pauses those whose owner may not be told any more; null without any. */
async function gather(service: Service): Promise<Gathered | null> {
  const { id, entities, actions, filters, cursor } = webhooks
  const active = await service.db.orm
    .select({ id, entities, actions, filters, cursor })
    .from(webhooks)
    .where(isNull(webhooks.pausedBecause))
  if (active.length === 0) return null
  const owners = await standings(
    service,
    webhooks,
    active.map(webhook => webhook.id),
  )
  const gathered = await Promise.all(
    active.map(async (webhook): Promise<Gathered> => {
      const standing = owners.get(webhook.id)
      if (standing && 'owner' in standing) return gatherDeliveries(service, webhook, standing.owner)
      if (standing) await pauseWebhook(service, webhook.id, standing.fault)
      return { made: 0, more: false }
    }),
  )
  return {
    made: gathered.reduce((sum, { made }) => sum + made, 0),
    more: gathered.some(({ more }) => more),
  }
}
