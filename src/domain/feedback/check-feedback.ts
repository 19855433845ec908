import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { startOfDay } from '../../lib/days.ts'
import { atWork, feedbackTerms, openFeedback, usualOwner } from '../interactions/keep-feedback.ts'
import type { Service } from '../service/service.ts'
import type { Run, Sweep, SweepStep } from '../sweeps/sweep.ts'
import { commit, thisChange } from '../writes/commit.ts'
import { countFeedbackViolations, missingFeedback } from './violations.ts'

const phases = ['OPEN', 'GIVE', 'ESCALATE'] as const

type Phase = (typeof phases)[number]

/**
 * The stage of the night that sees to it that no feedback is lost. Counts the violations that it finds by kind
 * (`violations.MISSING`), then mends those that have one right answer: what is missing is opened, what nobody who works
 * here owns goes to the usual owner, what was not answered in time by the end of the day is escalated. Who finds nothing
 * to mend writes nothing.
 * @param chunkSize rows per step
 */
export const feedbackSweep = (chunkSize: number): Sweep<Phase> => ({
  name: 'feedback',
  cursor: z.enum(phases),
  async step(service, run, cursor) {
    if (!run.current) return { next: null, counts: {} }
    if (cursor === null) return { next: 'OPEN', counts: await found(service) }
    const mended = await mend[cursor](service, run, chunkSize)
    return { ...mended, next: mended.full ? cursor : (phases[phases.indexOf(cursor) + 1] ?? null) }
  },
})

export const checkFeedback = feedbackSweep(5_000)

async function found(service: Service): Promise<Record<string, number>> {
  const kinds = await countFeedbackViolations(service)
  return Object.fromEntries(
    kinds.filter(({ count }) => count > 0).map(({ kind, count }) => [`violations.${kind}`, count]),
  )
}

type Mended = Pick<SweepStep<Phase>, 'counts'> & { full: boolean }

const idRow = z.object({ id: z.int() })

async function idsOf(service: Service, rows: SQL, limit: number): Promise<number[]> {
  const found = await checkedRows(service.db.orm, idRow, sql`SELECT id FROM ${rows} LIMIT ${limit}`)
  return found.map(({ id }) => id)
}

const ownerless = sql`feedback AS f WHERE f.state IN ('OPEN', 'ANSWERED') AND ${atWork(sql`f.owner_id`)} IS NULL
  AND ${usualOwner(sql`f.customer_id`)} IS NOT NULL`

const mend: Record<Phase, (service: Service, run: Run, limit: number) => Promise<Mended>> = {
  async OPEN(service, { day }, limit) {
    const ids = await idsOf(service, missingFeedback, limit)
    if (ids.length > 0)
      await commit(
        service,
        { action: 'feedback.mend', detail: { day, opened: ids.length, given: 0 } },
        [openFeedback(service, ids)],
        null,
      )
    return { counts: { opened: ids.length }, full: ids.length === limit }
  },
  async GIVE(service, { day }, limit) {
    const ids = await idsOf(service, ownerless, limit)
    if (ids.length > 0)
      await commit(
        service,
        { action: 'feedback.mend', detail: { day, opened: 0, given: ids.length } },
        [next(service, ids, sql`owner_id = ${usualOwner(sql`customer_id`)}`)],
        null,
      )
    return { counts: { given: ids.length }, full: ids.length === limit }
  },
  async ESCALATE(service, { day }, limit) {
    const dayEnds = startOfDay(day + 1, service.workspace.timeZone)
    const late = sql`feedback WHERE state = 'OPEN' AND escalated_at IS NULL AND due_at < ${dayEnds}`
    const ids = await idsOf(service, late, limit)
    if (ids.length > 0)
      await commit(
        service,
        { action: 'feedback.escalate-overdue', detail: { day, items: ids.length } },
        [
          next(
            service,
            ids,
            sql`escalated_at = ${service.now}, escalated_to = ${atWork(sql`(${feedbackTerms} ->> '$.escalateTo')`)}`,
          ),
        ],
        null,
      )
    return { counts: { escalated: ids.length }, full: ids.length === limit }
  },
}

/** The next version of rows that nobody closed meanwhile. */
const next = ({ now }: Service, ids: readonly number[], set: SQL): SQL => sql`
  UPDATE feedback SET ${set}, updated_at = ${now}, version = version + 1, change_id = ${thisChange}
  WHERE id IN (SELECT value FROM json_each(${JSON.stringify(ids)})) AND state <> 'CLOSED'`
