import * as z from 'zod'
import { followUps } from '../../database/tables/care/follow-ups.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { updateRow } from '../writes/update-row.ts'
import { readOpenItem, requireNotHeldByOther } from './open-item.ts'

const schema = z.strictObject({ id: idOf('followUp'), expectedVersion })

/**
 * Shows an item that was put off in the queue again at once; by itself it comes back on its day. The expiry stays where
 * the snooze moved it.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` when it is closed or another staff member's
 */
export async function wakeFollowUp(service: Service, input: unknown): Promise<{ followUpId: number }> {
  requireScope(service.actor, 'follow-ups:write')
  const { id, expectedVersion } = parse(schema, input)
  const item = await readOpenItem(service, id, expectedVersion)
  requireNotHeldByOther(service, item)
  return updateRow(
    service,
    { table: followUps, current: item, patch: { snoozedUntil: null } },
    (before, after) => ({ action: 'follow-up.wake', entityId: id, before, after }),
    { followUpId: id },
  )
}
