import * as z from 'zod'
import { surveys } from '../../database/tables/care/surveys.ts'
import { expectedVersion, idOf, parse } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { updateRow } from '../writes/update-row.ts'
import { findSurvey, surveyClosed } from './find.ts'

const schema = z.strictObject({ id: idOf('survey'), expectedVersion })

/**
 * Closes a survey that the customer does not want to answer.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` when it is answered or declined
 */
export async function declineSurvey(service: Service, input: unknown): Promise<{ surveyId: number }> {
  requireScope(service.actor, 'interactions:write')
  const { id, expectedVersion } = parse(schema, input)
  const current = await findSurvey(service, id, expectedVersion)
  if (current.state !== 'OPEN') throw surveyClosed(current)
  return updateRow(
    service,
    { table: surveys, current, patch: { state: 'DECLINED', closedAt: service.now } },
    (before, after) => ({ action: 'survey.decline', entityId: id, before, after }),
    { surveyId: id },
  )
}
