import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { segments } from '../../database/tables/segments.ts'
import { canonicalJson } from '../../lib/canonical.ts'
import { vietnameseSortKey } from '../../lib/text.ts'
import { expectedVersion, idOf, parse, uniqueName } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { notFound } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { commit, thisChange } from '../writes/commit.ts'
import { duplicate } from '../writes/taken.ts'
import { nextVersion, requireVersion, unchanged } from '../writes/versions.ts'
import {
  requireRoomForMarket,
  requireRoomForWatched,
  segmentDescription,
  segmentName,
  segmentNamed,
  takenSegment,
} from './create-segment.ts'
import { storeMembers } from './members-sql.ts'
import { checkReferences } from './rules/check-references.ts'
import { ruleSchema, storedRule } from './rules/rule.ts'
import { requireRuleScopes } from './rules/rule-scopes.ts'

const updateInput = z.strictObject({
  id: idOf('segment'),
  expectedVersion,
  patch: z.strictObject({
    name: segmentName.optional(),
    description: segmentDescription.nullish(),
    rule: ruleSchema.optional(),
    market: z.boolean().optional(),
    watched: z.boolean().optional(),
  }),
})

/**
 * Changes what `patch` names: absent leaves, null clears the description. Another rule computes the members
 * anew, in the same write. Whoever changes more than name and description needs the scopes of what the rule reads.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` on `patch.name` or `expectedVersion`,
 * `LIMIT_EXCEEDED` on `patch.market` or `patch.watched`
 */
export async function updateSegment(service: Service, input: unknown): Promise<{ segmentId: number }> {
  requireScope(service.actor, 'segments:write')
  const { id, expectedVersion: expected, patch } = parse(updateInput, input)
  const { name, description, rule, market, watched } = patch
  if (rule !== undefined) requireRuleScopes(service.actor, rule)
  const [[current], namesake] = await Promise.all([
    service.db.orm.select().from(segments).where(eq(segments.id, id)),
    name === undefined ? null : segmentNamed(service, name),
    rule === undefined ? undefined : checkReferences(service, rule, ['patch', 'rule']),
    market ? requireRoomForMarket(service, ['patch', 'market'], id) : undefined,
    watched ? requireRoomForWatched(service, ['patch', 'watched'], id) : undefined,
  ])
  if (!current) throw notFound(['id'], 'segment')
  // What nights publish of the members tells of them what the rule does. Only a parsed rule was ever stored.
  if (market !== undefined || watched !== undefined)
    requireRuleScopes(service.actor, rule ?? storedRule.parse(current.rule))
  requireVersion(current, expected, 'segment')
  if (namesake && namesake.id !== id)
    throw await duplicate(service, takenSegment(['patch', 'name'], namesake))
  const newRule = rule !== undefined && canonicalJson(rule) !== canonicalJson(current.rule) ? rule : undefined
  const redefined = newRule !== undefined || (watched !== undefined && watched !== current.watched)
  const next = nextVersion(service, current, {
    ...(name === undefined ? {} : { ...uniqueName(name, current), sortName: vietnameseSortKey(name) }),
    ...(description === undefined ? {} : { description }),
    ...(newRule === undefined ? {} : { rule: newRule }),
    ...(market === undefined ? {} : { market }),
    ...(watched === undefined ? {} : { watched }),
  })
  const statements = next
    ? [
        unchanged(service, segments, current),
        service.db.orm
          .update(segments)
          .set({ ...next, ...(redefined ? { definitionChangeId: thisChange } : {}) })
          .where(eq(segments.id, id)),
        ...(newRule === undefined ? [] : storeMembers(id, newRule, service.today, service.now)),
      ]
    : []
  const change = { action: 'segment.update', entity: 'segment', entityId: id, detail: { ...patch } }
  const { result } = await commit(service, change, statements, { segmentId: id })
  return result
}
