import { and, eq, sql } from 'drizzle-orm'
import * as z from 'zod'
import { webhooks } from '../../database/tables/house/webhooks.ts'
import { newestCursor } from '../feed/read-changes.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { ownedBy } from '../owners/owned-by.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { updateRow } from '../writes/update-row.ts'
import { defined, foundAt } from '../writes/versions.ts'
import { requireDeliverable, webhookFields } from './input.ts'
import { webhooksWithinReach } from './list.ts'

const updateInput = z.strictObject({ id: idOf('webhook'), expectedVersion, patch: webhookFields })

/**
 * Changes what `patch` names: absent leaves, null clears, a list replaces the whole list. Whoever does more than to pause
 * it becomes the owner: else somebody could have sent what only the owner before may read.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`
 * @throws AuthorizationError for an entity that the caller may not read
 */
export async function updateWebhook(service: Service, input: unknown): Promise<{ webhookId: number }> {
  const { actor, db } = service
  requireScope(actor, 'webhooks:write')
  const { id, patch, expectedVersion: expected } = parse(updateInput, input)
  const { active, ...columns } = patch
  const [current, newest] = await Promise.all([
    foundAt(
      db.orm
        .select()
        .from(webhooks)
        .where(and(eq(webhooks.id, id), webhooksWithinReach(actor))),
      'webhook',
      expected,
    ),
    newestCursor(service),
  ])
  const after = {
    url: columns.url ?? current.url,
    entities: columns.entities ?? current.entities,
    document: columns.document === undefined ? current.document : columns.document,
    filters: columns.filters === undefined ? current.filters : columns.filters,
  }
  const takesOver = active === true || Object.keys(defined(columns)).length > 0
  if (takesOver) requireDeliverable(service, after, ['patch'])
  const resumed = active === true && current.pausedBecause !== null
  const updated = await updateRow(
    service,
    {
      table: webhooks,
      current,
      patch: {
        ...columns,
        ...(active === false && { pausedBecause: current.pausedBecause ?? 'ASKED' }),
        ...(active === true && { pausedBecause: null }),
        ...(takesOver && ownedBy(actor)),
      },
      computed: resumed
        ? {
            ...{ failures: sql`0`, probeAt: sql`NULL` },
            ...(current.pausedBecause === 'CURSOR_EXPIRED' && { cursor: sql`${newest}` }),
          }
        : {},
    },
    (before, changed) => ({ action: 'webhook.update', entityId: id, before, after: changed }),
    { webhookId: id },
  )
  // What changed while it was paused waits; whoever looked for webhooks when the request came may have found none.
  if (resumed) service.goOn?.('WEBHOOKS')
  return updated
}
