import { and, eq, isNull } from 'drizzle-orm'
import { type webhookPauses, webhooks } from '../../../database/tables/house/webhooks.ts'
import type { Service } from '../../service/service.ts'
import { StaleRead } from '../../writes/commit.ts'
import { updateRow } from '../../writes/update-row.ts'

/** Stops a webhook for all to see, as the trail tells too. Nothing where somebody was at it meanwhile: the next sweep sees. */
export async function pauseWebhook(
  service: Service,
  id: number,
  because: (typeof webhookPauses)[number],
): Promise<void> {
  const [current] = await service.db.orm
    .select()
    .from(webhooks)
    .where(and(eq(webhooks.id, id), isNull(webhooks.pausedBecause)))
  if (!current) return
  service.log.warn('webhook paused', { webhook: id, because })
  try {
    await updateRow(
      service,
      { table: webhooks, current, patch: { pausedBecause: because } },
      (before, after) => ({ action: 'webhook.update', entityId: id, before, after }),
      null,
    )
  } catch (error) {
    if (!(error instanceof StaleRead)) throw error
  }
}
