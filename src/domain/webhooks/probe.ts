import { and, eq, isNotNull } from 'drizzle-orm'
import type { Statement } from '../../database/client.ts'
import { webhooks } from '../../database/tables/house/webhooks.ts'
import type { Service } from '../service/service.ts'

/** Has the endpoint of a webhook tried at once where it fails: somebody who asks for a message expects it to be back. */
export const probeAtOnce = ({ db }: Service, webhookId: number): Statement =>
  db.orm
    .update(webhooks)
    .set({ probeAt: null })
    .where(and(eq(webhooks.id, webhookId), isNotNull(webhooks.probeAt)))
