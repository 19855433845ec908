import { and, eq, ne } from 'drizzle-orm'
import * as z from 'zod'
import { segments } from '../../database/tables/care/segments.ts'
import { comparable, searchForm, vietnameseSortKey } from '../../lib/text.ts'
import { parse, text, uniqueName } from '../input/fields.ts'
import { requireScope } from '../service/actor.ts'
import { exceeded, type Issue, invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { say } from '../wording/say.ts'
import { commit, type TakenRules, thisChange } from '../writes/commit.ts'
import { firstVersion } from '../writes/versions.ts'
import { firstFinding, isFoundAtOnce } from './at-once.ts'
import { storeMembers } from './members-sql.ts'
import { checkReferences } from './rules/references.ts'
import { requireDated, requireRuleScopes, ruleIn, ruleOfNobody } from './rules/rule.ts'

export const segmentName = text(200)
export const segmentDescription = text(2_000)

/** The relationship matrix places each market segment, so there is an end to them. */
export const mostMarketSegments = 200

/** Each costs a night one computation more for each campaign. */
export const mostWatchedSegments = 20

const createInput = ({ workspace }: Service) =>
  z.strictObject({
    name: segmentName,
    description: segmentDescription.nullish(),
    rule: ruleIn(workspace).nullish(),
    market: z.boolean().nullish(),
    watched: z.boolean().nullish(),
  })

/**
 * Creates a segment and its members: all customers of the workspace for whom the rule is true today, whoever
 * creates it; that one needs the scopes of what the rule reads. Without a rule the members are chosen by hand alone.
 * Where there are too many to judge at once, `findMembers` finds them behind the answer.
 * @throws UserError `INVALID_INPUT`, `CONFLICT` on `name`, `LIMIT_EXCEEDED` on `market` or `watched`
 */
export async function createSegment(service: Service, input: unknown): Promise<{ segmentId: number }> {
  requireScope(service.actor, 'segments:write')
  const { name, description = null, rule, ...flags } = parse(createInput(service), input)
  const condition = rule?.condition ?? ruleOfNobody
  requireRuleScopes(service, condition)
  const market = flags.market ?? false
  const watched = flags.watched ?? false
  if (watched && !rule) throw invalid(['watched'], say('watchedByHand'))
  if (watched) requireDated(condition)
  const [atOnce] = await Promise.all([
    isFoundAtOnce(service, condition),
    checkReferences(service, condition),
    market ? requireRoomForMarket(service, ['market']) : undefined,
    watched ? requireRoomForWatched(service, ['watched']) : undefined,
  ])
  const row = {
    id: service.newId(),
    ...uniqueName(name),
    sortName: vietnameseSortKey(name),
    foldedName: searchForm(name),
    description,
    rule: rule?.given ?? null,
    market,
    watched,
    memberCount: 0,
    unknownCount: 0,
    computedAt: service.now,
    finding: atOnce ? null : firstFinding(service),
    ...firstVersion(service),
    definitionChangeId: thisChange,
  }
  return commit(
    service,
    { action: 'segment.create', entityId: row.id, after: row },
    [
      service.db.orm.insert(segments).values(row),
      ...(atOnce ? storeMembers(row.id, condition, service) : []),
    ],
    { segmentId: row.id },
    takenSegment(service, [], name),
  )
}

/** What a breach of the table's unique rule means; `path` leads to the fields. */
export const takenSegment = ({ db }: Service, path: string[], name: string): TakenRules => ({
  'segments.name': {
    path: [...path, 'name'],
    saying: say('takenName', { what: 'segment' }),
    kind: 'segment',
    scope: 'segments:read',
    holder: () =>
      db.orm
        .select({ id: segments.id })
        .from(segments)
        .where(eq(segments.name, comparable(name))),
  },
})

/**
 * Checks that the matrix has a place for one market segment more, or for one that has its own.
 * @throws UserError `LIMIT_EXCEEDED`
 */
export async function requireRoomForMarket(
  service: Service,
  path: Issue['path'],
  segmentId = 0,
): Promise<void> {
  const others = await otherSegments(service, segments.market, segmentId)
  if (others >= mostMarketSegments) throw exceeded(path, say('mostMarket', { max: mostMarketSegments }))
}

/**
 * Checks that the nights can watch one segment more, or one that they do.
 * @throws UserError `LIMIT_EXCEEDED`
 */
export async function requireRoomForWatched(
  service: Service,
  path: Issue['path'],
  segmentId = 0,
): Promise<void> {
  const others = await otherSegments(service, segments.watched, segmentId)
  if (others >= mostWatchedSegments) throw exceeded(path, say('mostWatched', { max: mostWatchedSegments }))
}

/** How many segments besides one have a flag. */
const otherSegments = (
  { db }: Service,
  flag: typeof segments.market | typeof segments.watched,
  segmentId: number,
): Promise<number> => db.orm.$count(segments, and(eq(flag, true), ne(segments.id, segmentId)))
