import { count } from 'drizzle-orm'
import { webhooks } from '../../database/tables/house/webhooks.ts'
import { newestCursor } from '../feed/read-changes.ts'
import { parse } from '../input/fields.ts'
import { ownedBy } from '../owners/owned-by.ts'
import { requireScope } from '../service/actor.ts'
import { exceeded } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { commit } from '../writes/commit.ts'
import { firstVersion } from '../writes/versions.ts'
import { newWebhookFields, requireDeliverable } from './input.ts'
import { makeSecret } from './secret.ts'

/** Each sweep reads the feed for each of them. */
export const mostWebhooks = 50

/**
 * Makes a webhook of the caller's own, which is told of what changes from now on. The secret is in this answer alone: a
 * replay of the same request gives null.
 * @throws UserError `INVALID_INPUT`, `LIMIT_EXCEEDED`
 * @throws AuthorizationError for an entity that the caller may not read
 */
export async function createWebhook(
  service: Service,
  input: unknown,
): Promise<{ webhookId: number; secret: string | null }> {
  const { actor, db } = service
  requireScope(actor, 'webhooks:write')
  const { actions = [], document = null, filters = null, ...fields } = parse(newWebhookFields, input)
  requireDeliverable(service, { ...fields, document, filters }, [])
  const [cursor, [there]] = await Promise.all([
    newestCursor(service),
    db.orm.select({ webhooks: count() }).from(webhooks),
  ])
  if ((there?.webhooks ?? 0) >= mostWebhooks) throw exceeded([], say('mostWebhooks', { max: mostWebhooks }))
  const secret = makeSecret()
  const row = {
    id: service.newId(),
    ...fields,
    ...{ actions, document, filters, cursor, secret },
    ...ownedBy(actor),
    ...firstVersion(service),
  }
  const webhookId = row.id
  await commit(
    service,
    { action: 'webhook.create', entityId: webhookId, after: row },
    [db.orm.insert(webhooks).values(row)],
    { webhookId, secret: null },
  )
  return { webhookId, secret }
}
