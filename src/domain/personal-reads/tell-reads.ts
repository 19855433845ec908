import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../database/checked-rows.ts'
import { personalReads } from '../../database/tables/house/personal-reads.ts'
import { beginningOfHour } from '../../lib/days.ts'
import type { Change } from '../changes/change.ts'
import { houseActor } from '../service/actor.ts'
import type { Service } from '../service/service.ts'
import { commit, guard, thisChange } from '../writes/commit.ts'
import { whileStale } from '../writes/retry.ts'
import { personalReadPolicy } from './policy.ts'
import { addMarks, forgetMarks, type Hour, isLastOwner, standingOf } from './reads-sql.ts'
import type { Told } from './told.ts'

/** Who raises alarms: the house. */
const watch = houseActor('NIGHT', 'watch')

/**
 * Tells whose personal fields were answered: of how many customers, which, by which way, within the hour. Where that is
 * more than usual, raises the alarm, once an hour, and freezes the key where the policy says so. It is work behind an
 * answer: what was answered is not changed by it.
 */
export async function tellReads(service: Service, told: Told): Promise<void> {
  const taken = service.personal.take()
  if (!taken) return
  const { caller } = service.actor
  const at: Hour = { caller, hour: beginningOfHour(service.now), now: service.now }
  const rows = [
    { surface: 'ANY', kind: 'ANY', marks: taken.all.marks },
    ...taken.reads.map(({ surface, kind, customers }) => ({ surface, kind, marks: customers.marks })),
  ]
  const keyOf = ({ surface, kind }: (typeof rows)[number]) => `${caller} ${at.hour} ${surface} ${kind}`
  const news = rows
    .map(row => ({ ...row, id: service.newId(), marks: told.news(keyOf(row), row.marks) }))
    .filter(({ marks }) => marks.length > 0)
  if (news.length === 0) return
  await service.db.write([addMarks(at, news), forgetMarks(at)])
  for (const row of news) told.settle(keyOf(row), row.marks)
  await whileStale(() => raiseAlarm({ ...service, actor: watch, idempotency: null }, at))
}

const standing = z.object({
  id: z.int(),
  customers: z.int(),
  alarmedAt: z.int().nullable(),
  policy: json(personalReadPolicy.body),
  usual: z.int().nullable(),
  key: z.int().nullable(),
  lastOwner: z.int(),
})

async function raiseAlarm(service: Service, at: Hour): Promise<void> {
  const [found] = await checkedRows(service.db.orm, standing, standingOf(at))
  if (!found || found.alarmedAt !== null) return
  const { id, customers, policy, usual, key } = found
  const byUsual = usual === null ? Number.POSITIVE_INFINITY : Math.floor(usual * policy.timesUsual)
  const limit = Math.min(policy.customersPerHour, Math.max(byUsual, policy.usualFrom))
  if (customers <= limit) return
  // Whoever could unfreeze keys last stays: else nobody could let it, or any other, go again.
  const frozen = policy.freezes && found.lastOwner === 0 ? key : null
  const froze = frozen !== null
  const raised = { alarmedAt: at.now, alarmLimit: limit, froze }
  const changes: Change[] = [
    { action: 'personal-read.alarm', entityId: id, after: { ...raised, customers } },
    ...(froze
      ? [{ action: 'api-key.freeze', entityId: frozen, after: { frozenAt: at.now } } satisfies Change]
      : []),
  ]
  const { orm } = service.db
  await commit(
    service,
    changes,
    [
      guard(service, sql`(SELECT alarmed_at IS NULL FROM personal_reads WHERE id = ${id})`),
      ...(froze
        ? [
            guard(service, sql`NOT ${isLastOwner(sql`${frozen}`, at.now)}`),
            sql`UPDATE api_keys SET frozen_at = ${at.now} WHERE id = ${frozen}`,
          ]
        : []),
      orm
        .update(personalReads)
        .set({ ...raised, changeId: thisChange })
        .where(sql`id = ${id}`),
    ],
    {},
  )
  service.log.warn('unusual reading of personal fields', { caller: at.caller, customers, limit, froze })
}
