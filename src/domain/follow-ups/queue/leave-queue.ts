import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { feedbackOfPeriod } from '../../feedback/work.ts'
import type { Service } from '../../service/service.ts'
import { commit, thisChange } from '../../writes/commit.ts'

const idRow = z.object({ id: z.int() })

async function idsOf(service: Service, which: SQL, limit: number): Promise<number[]> {
  const found = await checkedRows(
    service.db.orm,
    idRow,
    sql`SELECT id FROM follow_ups WHERE ${which} LIMIT ${limit}`,
  )
  return found.map(({ id }) => id)
}

/** The next version of items that are still such; by their ids, or the planner would go through all that waits. */
const next = ({ now }: Service, ids: readonly number[], set: SQL, which: SQL): SQL => sql`
  UPDATE follow_ups NOT INDEXED SET ${set}, updated_at = ${now}, version = version + 1, change_id = ${thisChange}
  WHERE id IN (SELECT value FROM json_each(${JSON.stringify(ids)})) AND ${which}`

const isOpen = sql`state IN ('OPEN', 'CLAIMED')`

/** Items that nobody finished in time. @returns how many, at most `limit` */
async function expireItems(service: Service, day: number, limit: number): Promise<number> {
  const late = sql`${isOpen} AND due_on <= ${day} AND expires_on <= ${day}`
  const ids = await idsOf(service, late, limit)
  if (ids.length > 0)
    await commit(
      service,
      { action: 'follow-up.expire', detail: { day, items: ids.length } },
      [next(service, ids, sql`state = 'EXPIRED', closed_at = ${service.now}, snoozed_until = NULL`, late)],
      null,
    )
  return ids.length
}

/** Work on feedback that is closed by what its interaction says now, or went with it: whoever closes feedback ends it. */
async function endWork(service: Service, day: number, limit: number): Promise<number> {
  const over = sql`tactic = 'FEEDBACK' AND ${isOpen} AND NOT EXISTS (
    SELECT 1 FROM feedback AS f WHERE f.id = ${feedbackOfPeriod(sql`follow_ups.period`)} AND f.state <> 'CLOSED')`
  const ids = await idsOf(service, over, limit)
  if (ids.length > 0)
    await commit(
      service,
      { action: 'follow-up.end', detail: { day, items: ids.length } },
      [next(service, ids, sql`state = 'DONE', closed_at = ${service.now}, snoozed_until = NULL`, over)],
      null,
    )
  return ids.length
}

/** Items of earlier nights whose due day is over and that nobody put off: they are told once, and stay. */
async function escalateItems(service: Service, day: number, limit: number): Promise<number> {
  const overdue = sql`${isOpen} AND due_on <= ${day} AND created_on < ${day} AND escalated_at IS NULL
    AND (snoozed_until IS NULL OR snoozed_until <= ${day})`
  const ids = await idsOf(service, overdue, limit)
  if (ids.length > 0)
    await commit(
      service,
      { action: 'follow-up.escalate', detail: { day, items: ids.length } },
      [next(service, ids, sql`escalated_at = ${service.now}`, overdue)],
      null,
    )
  return ids.length
}

const byReason = { expired: expireItems, ended: endWork, escalated: escalateItems }

/** Why items leave the queue, or are told, in the order in which a night looks for them; its counts call them so. */
export const leavings = ['expired', 'ended', 'escalated'] as const

/** @returns how many of one kind, at most `limit` */
export const leaveQueue = (
  service: Service,
  day: number,
  why: (typeof leavings)[number],
  limit: number,
): Promise<number> => byReason[why](service, day, limit)
