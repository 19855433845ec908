import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { feedbackOfPeriod } from '../../feedback/work.ts'
import type { Service } from '../../service/service.ts'
import { paced, share, startingPace } from '../../sweeps/pace.ts'
import type { Run, Sweep, SweepStep } from '../../sweeps/sweep.ts'
import { commit, thisChange } from '../../writes/commit.ts'
import { followUpPolicy } from '../policy.ts'
import { type Admitted, admitted, type Chunk, type Tactic } from './admission.ts'
import { feedbackWork } from './feedback.ts'
import { overdue } from './overdue.ts'
import { thankYou } from './thank-you.ts'
import { winBack } from './win-back.ts'

/** First what expired, or ended with its feedback, leaves the queue, because they stand in the way of new ones. */
const progressSchema = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('EXPIRE') }),
  z.object({ phase: z.literal('FILL'), after: z.int(), pace: z.number() }),
])

type Progress = z.infer<typeof progressSchema>

/** What one tactic found in one chunk of customers. */
interface Proposal {
  tactic: string
  items: Record<string, unknown>[]
  leftOut: NonNullable<Admitted['leftOut']>[]
}

/**
 * The stage of the night that fills the follow-up queue; runs after metrics, lifecycle and the vulnerability
 * snapshots. Counts the customers looked at, the items made by tactic, the customers left out by reason
 * (`leftOut.OPT_OUT`), the items that expired, and those that ended with their feedback. What exists is never touched, so a rerun writes nothing.
 * @param chunkSize customers (at full pace), or expiring items, per step
 */
export const queueSweep = (chunkSize: number): Sweep<Progress> => ({
  name: 'follow-ups',
  cursor: progressSchema,
  async step(service, run, cursor) {
    if (!run.current) return { next: null, counts: {} }
    const progress = cursor ?? { phase: 'EXPIRE' }
    if (progress.phase === 'EXPIRE') return expire(service, run, chunkSize)
    const { after, pace } = progress
    const [{ upto, counts }, next] = await paced(service.db.counters, pace, () =>
      fill(service, run, after, share(chunkSize, pace)),
    )
    return { next: upto === null ? null : { phase: 'FILL', after: upto, pace: next }, counts }
  },
})

export const fillQueue = queueSweep(5_000)

const expiredRow = z.object({ id: z.int() })

async function expire(service: Service, run: Run, limit: number): Promise<SweepStep<Progress>> {
  // The bound on the due day follows from the one on the expiry; the queue's index knows only the former.
  const late = await checkedRows(
    service.db.orm,
    expiredRow,
    sql`
    SELECT id FROM follow_ups
    WHERE state IN ('OPEN', 'CLAIMED') AND due_on <= ${run.day - followUpPolicy.expiryDays}
      AND expires_on <= ${run.day}
    LIMIT ${limit}`,
  )
  if (late.length > 0) {
    const ids = JSON.stringify(late.map(item => item.id))
    await commit(
      service,
      { action: 'follow-up.expire', detail: { day: run.day, items: late.length } },
      [
        sql`UPDATE follow_ups SET state = 'EXPIRED', closed_at = ${service.now}, snoozed_until = NULL,
            updated_at = ${service.now}, version = version + 1, change_id = ${thisChange}
          WHERE id IN (SELECT value FROM json_each(${ids}))
            AND state IN ('OPEN', 'CLAIMED') AND expires_on <= ${run.day}`,
      ],
      null,
    )
  }
  const ended = await endWork(service, run, limit)
  const next: Progress =
    late.length === limit || ended === limit
      ? { phase: 'EXPIRE' }
      : { phase: 'FILL', after: 0, pace: startingPace }
  return { next, counts: { expired: late.length, ...(ended > 0 && { ended }) } }
}

/** Work on feedback that is closed by what its interaction says now, or went with it: whoever closes feedback ends it. */
async function endWork(service: Service, run: Run, limit: number): Promise<number> {
  const over = sql`tactic = 'FEEDBACK' AND state IN ('OPEN', 'CLAIMED') AND NOT EXISTS (
    SELECT 1 FROM feedback AS f WHERE f.id = ${feedbackOfPeriod(sql`follow_ups.period`)} AND f.state <> 'CLOSED')`
  const ids = await checkedRows(
    service.db.orm,
    expiredRow,
    sql`SELECT id FROM follow_ups WHERE ${over} LIMIT ${limit}`,
  )
  if (ids.length > 0)
    await commit(
      service,
      { action: 'follow-up.end', detail: { day: run.day, items: ids.length } },
      [
        sql`UPDATE follow_ups SET state = 'DONE', closed_at = ${service.now}, snoozed_until = NULL,
            updated_at = ${service.now}, version = version + 1, change_id = ${thisChange}
          WHERE id IN (SELECT value FROM json_each(${JSON.stringify(ids.map(({ id }) => id))})) AND ${over}`,
      ],
      null,
    )
  return ids.length
}

