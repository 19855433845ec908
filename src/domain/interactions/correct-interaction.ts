import { and, eq, max } from 'drizzle-orm'
import * as z from 'zod'
import { feedback as feedbackTable } from '../../database/tables/care/feedback.ts'
import { surveys } from '../../database/tables/care/surveys.ts'
import { interactionRevisions, interactions } from '../../database/tables/customers/interactions.ts'
import { isFeedback } from '../facts/answers.ts'
import { expectedVersion, idOf, parse, text } from '../input/fields.ts'
import { ofCustomersWithinReach } from '../reach/customers.ts'
import { requireScope } from '../service/actor.ts'
import { invalid, UserError } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { requireStaff } from '../staff/require-staff.ts'
import { say } from '../wording/say.ts'
import { thisChange } from '../writes/commit.ts'
import { updateRow } from '../writes/update-row.ts'
import { defined, foundAt, inOrder } from '../writes/versions.ts'
import { type InteractionFacts, parseInteractionFacts, writeInteractionFacts } from './input.ts'
import { keepFeedback } from './keep-feedback.ts'
import { takenInteraction } from './record-interaction.ts'

const head = z.object({
  id: idOf('interaction'),
  expectedVersion,
  /** Why it was wrong; kept beside what it said before. */
  reason: text(500).nullish(),
  /** What was wrong: a field left out stays, null clears it. */
  patch: z.looseObject({ staff: idOf('staffMember').nullish() }),
})

type Patch = z.output<typeof head>['patch']

/**
 * Corrects what was recorded; the replaced row is kept whole in `interaction_revisions`. The rules are those of
 * recording, applied to what the interaction then says. A correction that changes nothing makes no revision.
 * @throws UserError `INVALID_INPUT`; `NOT_FOUND`; `CONFLICT` for another version than expected and for an
 * external id that its source uses elsewhere
 */
export async function correctInteraction(
  service: Service,
  input: unknown,
): Promise<{ interactionId: number; customerId: number }> {
  requireScope(service.actor, 'interactions:write')
  const { id, expectedVersion, reason = null, patch } = parse(head, input)
  const { orm } = service.db
  const within = and(eq(interactions.id, id), ofCustomersWithinReach(service, interactions))
  const [current, , [question], [complaint]] = await inOrder([
    foundAt(orm.select().from(interactions).where(within), 'interaction', expectedVersion),
    requireStaff(service, patch.staff, ['patch', 'staff']),
    Promise.resolve(orm.select({ askedAt: surveys.askedAt }).from(surveys).where(eq(surveys.answerId, id))),
    Promise.resolve(
      orm
        .select({ askedAt: max(feedbackTable.askedAt) })
        .from(feedbackTable)
        .where(eq(feedbackTable.answerId, id)),
    ),
  ])
  const { customerId, version, day, kind } = current
  const facts = corrected(service, current, patch)
  if (question) requireAnswer(facts, question.askedAt)
  if (complaint?.askedAt != null && facts.occurredAt < complaint.askedAt)
    throw invalid(['patch', 'occurredAt'], say('beforeFeedback'))
  const feedback = feedbackMoves(current, facts)
  return updateRow(
    service,
    {
      table: interactions,
      current,
      // The primary key moves with the instant; what refers to the interaction does so by its id.
      patch: { ...facts, staffId: patch.staff },
      along: [
        orm.insert(interactionRevisions).values({
          ...{ interactionId: id, version, customerId, day, kind, before: current, reason },
          replacedAt: service.now,
          changeId: thisChange,
        }),
      ],
      behind: feedback ? keepFeedback(service, [id]) : [],
      told: feedback
        ? [{ action: isFeedback(current) ? 'feedback.follow' : 'feedback.open', entityId: id }]
        : [],
      taken: after => takenInteraction(service, ['patch', 'externalId'], after),
    },
    (before, after) => ({
      action: 'interaction.correct',
      entityId: id,
      before,
      after: { ...after, reason },
      detail: { customerId, version: after.version },
    }),
    { interactionId: id, customerId },
  )
}

/**
 * What a survey took for its answer goes on being one.
 * @throws UserError `INVALID_INPUT`
 */
function requireAnswer({ kind, score, occurredAt }: InteractionFacts, askedAt: number): void {
  if (kind !== 'SURVEY_RESPONSE') throw invalid(['patch', 'kind'], say('answersSurvey'))
  if (score === null) throw invalid(['patch', 'score'], say('answersSurvey'))
  if (occurredAt < askedAt) throw invalid(['patch', 'occurredAt'], say('beforeQuestion'))
}

/**
 * Whether a correction gives the interaction another key. One that nobody changes stays as it is stored, even one that
 * another row of old has by its other spelling; one that reads the same is shown as it was given first.
 */
const movesKey = (before: InteractionFacts, after: InteractionFacts, patch: Patch) =>
  (patch.source !== undefined || patch.externalId !== undefined) &&
  (before.source !== after.source || before.externalId !== after.externalId)

const keyOf = ({ source, sourceGiven, externalId, externalIdGiven }: InteractionFacts) => ({
  source,
  sourceGiven,
  externalId,
  externalIdGiven,
})

/** Whether a correction tells anything of the feedback that the interaction is, or was. */
const feedbackMoves = (before: InteractionFacts, after: InteractionFacts) =>
  isFeedback(before) !== isFeedback(after) ||
  (isFeedback(after) &&
    (before.kind !== after.kind ||
      before.occurredAt !== after.occurredAt ||
      (before.outcome === null) !== (after.outcome === null)))

function corrected(service: Service, before: InteractionFacts, patch: Patch): InteractionFacts {
  if (patch.occurredAt === null) throw invalid(['patch', 'occurredAt'], say('notClearable'))
  if (patch.lines === null) throw invalid(['patch', 'lines'], say('nullList'))
  const parsed = parseInteractionFacts(service.workspace, service.now, {
    ...writeInteractionFacts(service.workspace, before),
    ...defined(patch),
  })
  if ('facts' in parsed)
    return { ...parsed.facts, ...(movesKey(before, parsed.facts, patch) ? {} : keyOf(before)) }
  const issues = parsed.issues.map(issue => ({ ...issue, path: ['patch', ...issue.path] }))
  throw new UserError('INVALID_INPUT', say('correctionNotValid'), issues)
}
