import * as z from 'zod'
import { expectedVersion, idOf, parse, text } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit } from '../writes/commit.ts'
import { changeItem, readOpenItem, requireNotHeldByOther } from './open-item.ts'

const schema = z.strictObject({
  id: idOf('followUp'),
  expectedVersion,
  /** Why nobody should do it; joins the note. */
  reason: text(2_000),
})

export type DismissFollowUpInput = z.input<typeof schema>

/**
 * Closes an item undone, for good: the night does not make it again.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` when it is closed or another staff member's
 */
export async function dismissFollowUp(
  service: Service,
  input: DismissFollowUpInput,
): Promise<{ followUpId: number }> {
  requireScope(service.actor, 'follow-ups:write')
  const { id, expectedVersion: expected, reason } = parse(schema, input)
  const item = await readOpenItem(service, id, expected)
  requireNotHeldByOther(service, item)
  const { result } = await commit(
    service,
    { action: 'follow-up.dismiss', entity: 'follow-up', entityId: id, detail: { reason } },
    changeItem(service, item, {
      state: 'DISMISSED',
      closedAt: service.now,
      note: item.note === null ? reason : `${item.note}\n${reason}`,
      snoozedUntil: null,
    }),
    { followUpId: id },
  )
  return result
}
