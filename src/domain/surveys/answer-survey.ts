import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { surveys } from '../../database/tables/care/surveys.ts'
import { channels } from '../../database/tables/customers/channels.ts'
import { interactions } from '../../database/tables/customers/interactions.ts'
import { identifying } from '../../lib/text.ts'
import { expectedVersion, idOf, parse, text } from '../input/fields.ts'
import { parseInteractionFacts } from '../interactions/input.ts'
import { newInteractionRow } from '../interactions/new-interaction.ts'
import { recording, takenInteraction } from '../interactions/record-interaction.ts'
import { requireScope } from '../service/actor.ts'
import { conflict, invalid, UserError } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { requireStaff } from '../staff/require-staff.ts'
import { say } from '../wording/say.ts'
import { updateRow } from '../writes/update-row.ts'
import { inOrder } from '../writes/versions.ts'
import { findSurvey, type Survey, surveyClosed } from './find.ts'

/** What a customer answers. */
export const surveyAnswer = {
  score: z.int().min(0).max(10),
  comment: text(20_000).nullish(),
}

const schema = z.strictObject({
  id: idOf('survey'),
  expectedVersion,
  ...surveyAnswer,
  /** How the answer came; as the survey was asked when nothing is said. */
  channel: z.enum(channels).nullish(),
  /** ISO 8601; now when nothing is said. */
  occurredAt: z.string().nullish(),
  /** Who took the answer; the actor's own staff member when nothing is said. */
  staff: idOf('staffMember').nullish(),
  source: text(100).nullish(),
  externalId: text(200).nullish(),
})

type Said = z.output<typeof schema>

export interface Answered {
  surveyId: number
  interactionId: number
  customerId: number
}

/**
 * Keeps what a customer answered, and records it as the interaction of kind survey response, which a low score makes
 * feedback; all in one atomic write. What comes after the survey's last day is an answer as well. The same answer under
 * the same key of its sender is kept once.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`; `CONFLICT` when it is answered otherwise or declined, and for a key that
 * its source has used before
 */
export async function answerSurvey(service: Service, input: unknown): Promise<Answered> {
  requireScope(service.actor, 'interactions:write')
  const said = parse(schema, input)
  const { id, expectedVersion, staff = service.actor.staffId } = said
  const [current] = await inOrder([
    findSurvey(service, id, expectedVersion),
    requireStaff(service, staff, ['staff']),
  ])
  if (current.state !== 'OPEN') return answeredBefore(service, current, said)
  const { row, changes, statements } = responseTo(service, current, { ...said, staff })
  if (row.occurredAt < current.askedAt) throw invalid(['occurredAt'], say('beforeQuestion'))
  return updateRow(
    service,
    {
      table: surveys,
      current,
      patch: { state: 'ANSWERED', answerId: row.id, closedAt: service.now },
      beside: statements,
      told: changes,
      taken: () => takenInteraction(service, ['externalId'], row),
    },
    (before, after) => ({ action: 'survey.answer', entityId: id, before, after }),
    { surveyId: id, interactionId: row.id, customerId: current.customerId },
  )
}

/**
 * The interaction that a customer's answer is, and what it takes to keep it.
 * @throws UserError `INVALID_INPUT`
 */
export function responseTo(
  service: Service,
  { customerId, question, channel }: Pick<Survey, 'customerId' | 'question' | 'channel'>,
  said: Pick<Said, 'score' | 'comment'> & Partial<Omit<Said, 'id'>>,
) {
  const parsed = parseInteractionFacts(service.workspace, service.now, {
    ...{ kind: 'SURVEY_RESPONSE', channel: said.channel ?? channel, occurredAt: said.occurredAt },
    ...{ subject: question, body: said.comment, score: said.score },
    ...{ source: said.source, externalId: said.externalId },
  })
  if ('issues' in parsed) throw new UserError('INVALID_INPUT', say('inputNotValid'), parsed.issues)
  const row = newInteractionRow(
    service,
    { id: service.newId(), customerId, staffId: said.staff ?? null },
    parsed.facts,
  )
  return { row, ...recording(service, row) }
}

/** @throws UserError `CONFLICT` unless it is the same answer, sent again under its key */
async function answeredBefore(service: Service, survey: Survey, said: Said): Promise<Answered> {
  const { source, externalId, score, comment = null } = said
  if (survey.answerId === null || source == null || externalId == null) throw surveyClosed(survey)
  const [answer] = await service.db.orm
    .select()
    .from(interactions)
    .where(eq(interactions.id, survey.answerId))
  if (answer?.source !== identifying(source).key || answer.externalId !== identifying(externalId).key)
    throw surveyClosed(survey)
  if (answer.score !== score || answer.body !== comment)
    throw conflict(['externalId'], say('recordedOtherwise'), {
      reason: 'DUPLICATE',
      other: service.actor.scopes.has('interactions:read') ? { kind: 'interaction', id: answer.id } : null,
    })
  return { surveyId: survey.id, interactionId: answer.id, customerId: survey.customerId }
}
