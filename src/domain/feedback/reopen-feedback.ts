import * as z from 'zod'
import { feedback } from '../../database/tables/care/feedback.ts'
import { expectedVersion, idOf, parse, text } from '../input/fields.ts'
import { policyInForce } from '../policies/read.ts'
import { requireScope } from '../service/actor.ts'
import { conflict } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { updateRow } from '../writes/update-row.ts'
import { inOrder } from '../writes/versions.ts'
import { followingOutcomes } from './close-feedback.ts'
import { futureInstant } from './due.ts'
import { findFeedback } from './find.ts'
import { feedbackPolicy } from './policy.ts'

const schema = (service: Service) =>
  z.strictObject({
    id: idOf('feedback'),
    expectedVersion,
    /** Why; kept by the trail. */
    reason: text(500).nullish(),
    /** By when it is to be answered; the hours of the policy from now on when nothing is said. */
    dueAt: futureInstant(service).nullish(),
  })

/**
 * Opens closed feedback again: it waits for another answer, as if it came now. The trail keeps what came of it before.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` when it is not closed, or closed by what the interaction says
 */
export async function reopenFeedback(service: Service, input: unknown): Promise<{ feedbackId: number }> {
  requireScope(service.actor, 'feedback:write')
  const { id, expectedVersion, reason = null, dueAt } = parse(schema(service), input)
  const [current, policy] = await inOrder([
    findFeedback(service, id, expectedVersion),
    policyInForce(service, feedbackPolicy),
  ])
  if (current.outcome === null)
    throw conflict(['id'], say('feedbackNotClosed'), { reason: 'OPEN', current: { kind: 'feedback', id } })
  if (followingOutcomes.includes(current.outcome))
    throw conflict(['id'], say('feedbackFollows'), { reason: 'CLOSED', current: { kind: 'feedback', id } })
  return updateRow(
    service,
    {
      table: feedback,
      current,
      patch: {
        state: 'OPEN',
        dueAt: dueAt ?? service.now + policy.body.hours[current.kind] * 3_600_000,
        ...{ outcome: null, note: null, closedAt: null, answerId: null, answeredAt: null },
        ...{ escalatedAt: null, escalatedTo: null },
      },
    },
    (before, after) => ({ action: 'feedback.reopen', entityId: id, before, after: { ...after, reason } }),
    { feedbackId: id },
  )
}
