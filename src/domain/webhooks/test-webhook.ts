import * as z from 'zod'
import { webhookDeliveries, webhooks } from '../../database/tables/house/webhooks.ts'
import { encodeId } from '../../lib/ids.ts'
import { idOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit } from '../writes/commit.ts'
import { requireRow } from '../writes/versions.ts'
import { webhooksWithinReach } from './list.ts'
import { probeAtOnce } from './probe.ts'

/** What a test is of: no change has this type. */
export const testType = 'webhook.test'

const input = z.strictObject({ id: idOf('webhook') })

/**
 * Has a message of the type `webhook.test` sent, which tells of no change.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`
 */
export async function testWebhook(service: Service, raw: unknown): Promise<{ deliveryId: number }> {
  const { actor, now } = service
  requireScope(actor, 'webhooks:write')
  const { id } = parse(input, raw)
  await requireRow(service, webhooks, id, {
    what: 'webhook',
    path: ['id'],
    within: webhooksWithinReach(actor),
  })
  const row = {
    id: service.newId(),
    webhookId: id,
    type: testType,
    record: encodeId('webhook', id),
    ...{ at: now, actor: actor.caller, attempts: 0, nextAt: now, createdAt: now },
    state: 'PENDING' as const,
  }
  return commit(
    service,
    { action: 'webhook.test', entityId: id },
    [service.db.orm.insert(webhookDeliveries).values(row), probeAtOnce(service, id)],
    { deliveryId: row.id },
  )
}
