import * as z from 'zod'
import { feedback, feedbackOutcomes } from '../../database/tables/care/feedback.ts'
import { expectedVersion, idOf, parse, text } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { updateRow } from '../writes/update-row.ts'
import { inOrder } from '../writes/versions.ts'
import { findUnclosed } from './find.ts'
import { endingWork, openWorkOn } from './work.ts'

/** Those that follow the interaction. */
export const followingOutcomes: readonly string[] = ['AS_RECORDED', 'WITHDRAWN']
const unchosen = [...followingOutcomes, 'IMPORTED']

const schema = z.strictObject({
  id: idOf('feedback'),
  expectedVersion,
  outcome: z.enum(feedbackOutcomes).refine(outcome => !unchosen.includes(outcome), say('notChosen')),
  /** What came of it; required where the outcome is none of the others. */
  note: text(2_000).nullish(),
})

/**
 * Closes feedback, answered or not, with what came of it; the follow-up on it ends with it.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` when it is closed
 */
export async function closeFeedback(service: Service, input: unknown): Promise<{ feedbackId: number }> {
  requireScope(service.actor, 'feedback:write')
  const { id, expectedVersion, outcome, note = null } = parse(schema, input)
  if (outcome === 'OTHER' && note === null) throw invalid(['note'], say('missing'))
  const [current, work] = await inOrder([findUnclosed(service, id, expectedVersion), openWorkOn(service, id)])
  const { changes, statements } = endingWork(service, work, current.answerId)
  return updateRow(
    service,
    {
      table: feedback,
      current,
      patch: { state: 'CLOSED', closedAt: service.now, outcome, note },
      beside: statements,
      told: changes,
    },
    (before, after) => ({ action: 'feedback.close', entityId: id, before, after }),
    { feedbackId: id },
  )
}
