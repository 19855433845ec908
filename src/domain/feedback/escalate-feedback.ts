import * as z from 'zod'
import { feedback } from '../../database/tables/care/feedback.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { requireStaff } from '../staff/require-staff.ts'
import { updateRow } from '../writes/update-row.ts'
import { inOrder } from '../writes/versions.ts'
import { findUnclosed } from './find.ts'

const schema = z.strictObject({
  id: idOf('feedback'),
  expectedVersion,
  to: idOf('staffMember'),
})

/**
 * Passes feedback on to somebody who works here, who is told by it; its owner stays. Passing it on to whom it was passed
 * on already changes nothing.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` when it is closed, or the staff member has left
 */
export async function escalateFeedback(service: Service, input: unknown): Promise<{ feedbackId: number }> {
  requireScope(service.actor, 'feedback:write')
  const { id, expectedVersion, to } = parse(schema, input)
  const [current] = await inOrder([
    findUnclosed(service, id, expectedVersion),
    requireStaff(service, to, ['to'], { active: true, others: true }),
  ])
  const patch = current.escalatedTo === to ? {} : { escalatedAt: service.now, escalatedTo: to }
  return updateRow(
    service,
    { table: feedback, current, patch },
    (before, after) => ({ action: 'feedback.escalate', entityId: id, before, after }),
    { feedbackId: id },
  )
}
