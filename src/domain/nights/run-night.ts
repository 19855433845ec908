import { and, desc, eq, gte, lt, max, ne, sql } from 'drizzle-orm'
import * as z from 'zod'
import { nights } from '../../database/tables/house/nights.ts'
import { formatDay } from '../../lib/days.ts'
import { dayText, parse } from '../input/fields.ts'
import { metricsVersion } from '../metrics/purchase-metrics.ts'
import { requireScope } from '../service/actor.ts'
import { conflict, invalid } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import { nextDue } from '../vulnerability/night/due-campaigns.ts'
import { say } from '../wording/say.ts'
import { commit, guard, thisChange } from '../writes/commit.ts'

/** A RUNNING row without a sign of life for this long is dead: a step takes minutes at most. */
const silence = 30 * 60_000

const input = z.strictObject({ day: dayText, again: z.boolean().nullish() })

/**
 * The run of one business day: the one that there is, or a new one. A completed day runs once more with `again`,
 * or when a campaign waits for a snapshot of that day; a run that failed or died is followed by another attempt.
 * The day must be over.
 * @throws UserError `INVALID_INPUT` for a day that is not over, `CONFLICT` while the run of another day is at work
 */
export async function runNight(service: Service, raw: unknown): Promise<{ nightId: number }> {
  requireScope(service.actor, 'nights:run')
  const { day, again } = parse(input, raw)
  const { today, workspace } = service
  if (day >= today)
    throw invalid(['day'], say('dayNotOver', { day, zone: workspace.timeZone, newest: today - 1 }))
  return beginNight(service, day, again === true)
}

/**
 * The same for a day that is known to be over. There is one run at a time: two that write today's metrics would
 * leave some as of the one's day and some as of the other's.
 */
export async function beginNight(
  service: Service,
  day: number,
  again: boolean,
): Promise<{ nightId: number }> {
  const { orm } = service.db
  const deadBefore = service.now - silence
  const [[newest], [completed], [other]] = await Promise.all([
    orm.select().from(nights).where(eq(nights.day, day)).orderBy(desc(nights.attempt)).limit(1),
    orm
      .select({ day: max(nights.day) })
      .from(nights)
      .where(eq(nights.state, 'COMPLETED')),
    orm
      .select({ day: nights.day })
      .from(nights)
      .where(and(eq(nights.state, 'RUNNING'), gte(nights.progressAt, deadBefore), ne(nights.day, day)))
      .limit(1),
  ])
  const dead = newest?.state === 'RUNNING' && newest.progressAt < deadBefore
  const done = newest?.state === 'COMPLETED' && !again && (await nextDue(service, newest, 0)) === null
  if (newest && (done || (newest.state === 'RUNNING' && !dead))) {
    // The Workflow may never have heard of it: creating the same instance twice is harmless.
    if (newest.state === 'RUNNING') await service.startNight({ day, attempt: newest.attempt, id: newest.id })
    return { nightId: newest.id }
  }
  if (other) throw conflict(['day'], say('nightAtWork', { day: other.day }), { reason: 'RETRY' })
  const attempt = (newest?.attempt ?? 0) + 1
  const nightId = service.newId()
  const row = {
    id: nightId,
    day,
    attempt,
    state: 'RUNNING' as const,
    current: completed?.day == null || day >= completed.day,
    watermark: sql<number>`(SELECT max(id) FROM changes)`,
    changeId: thisChange,
    metricsVersion,
    stages: [],
    startedAt: service.now,
    progressAt: service.now,
  }
  await commit(
    service,
    { action: 'night.run', entityId: nightId, detail: { day: formatDay(day), attempt } },
    [
      guard(service, sql`NOT EXISTS (SELECT 1 FROM nights WHERE day = ${day} AND attempt >= ${attempt})`),
      orm
        .update(nights)
        .set({ state: 'FAILED', failure: 'No sign of life.', finishedAt: service.now })
        .where(and(eq(nights.state, 'RUNNING'), lt(nights.progressAt, deadBefore))),
      guard(service, sql`NOT EXISTS (SELECT 1 FROM nights WHERE state = 'RUNNING')`),
      guard(
        service,
        sql`(SELECT max(day) FROM nights WHERE state = 'COMPLETED') IS ${completed?.day ?? null}`,
      ),
      orm.insert(nights).values(row),
    ],
    { nightId },
  )
  await service.startNight({ day, attempt, id: nightId })
  return { nightId }
}