const boundsRow = z.object({ upto: z.int().nullable(), customers: z.int() })

/** @returns the last customer looked at, null when nobody is left */
async function fill(service: Service, run: Run, after: number, size: number) {
  const [bounds] = await checkedRows(
    service.db.orm,
    boundsRow,
    sql`
    SELECT max(id) AS upto, count(*) AS customers
    FROM (SELECT id FROM customers WHERE id > ${after} ORDER BY id LIMIT ${size})`,
  )
  if (!bounds || bounds.upto === null) return { upto: null, counts: {} }
  const chunk = { after, upto: bounds.upto }
  const proposals = await Promise.all([
    propose(service, run, chunk, winBack),
    propose(service, run, chunk, overdue),
    propose(service, run, chunk, thankYou),
    feedbackWork(service, run, chunk),
  ])
  const inserts = proposals
    .filter(({ items }) => items.length > 0)
    .map(({ items }) => insertItems(service, items))
  if (inserts.length > 0) {
    const made = Object.fromEntries(proposals.map(({ tactic, items }) => [tactic, items.length]))
    await commit(service, { action: 'follow-up.fill', detail: { day: run.day, ...made } }, inserts, null)
  }
  const upto = bounds.customers === size ? bounds.upto : null
  return { upto, counts: { customers: bounds.customers, ...tally(proposals) } }
}

async function propose<Row extends Admitted>(
  service: Service,
  run: Run,
  chunk: Chunk,
  { tactic, row: shape, candidates, dueOn, reasons }: Tactic<Row>,
): Promise<Proposal> {
  const rows = await checkedRows(
    service.db.orm,
    shape,
    admitted(service, run, tactic, candidates(run, chunk)),
  )
  const items = rows.flatMap(row => {
    if (row.leftOut !== null) return []
    const tried = row.attempts
    const due = dueOn(row, run)
    const retry = {
      code: 'NO_ANSWER_BEFORE',
      threshold: followUpPolicy.attempts,
      measured: tried.length,
      facts: tried.toSorted((a, b) => a - b).map(id => ({ type: 'FOLLOW_UP' as const, id })),
    }
    return {
      id: service.newId(),
      customerId: row.customerId,
      tactic,
      period: tried.length === 0 ? row.occasion : `${row.occasion}#${tried.length + 1}`,
      dueOn: due,
      expiresOn: due + followUpPolicy.expiryDays,
      ownerId: row.ownerId,
      reasons: [...reasons(row, run), ...(tried.length === 0 ? [] : [retry])],
      netSpendYear: row.netSpendYear,
      createdOn: run.day,
    }
  })
  return { tactic, items, leftOut: rows.flatMap(({ leftOut }) => leftOut ?? []) }
}

/** Identity and the one open item per tactic, but on feedback, hold even if somebody was faster since the read. */
function insertItems(service: Service, items: Proposal['items']): SQL {
  return sql`
    INSERT INTO follow_ups (id, customer_id, tactic, period, state, due_on, expires_on, owner_id, reasons,
      net_spend_year, created_on, created_at, updated_at, version, change_id)
    SELECT value ->> 'id', value ->> 'customerId', value ->> 'tactic', value ->> 'period', 'OPEN',
      value ->> 'dueOn', value ->> 'expiresOn', value ->> 'ownerId', value -> 'reasons',
      CAST(value ->> 'netSpendYear' AS INTEGER), value ->> 'createdOn', ${service.now}, ${service.now}, 1,
      ${thisChange}
    FROM json_each(${JSON.stringify(items)})
    WHERE value ->> 'tactic' = 'FEEDBACK' OR NOT EXISTS (
      SELECT 1 FROM follow_ups f
      WHERE f.customer_id = value ->> 'customerId' AND f.tactic = value ->> 'tactic'
        AND f.state IN ('OPEN', 'CLAIMED'))
    ON CONFLICT DO NOTHING`
}

function tally(proposals: readonly Proposal[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { tactic, items, leftOut } of proposals) {
    if (items.length > 0) counts[tactic] = items.length
    for (const reason of leftOut) counts[`leftOut.${reason}`] = (counts[`leftOut.${reason}`] ?? 0) + 1
  }
  return counts
}
