import { and, eq } from 'drizzle-orm'
import * as z from 'zod'
import { webhookDeliveries, webhooks } from '../../database/tables/house/webhooks.ts'
import { idOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit } from '../writes/commit.ts'
import { found } from '../writes/versions.ts'
import { webhooksWithinReach } from './list.ts'
import { probeAtOnce } from './probe.ts'

const input = z.strictObject({ id: idOf('webhookDelivery') })

/**
 * Has a delivery sent again, whatever became of it: at once, also where the endpoint is only probed, under the id that it
 * had, and with what its query answers now.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`
 */
export async function redeliver(
  service: Service,
  raw: unknown,
): Promise<{ webhookId: number; deliveryId: number }> {
  const { actor, db, now } = service
  requireScope(actor, 'webhooks:write')
  const { id } = parse(input, raw)
  const query = db.orm
    .select({ webhookId: webhookDeliveries.webhookId })
    .from(webhookDeliveries)
    .innerJoin(webhooks, eq(webhooks.id, webhookDeliveries.webhookId))
    .where(and(eq(webhookDeliveries.id, id), webhooksWithinReach(actor)))
  const { webhookId } = await found(query, 'webhookDelivery')
  const again = { state: 'PENDING', attempts: 0, nextAt: now } as const
  return commit(
    service,
    { action: 'webhook.redeliver', entityId: webhookId, detail: { delivery: id } },
    [
      db.orm.update(webhookDeliveries).set(again).where(eq(webhookDeliveries.id, id)),
      probeAtOnce(service, webhookId),
    ],
    { webhookId, deliveryId: id },
  )
}
