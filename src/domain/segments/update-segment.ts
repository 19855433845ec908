import { eq } from 'drizzle-orm'
import * as z from 'zod'
import { segmentOverrides, segments } from '../../database/tables/care/segments.ts'
import { isSame } from '../../lib/canonical.ts'
import { searchForm, vietnameseSortKey } from '../../lib/text.ts'
import { expectedVersion, idOf, parse, uniqueName } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { thisChange } from '../writes/commit.ts'
import { updateRow } from '../writes/update-row.ts'
import { found, requireVersion } from '../writes/versions.ts'
import { firstFinding, isFoundAtOnce, mostAtOnce } from './at-once.ts'
import {
  requireRoomForMarket,
  requireRoomForWatched,
  segmentDescription,
  segmentName,
  takenSegment,
} from './create-segment.ts'
import { storeMembers } from './members-sql.ts'
import { requireNoCircle } from './rules/memberships.ts'
import { checkReferences } from './rules/references.ts'
import { requireDated, requireRuleScopes, ruleIn, ruleOfNobody, storedRule } from './rules/rule.ts'

const updateInput = ({ workspace }: Service) =>
  z.strictObject({
    id: idOf('segment'),
    expectedVersion,
    patch: z.strictObject({
      name: segmentName.optional(),
      description: segmentDescription.nullish(),
      rule: ruleIn(workspace, ['patch', 'rule']).nullish(),
      market: z.boolean().optional(),
      watched: z.boolean().optional(),
    }),
  })

/**
 * Changes what `patch` names: absent leaves, null clears the description, and the rule, so that the members are chosen by
 * hand alone. Another rule computes the members anew, in the same write, or where there are too many in steps behind
 * the answer (`findMembers`). Whoever changes more than name and description needs the scopes of what the rule reads.
 * @throws UserError `INVALID_INPUT`, `NOT_FOUND`, `CONFLICT` on `patch.name` or `expectedVersion`,
 * `LIMIT_EXCEEDED` on `patch.market` or `patch.watched`
 */
export async function updateSegment(service: Service, input: unknown): Promise<{ segmentId: number }> {
  requireScope(service.actor, 'segments:write')
  const { id, expectedVersion, patch } = parse(updateInput(service), input)
  const { name, rule, market, watched } = patch
  if (rule !== undefined) requireRuleScopes(service, rule?.condition ?? ruleOfNobody)
  const query = service.db.orm.select().from(segments).where(eq(segments.id, id))
  const overrides = service.db.orm.$count(segmentOverrides, eq(segmentOverrides.segmentId, id))
  const [current, byHand, isFewEnough] = await Promise.all([
    found(query, 'segment'),
    watched ? overrides : 0,
    rule ? isFoundAtOnce(service, rule.condition) : true,
    rule && checkReferences(service, rule.condition),
    rule && requireNoCircle(service, rule.condition, id),
    market ? requireRoomForMarket(service, ['patch', 'market'], id) : undefined,
    watched ? requireRoomForWatched(service, ['patch', 'watched'], id) : undefined,
  ])
  const given = rule === undefined ? current.rule : (rule?.given ?? null)
  const after = rule?.condition ?? storedRule(given, service.workspace)
  // What nights publish of the members tells of them what the rule does.
  if (market !== undefined || watched !== undefined) requireRuleScopes(service, after)
  if (watched ?? current.watched) {
    if (given === null || byHand > 0)
      throw invalid(['patch', rule === null ? 'rule' : 'watched'], say('watchedByHand'))
    requireDated(after, rule ? undefined : ['patch', 'watched'])
  }
  requireVersion(current, 'segment', expectedVersion)
  const newRule = isSame(given, current.rule) ? undefined : after
  const redefined = newRule !== undefined || (watched !== undefined && watched !== current.watched)
  const atOnce = isFewEnough && current.memberCount <= mostAtOnce
  return updateRow(
    service,
    {
      table: segments,
      current,
      patch: {
        ...patch,
        rule: given,
        ...(newRule && { finding: atOnce ? null : firstFinding(service) }),
        ...(name && {
          ...uniqueName(name, current),
          sortName: vietnameseSortKey(name),
          foldedName: searchForm(name),
        }),
      },
      computed: redefined ? { definitionChangeId: thisChange } : {},
      beside: newRule && atOnce ? storeMembers(id, newRule, service) : [],
      taken: after => takenSegment(service, ['patch'], after.name),
    },
    (before, after) => ({ action: 'segment.update', entityId: id, before, after }),
    { segmentId: id },
  )
}
