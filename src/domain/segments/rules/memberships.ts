import { asc, sql } from 'drizzle-orm'
import { segments } from '../../../database/tables/care/segments.ts'
import { membershipTable } from '../../fields/tables.ts'
import { type Condition, partsOf, type Related } from '../../filters/condition.ts'
import type { Reference } from '../../filters/field.ts'
import { type Issue, UserError } from '../../service/errors.ts'
import type { Service } from '../../service/service.ts'
import { say } from '../../wording/say.ts'
import { storedRule } from './rule.ts'

/** The questions of a rule that the members of segments answer. */
const questionsOf = (rule: Condition): Related[] =>
  [...partsOf(rule)].filter(part => part.kind !== 'FIELD').filter(part => part.to === membershipTable)

/** The segments that a question names; none where it asks about all there are. */
function named({ kind, of }: Related): readonly Reference[] {
  const parts = of.kind === 'ALL' ? of.of : [of]
  return kind === 'EVERY'
    ? []
    : parts.flatMap(part => (part.kind === 'FIELD' ? (part.test.references ?? []) : []))
}

/**
 * What is wrong with a rule that asks about segments without naming them: it would ask about its own members too, and
 * come out another way each night.
 */
export const unnamedSegments = (rule: Condition): Issue[] =>
  questionsOf(rule)
    .filter(question => named(question).length === 0)
    .map(({ path }) => ({
      path,
      saying: say('unnamedSegment'),
    }))

/** The segments whose members a rule asks about. */
export const segmentsIn = (rule: Condition) => questionsOf(rule).flatMap(named)

/** Segments by id, each with those that its rule asks about. */
type Graph = ReadonlyMap<number, readonly number[]>

async function readGraph({ db, workspace }: Service): Promise<Graph> {
  const rows = await db.orm
    .select({ id: segments.id, rule: segments.rule })
    .from(segments)
    .where(sql`instr(${segments.rule}, '"segments"') > 0`)
    .orderBy(asc(segments.id))
  return new Map(rows.map(({ id, rule }) => [id, segmentsIn(storedRule(rule, workspace)).map(one => one.id)]))
}

/**
 * Checks that no segment that the rule names asks, by itself or through others, about the one whose rule it becomes.
 * @throws UserError `INVALID_INPUT` with an issue for each that does
 */
export async function requireNoCircle(service: Service, rule: Condition, segmentId: number): Promise<void> {
  const asked = segmentsIn(rule)
  if (asked.length === 0) return
  const graph = await readGraph(service)
  const circular = asked.filter(({ id }) => behind(graph, [id]).has(segmentId))
  if (circular.length === 0) return
  throw new UserError(
    'INVALID_INPUT',
    say('circularRule'),
    circular.map(({ path }) => ({ path, saying: say('asksAboutItself') })),
  )
}

/** Segments with all that they rest on, in an order in which each stands behind what it asks about. */
export function behind(graph: Graph, ids: readonly number[]): Set<number> {
  const begun = new Set<number>()
  const placed = new Set<number>()
  const place = (id: number) => {
    if (begun.has(id)) return
    begun.add(id)
    graph.get(id)?.forEach(place)
    placed.add(id)
  }
  ids.forEach(place)
  return placed
}

/** Those whose members decide levels, with what they ask about, or all others: these may ask about levels. */
export type SegmentsTurn = 'DECIDING' | 'OTHERS'

/** The segments of a turn by id, but each behind those whose members its rule asks about. */
export async function segmentsInOrder(service: Service, turn: SegmentsTurn): Promise<number[]> {
  const [rows, graph] = await Promise.all([
    service.db.orm
      .select({ id: segments.id, market: segments.market })
      .from(segments)
      .orderBy(asc(segments.id)),
    readGraph(service),
  ])
  const idsOf = (some: typeof rows) => some.map(({ id }) => id)
  const deciding = behind(graph, idsOf(rows.filter(({ market }) => market)))
  if (turn === 'DECIDING') return [...deciding]
  return [...behind(graph, idsOf(rows))].filter(id => !deciding.has(id))
}
