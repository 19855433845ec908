import * as z from 'zod'
import { followUps } from '../../database/tables/care/follow-ups.ts'
import { expectedVersion, idOf, parse, text } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { updateRow } from '../writes/update-row.ts'
import { readOpenItem, requireNotHeldByOther } from './open-item.ts'

const schema = z.strictObject({
  id: idOf('followUp'),
  expectedVersion,
  /** Why nobody should do it; joins the note. */
  reason: text(2_000),
})

/**
 * Closes an item undone, for good: the night does not make it again.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` when it is closed or another staff member's
 */
export async function dismissFollowUp(service: Service, input: unknown): Promise<{ followUpId: number }> {
  requireScope(service.actor, 'follow-ups:write')
  const { id, expectedVersion, reason } = parse(schema, input)
  const item = await readOpenItem(service, id, expectedVersion)
  requireNotHeldByOther(service, item)
  return updateRow(
    service,
    {
      table: followUps,
      current: item,
      patch: {
        state: 'DISMISSED',
        closedAt: service.now,
        note: item.note === null ? reason : `${item.note}\n${reason}`,
        snoozedUntil: null,
      },
    },
    (before, after) => ({ action: 'follow-up.dismiss', entityId: id, before, after: { ...after, reason } }),
    { followUpId: id },
  )
}
