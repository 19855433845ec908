import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import type { Service } from '../service/service.ts'
import { paced, share, startingPace } from '../sweeps/pace.ts'
import type { Run, Sweep } from '../sweeps/sweep.ts'
import { judgementRow, judgeRange, storeJudgement } from './members-sql.ts'
import { type SegmentsTurn, segmentsInOrder } from './rules/memberships.ts'
import { storedRule } from './rules/rule.ts'
import { ruleText } from './rules/stored.ts'
import { addSums, noSums, segmentSums, storeSums, sumNames } from './values-sql.ts'

/** Customers that one statement judges at full pace, and statements per chunk: a night has a limited number of chunks. */
const customersAtOnce = 20_000
const rangesAtOnce = 10

const progressSchema = z.object({
  segment: z.int(),
  /** Those whose turn comes after it. */
  others: z.array(z.int()),
  /** The rule's text when the sweep came to the segment. */
  rule: z.string(),
  /** The change that had set it then. */
  definition: z.int(),
  /** The last customer judged. */
  after: z.int(),
  pace: z.number(),
  sums: segmentSums,
  unknown: z.int(),
  moved: z.int(),
})

type Progress = z.infer<typeof progressSchema>

/**
 * Judges every customer by the rules of a turn's segments at the end of the run's day, and writes who enters or leaves: a
 * segment that asks about the members of another after that one. Runs after `refreshMetrics`, whose values of that day
 * it trusts; those that decide levels before `keepLevels`, the others behind it.
 * A segment's counts, with `computed_at`, and what its members are worth are written when they changed; that a
 * quiet night confirmed them is said by its run row (`computedAt`). Counts: `segments`, `joined`, `left`.
 */
export const segmentsSweep = (
  atOnce: { customers: number; ranges: number },
  turn: SegmentsTurn,
): Sweep<Progress> => ({
  name: turn === 'DECIDING' ? 'markets' : 'segments',
  cursor: progressSchema,
  async step(service, run, progress) {
    if (!run.current) return { next: null, counts: {} }
    const others = progress?.others ?? (await segmentsInOrder(service, turn))
    const segment = await readSegment(service, progress, others[0])
    if (!segment) return { next: null, counts: {} }
    const fresh = {
      segment: segment.id,
      others: others.slice(1),
      rule: segment.rule,
      definition: segment.definition,
      after: 0,
      pace: progress?.pace ?? startingPace,
      sums: noSums,
      unknown: 0,
      moved: 0,
    }
    let at: Progress = progress?.segment === segment.id ? progress : fresh
    const counts = { segments: 0, joined: 0, left: 0 }
    for (let judged = 0; judged < atOnce.customers * atOnce.ranges; ) {
      const size = share(atOnce.customers, at.pace)
      const [found, pace] = await paced(service.db.counters, at.pace, () =>
        judge(service, run, segment, at.after, size),
      )
      judged += found.size
      counts.joined += found.joined
      counts.left += found.left
      at = {
        ...at,
        after: found.last ?? at.after,
        pace,
        sums: addSums(at.sums, found),
        unknown: at.unknown + found.unknown,
        moved: at.moved + found.joined + found.left,
      }
      if (found.size < size) {
        await storeTotals(service, run, segment, at)
        return { next: behind(at), counts: { ...counts, segments: 1 } }
      }
    }
    return { next: at, counts }
  },
})

const atFullPace = { customers: customersAtOnce, ranges: rangesAtOnce }

export const refreshMarkets = segmentsSweep(atFullPace, 'DECIDING')
export const refreshSegments = segmentsSweep(atFullPace, 'OTHERS')

/** The place behind a segment: no rule is that text, so the next one is read. */
const behind = (at: Progress): Progress => ({ ...at, rule: '' })

const segmentRow = z.object({
  id: z.int(),
  /** As stored, which is how its text is compared. */
  rule: z.string(),
  definition: z.int(),
  /** Whether its members are still being found in steps. */
  finding: z.int(),
  members: z.int(),
  unknown: z.int(),
  // Null while nobody has valued it.
  customers: z.int().nullable(),
  buyersYear: z.int().nullable(),
  netSpend: z.string().nullable(),
  netSpendYear: z.string().nullable(),
  costedSpendYear: z.string().nullable(),
  costYear: z.string().nullable(),
})

type Segment = z.infer<typeof segmentRow>

/**
 * The segment in progress while its rule is the same, else the next: a change of the rule computed the members
 * anew. Any other change of the segment leaves them to the night.
 */
async function readSegment(
  service: Service,
  progress: Progress | null,
  next = 0,
): Promise<Segment | undefined> {
  const { segment = 0, rule = '' } = progress ?? {}
  const rows = await checkedRows(
    service.db.orm,
    segmentRow,
    sql`
    SELECT id, ${ruleText} AS rule, definition_change_id AS definition, finding IS NOT NULL AS finding,
      member_count AS members, unknown_count AS unknown, customers,
      buyers_year AS buyersYear, CAST(net_spend AS TEXT) AS netSpend, CAST(net_spend_year AS TEXT) AS netSpendYear,
      CAST(costed_spend_year AS TEXT) AS costedSpendYear, CAST(cost_year AS TEXT) AS costYear
    FROM segments LEFT JOIN segment_values ON segment_id = id
    WHERE id = ${next} OR (id = ${segment} AND ${ruleText} = ${rule}) ORDER BY id = ${next} LIMIT 1`,
  )
  return rows[0]
}

async function judge(service: Service, run: Run, segment: Segment, after: number, limit: number) {
  const rule = storedRule(JSON.parse(segment.rule), service.workspace)
  const [found] = await checkedRows(
    service.db.orm,
    judgementRow,
    judgeRange(
      segment.id,
      rule,
      { asOf: run.day, timeZone: service.workspace.timeZone, metricsHold: true },
      after,
      limit,
    ),
  )
  if (!found) throw new Error('An aggregate without a row')
  const moved = found.joining !== '[]' || found.leaving !== '[]'
  const [, left, , joined] = moved ? await service.db.write(storeJudgement(segment, found, service.now)) : []
  return { ...found, joined: joined?.rowsAffected ?? 0, left: left?.rowsAffected ?? 0 }
}

/** Writes the segment's row where its counts differ from the stored ones, and its worth where a sum does. */
async function storeTotals(service: Service, run: Run, segment: Segment, found: Progress) {
  const { sums, unknown, moved } = found
  const { customers: members } = sums
  // The night has judged everybody by the rule: what the steps behind its saving had left is done.
  const isFound = segment.finding === 1 && segment.definition === found.definition
  const counted = !isFound && moved === 0 && members === segment.members && unknown === segment.unknown
  const summed = sumNames.every(name => sums[name] === segment[name])
  if (counted && summed) return
  await service.db.write([
    ...(counted
      ? []
      : [
          sql`
            UPDATE segments SET unknown_count = ${unknown}, computed_at = ${service.now},
              finding = iif(definition_change_id = ${found.definition}, NULL, finding),
              member_count = (SELECT count(*) FROM segment_members WHERE segment_id = ${segment.id})
            WHERE id = ${segment.id} AND ${ruleText} = ${segment.rule}`,
        ]),
    ...(summed ? [] : [storeSums(segment, sums, run.day)]),
  ])
}
