import { and, eq, getTableColumns, sql } from 'drizzle-orm'
import * as z from 'zod'
import { interactionRevisions, interactions } from '../../database/tables/interactions.ts'
import { canonicalJson } from '../../lib/canonical.ts'
import { expectedVersion, idOf, parse, text } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { invalid, notFound, UserError } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { commit, guard, thisChange } from '../writes/commit.ts'
import { refusingTaken } from '../writes/taken.ts'
import { requireVersion } from '../writes/versions.ts'
import {
  type InteractionFacts,
  type InteractionFactsInput,
  parseInteractionFacts,
  writeInteractionFacts,
} from './input.ts'
import { interactionsWithinReach } from './reach.ts'
import { takenInteraction } from './record-interaction.ts'
import { requireStaff } from './staff-reference.ts'

const head = z.object({
  id: idOf('interaction'),
  expectedVersion,
  /** Why it was wrong; kept beside what it said before. */
  reason: text(500).nullish(),
  patch: z.object({ staff: idOf('staffMember').nullish() }),
})

/** What was wrong: a field left out stays, null clears it. */
type InteractionPatch = Partial<InteractionFactsInput> & { staff?: number | string | null | undefined }

export type CorrectInteractionInput = Omit<z.input<typeof head>, 'patch'> & { patch: InteractionPatch }

/**
 * Corrects what was recorded; the replaced row is kept whole in `interaction_revisions`. The rules are those of
 * recording, applied to what the interaction then says. A correction that changes nothing makes no revision.
 * @throws UserError `INVALID_INPUT`; `NOT_FOUND`; `CONFLICT` for another version than expected and for an
 * external id that its source uses elsewhere
 */
export async function correctInteraction(
  service: Service,
  input: CorrectInteractionInput,
): Promise<{ interactionId: number; customerId: number }> {
  requireScope(service.actor, 'interactions:write')
  const { id, expectedVersion: expected, reason = null, patch } = parse(head, input)
  const { orm } = service.db
  const [[before]] = await Promise.all([
    orm
      .select(getTableColumns(interactions))
      .from(interactions)
      .where(and(eq(interactions.id, id), interactionsWithinReach(service, interactions))),
    requireStaff(service, patch.staff, ['patch', 'staff']),
  ])
  if (!before) throw notFound(['id'], 'interaction')
  requireVersion(before, expected, 'interaction')
  const facts = corrected(service, before, input.patch)
  const staffId = patch.staff === undefined ? before.staffId : patch.staff
  const after = { ...before, ...facts, staffId }
  const change = {
    action: 'interaction.correct',
    entity: 'interaction',
    entityId: id,
    detail: { customerId: before.customerId, kind: after.kind, version: before.version + 1 },
  }
  const result = { interactionId: id, customerId: before.customerId }
  const same = canonicalJson(after) === canonicalJson(before)
  const statements = same
    ? []
    : [
        guard(
          service,
          sql`EXISTS (SELECT 1 FROM interactions WHERE id = ${id} AND version = ${before.version})`,
        ),
        orm.insert(interactionRevisions).values({
          interactionId: id,
          version: before.version,
          customerId: before.customerId,
          day: before.day,
          kind: before.kind,
          before,
          reason,
          replacedAt: service.now,
          changeId: thisChange,
        }),
        // The primary key moves with the instant; what refers to the interaction does so by its id.
        orm
          .update(interactions)
          .set({
            ...facts,
            staffId,
            updatedAt: service.now,
            version: before.version + 1,
            changeId: thisChange,
          })
          .where(eq(interactions.id, id)),
      ]
  await refusingTaken(
    service,
    takenInteraction(service, ['patch', 'externalId'], after),
    commit(service, change, statements, result),
  )
  return result
}

/**
 * Whether a correction gives the interaction another key. One that nobody changes stays as it is stored, even one that
 * another row of old has by its other spelling; one that reads the same is shown as it was given first.
 */
const movesKey = (before: InteractionFacts, after: InteractionFacts, patch: InteractionPatch) =>
  (patch.source !== undefined || patch.externalId !== undefined) &&
  (before.source !== after.source || before.externalId !== after.externalId)

const keyOf = ({ source, sourceGiven, externalId, externalIdGiven }: InteractionFacts) => ({
  source,
  sourceGiven,
  externalId,
  externalIdGiven,
})

function corrected(service: Service, before: InteractionFacts, patch: InteractionPatch): InteractionFacts {
  if (patch.occurredAt === null) throw invalid(['patch', 'occurredAt'], 'cannot be cleared')
  if (patch.lines === null) throw invalid(['patch', 'lines'], 'is null: say [] to empty the list')
  const said = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
  const parsed = parseInteractionFacts(service.workspace, service.now, {
    ...writeInteractionFacts(service.workspace, before),
    ...said,
  })
  if ('facts' in parsed)
    return { ...parsed.facts, ...(movesKey(before, parsed.facts, patch) ? {} : keyOf(before)) }
  const issues = parsed.issues.map(issue => ({ ...issue, path: ['patch', ...issue.path] }))
  throw new UserError('INVALID_INPUT', 'The correction is not valid.', issues)
}
