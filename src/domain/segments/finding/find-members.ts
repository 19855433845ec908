import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../../database/checked-rows.ts'
import type { FindingOfMembers } from '../../../database/tables/care/segments.ts'
import { describeError } from '../../../lib/log.ts'
import type { Service } from '../../service/service.ts'
import { paced, share } from '../../sweeps/pace.ts'
import { guard, isGuardFailure } from '../../writes/commit.ts'
import { judgementRow, judgeRange, storeJudgement } from '../members-sql.ts'
import { storedRule } from '../rules/rule.ts'
import { ruleText } from '../rules/stored.ts'
import { addSums, segmentSums, storeSums } from '../values-sql.ts'

const finding = z.object({
  ...{ since: z.int(), after: z.int(), judged: z.int(), pace: z.number(), unknown: z.int() },
  sums: segmentSums,
})

const segmentRow = z.object({
  id: z.int(),
  rule: z.string(),
  /** The change that set the rule. */
  definition: z.int(),
  /** As stored, which is how it is compared. */
  text: z.string(),
  at: json(finding),
})

type Segment = z.infer<typeof segmentRow>

/**
 * Goes on finding the members of rules that were saved where there are too many customers to judge at once: a range of
 * customers after the other, each in a write that also notes how far it is. Whoever is a member by the rule before stays
 * one until it is judged. May be killed at any point, and run beside another, a night or the next change of the rule:
 * what another one has done is not done again.
 * @param milliseconds it begins no further range behind so many
 * @param atOnce customers that one statement judges at full pace
 * @returns how many customers were judged
 */
export async function findMembers(
  service: Service,
  clock: () => number,
  milliseconds = 20_000,
  atOnce = 20_000,
): Promise<number> {
  const begun = clock()
  const waiting = await readWaiting(service)
  let judged = 0
  for (const { id } of waiting) {
    try {
      for (let more = true; more && clock() - begun < milliseconds; ) {
        const step = await findSome({ ...service, now: clock() }, id, atOnce)
        judged += step.judged
        more = step.more
      }
    } catch (error) {
      // Another one goes on with it, or a night does: the others need not wait.
      if (!isGuardFailure(error))
        service.log.error('members of a segment put off', { segment: id, error: describeError(error) })
    }
  }
  return judged
}

const readWaiting = (service: Service, id?: number): Promise<Segment[]> =>
  checkedRows(
    service.db.orm,
    segmentRow,
    sql`
    SELECT id, ${ruleText} AS rule, definition_change_id AS definition, finding AS text, finding AS at FROM segments
    WHERE finding IS NOT NULL AND ${id === undefined ? sql`1` : sql`id = ${id}`} ORDER BY finding ->> '$.since', id`,
  )

async function findSome(
  service: Service,
  id: number,
  atOnce: number,
): Promise<{ judged: number; more: boolean }> {
  const [segment] = await readWaiting(service, id)
  if (!segment) return { judged: 0, more: false }
  const { db, today: asOf, now, workspace } = service
  const { at } = segment
  const rule = storedRule(JSON.parse(segment.rule), workspace)
  const moment = { asOf, timeZone: workspace.timeZone, metricsHold: false }
  const size = share(atOnce, at.pace)
  const [[found], pace] = await paced(db.counters, at.pace, () =>
    checkedRows(db.orm, judgementRow, judgeRange(id, rule, moment, at.after, size)),
  )
  if (!found) throw new Error('An aggregate without a row')
  const next: FindingOfMembers = {
    ...{ since: at.since, after: found.last ?? at.after, judged: at.judged + found.size, pace },
    ...{ unknown: at.unknown + found.unknown, sums: addSums(at.sums, found) },
  }
  const isThrough = found.size < size
  await db.write([
    guard(
      service,
      sql`(SELECT finding = ${segment.text} AND definition_change_id = ${segment.definition}
        FROM segments WHERE id = ${id})`,
    ),
    ...storeJudgement(segment, found, now),
    ...(isThrough
      ? [
          sql`UPDATE segments SET finding = NULL, unknown_count = ${next.unknown}, computed_at = ${now},
            member_count = (SELECT count(*) FROM segment_members WHERE segment_id = ${id}) WHERE id = ${id}`,
          storeSums(segment, next.sums, asOf),
        ]
      : [sql`UPDATE segments SET finding = ${JSON.stringify(next)} WHERE id = ${id}`]),
  ])
  return { judged: found.size, more: !isThrough }
}
