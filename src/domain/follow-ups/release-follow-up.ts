import * as z from 'zod'
import { followUps } from '../../database/tables/care/follow-ups.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { updateRow } from '../writes/update-row.ts'
import { readOpenItem, requireNotHeldByOther, unclaimed } from './open-item.ts'

const schema = z.strictObject({ id: idOf('followUp'), expectedVersion })

/**
 * Lets a claimed item go: whoever comes may take it at once. What nobody has claimed stays as it is.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` when it is closed or another staff member's
 */
export async function releaseFollowUp(service: Service, input: unknown): Promise<{ followUpId: number }> {
  requireScope(service.actor, 'follow-ups:write')
  const { id, expectedVersion } = parse(schema, input)
  const item = await readOpenItem(service, id, expectedVersion)
  requireNotHeldByOther(service, item)
  return updateRow(
    service,
    { table: followUps, current: item, patch: unclaimed },
    (before, after) => ({ action: 'follow-up.release', entityId: id, before, after }),
    { followUpId: id },
  )
}
