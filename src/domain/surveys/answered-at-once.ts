import { eq } from 'drizzle-orm'
import * as z from 'zod'
import type { Statement } from '../../database/client.ts'
import { surveyKinds, surveys } from '../../database/tables/care/surveys.ts'
import type { Change } from '../changes/change.ts'
import { idOf } from '../input/fields.ts'
import { notFound } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { firstVersion, nextVersion, unchanged } from '../writes/versions.ts'
import { responseTo, surveyAnswer } from './answer-survey.ts'
import { findSurvey, type Survey, surveyClosed } from './find.ts'

/** A score that a customer gave on a contact: to a survey that waits for it, else to one that is asked there. */
export const surveyGiven = z.strictObject({
  id: idOf('survey').nullish(),
  /** Of one that is asked there. */
  kind: z.enum(surveyKinds).nullish(),
  ...surveyAnswer,
})

/** Where the input of the contact names it. */
const named = ['survey', 'id']

/** What a score is about that is asked for there. */
export type SurveySubject = Pick<Survey, 'occasion' | 'aboutId'>

interface Contact extends Pick<Survey, 'customerId' | 'channel' | 'staffId'>, SurveySubject {
  occurredAt: number
}

/**
 * What keeps such a score, for the batch that keeps the contact. One read at most.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT`
 */
export async function surveyAnswered(
  service: Service,
  { id, kind, ...said }: z.output<typeof surveyGiven>,
  { customerId, channel, staffId, occurredAt, occasion, aboutId }: Contact,
): Promise<{ changes: Change[]; statements: Statement[] }> {
  const asked = id == null ? null : await findSurvey(service, id, null, named)
  if (asked && asked.customerId !== customerId) throw notFound(named, 'survey')
  if (asked && asked.state !== 'OPEN') throw surveyClosed(asked, named)
  const { row, changes, statements } = responseTo(
    service,
    { customerId, channel, question: asked?.question ?? null },
    { ...said, staff: staffId, occurredAt: new Date(occurredAt).toISOString() },
  )
  const { orm } = service.db
  const answer = { state: 'ANSWERED' as const, answerId: row.id, closedAt: service.now }
  if (asked) {
    const { set, after } = nextVersion(service, asked, answer)
    const which = eq(surveys.id, asked.id)
    return {
      changes: [...changes, { action: 'survey.answer', entityId: asked.id, before: asked, after }],
      statements: [
        unchanged(service, surveys, which, asked.version),
        ...statements,
        orm.update(surveys).set(set).where(which),
      ],
    }
  }
  const survey = {
    ...{ id: service.newId(), customerId, kind: kind ?? 'SATISFACTION', question: null, channel },
    ...{ occasion, aboutId, staffId, askedAt: occurredAt, expiresOn: service.today },
    ...answer,
    ...firstVersion(service),
  }
  return {
    changes: [...changes, { action: 'survey.ask', entityId: survey.id, after: survey }],
    statements: [...statements, orm.insert(surveys).values(survey)],
  }
}
