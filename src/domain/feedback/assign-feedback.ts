import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { feedback } from '../../database/tables/care/feedback.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { requireStaff } from '../staff/require-staff.ts'
import { say } from '../wording/say.ts'
import { updateRow } from '../writes/update-row.ts'
import { inOrder } from '../writes/versions.ts'
import { futureInstant } from './due.ts'
import { findUnclosed } from './find.ts'

const schema = (service: Service) =>
  z.strictObject({
    id: idOf('feedback'),
    expectedVersion,
    owner: idOf('staffMember').nullish(),
    /** By when it is to be answered: in the future. */
    dueAt: futureInstant(service).nullish(),
  })

/**
 * Gives feedback to somebody who works here, or another due time. Nobody can be left out: it always has an owner.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` when it is closed, or the staff member has left
 */
export async function assignFeedback(service: Service, input: unknown): Promise<{ feedbackId: number }> {
  requireScope(service.actor, 'feedback:write')
  const { id, expectedVersion, owner, dueAt } = parse(schema(service), input)
  if (owner == null && dueAt == null) throw invalid(['owner'], say('missing'))
  const [current] = await inOrder([
    findUnclosed(service, id, expectedVersion),
    requireStaff(service, owner, ['owner'], {
      ...{ active: true, holder: sql`SELECT owner_id FROM feedback WHERE id = ${id}` },
    }),
  ])
  return updateRow(
    service,
    {
      table: feedback,
      current,
      patch: { ownerId: owner ?? undefined, dueAt: dueAt ?? undefined },
    },
    (before, after) => ({ action: 'feedback.assign', entityId: id, before, after }),
    { feedbackId: id },
  )
}
