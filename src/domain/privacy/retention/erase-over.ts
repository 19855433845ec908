import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows, json } from '../../../database/checked-rows.ts'
import { policyInForce } from '../../policies/read.ts'
import type { Service } from '../../service/service.ts'
import { paced, share, startingPace } from '../../sweeps/pace.ts'
import { addCounts, type Run, type Sweep, type SweepStep } from '../../sweeps/sweep.ts'
import { guard, StaleRead } from '../../writes/commit.ts'
import { erasePersons } from '../erase-person.ts'
import { keptReasons, nameSomebody, overBefore, personsOver } from './over-sql.ts'
import { type RetentionPolicy, type RetentionRule, retentionPolicy } from './policy.ts'

/** First persons, behind the last customer looked at; then what was told of reads. */
const progressSchema = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('PERSONS'), after: z.int(), pace: z.number() }),
  z.object({ phase: z.literal('READS') }),
])

type Progress = z.infer<typeof progressSchema>
type Step = SweepStep<Progress>

interface AtOnce {
  /** Customers that one statement looks at. */
  customers: number
  /** Persons that one batch erases. */
  persons: number
  /** Reads that one statement forgets. */
  reads: number
}

/**
 * The stage of the night that erases what the retention policy keeps no longer: persons as `customerErase` does, no more
 * in the night of a day than the policy says, then what was told of reads. Counts `erased` and `personalReads`, and the
 * persons who stay although their time is over, by why: `kept.RESTRICTED`, and `kept.NO_SECRET` where the Worker has no
 * secret for the marks.
 */
export const retentionSweep = (atOnce: AtOnce): Sweep<Progress> => ({
  name: 'retention',
  cursor: progressSchema,
  async step(service, run, cursor) {
    if (!run.current) return { next: null, counts: {} }
    const policy = await policyInForce(service, retentionPolicy)
    const progress = cursor ?? { phase: 'PERSONS', after: 0, pace: startingPace }
    return progress.phase === 'PERSONS' && nameSomebody(policy.body.rules)
      ? eraseChunk(service, run, policy, progress, atOnce)
      : forgetReads(service, run, policy.body, atOnce.reads)
  },
})

export const eraseOver = retentionSweep({ customers: 5_000, persons: 10, reads: 1_000 })

const chunkRow = z.object({
  /** How many customers were looked at, and the last of them. */
  size: z.int(),
  last: z.int().nullable(),
  over: json(z.array(z.object({ id: z.int(), kept: z.enum(keptReasons).nullable() }))),
})

async function eraseChunk(
  service: Service,
  run: Run,
  { version, body }: { version: number; body: RetentionPolicy },
  { after, pace }: Extract<Progress, { phase: 'PERSONS' }>,
  atOnce: AtOnce,
): Promise<Step> {
  const room = Math.min(atOnce.persons, body.personsPerNight - (await erasedThatNight(service, run)))
  if (room <= 0) return { next: { phase: 'READS' }, counts: {} }
  const size = share(atOnce.customers, pace)
  const at = { day: run.day, timeZone: service.workspace.timeZone }
  const [[chunk], next] = await paced(service.db.counters, pace, () =>
    checkedRows(
      service.db.orm,
      chunkRow,
      sql`WITH chunk AS (SELECT id FROM customers WHERE id > ${after} ORDER BY id LIMIT ${size})
        SELECT count(*) AS size, max(id) AS last, (
          SELECT json_group_array(json_object('id', id, 'kept', kept)) FROM (
            ${personsOver(body.rules, at, sql`c.id IN (SELECT id FROM chunk)`)} ORDER BY c.id)) AS over
        FROM chunk`,
    ),
  )
  if (!chunk?.last) return { next: { phase: 'READS' }, counts: {} }
  const free = chunk.over.flatMap(({ id, kept }) => (kept === null ? [id] : []))
  const marked = service.tombstoneSecret !== null
  const chosen = marked ? free.slice(0, room) : []
  // Whoever stands behind the last that fits is looked at again.
  const upTo = marked && chosen.length < free.length ? (chosen.at(-1) ?? chunk.last) : chunk.last
  const stillOver = (ids: readonly number[]) => {
    const which = sql`c.id IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`
    return guard(
      service,
      sql`(SELECT count(*) FROM (${personsOver(body.rules, at, which)}) WHERE kept IS NULL) = ${ids.length}`,
    )
  }
  const counts = { erased: await eraseEach(service, chosen, version, stillOver) }
  for (const { id, kept } of chunk.over)
    if (id <= upTo && (kept !== null || !marked)) addCounts(counts, { [`kept.${kept ?? 'NO_SECRET'}`]: 1 })
  const through = upTo === chunk.last && chunk.size < size
  return { next: through ? { phase: 'READS' } : { phase: 'PERSONS', after: upTo, pace: next }, counts }
}

/** In one batch; one by one where that cannot be. Of whom something is written meanwhile the next night looks again. */
async function eraseEach(
  service: Service,
  ids: readonly number[],
  version: number,
  stillOver: (ids: readonly number[]) => ReturnType<typeof guard>,
): Promise<number> {
  if (ids.length === 0) return 0
  try {
    return await erasePersons(service, ids, version, stillOver(ids))
  } catch (error) {
    if (!(error instanceof StaleRead)) throw error
    if (ids.length === 1) return 0
    let erased = 0
    for (const id of ids) erased += await eraseEach(service, [id], version, stillOver)
    return erased
  }
}

const countRow = z.object({ erased: z.int() })

/** How many the nights of the day have erased, those that failed half way included. */
async function erasedThatNight({ db, actor }: Service, { day, watermark }: Run): Promise<number> {
  const [row] = await checkedRows(
    db.orm,
    countRow,
    sql`SELECT count(*) AS erased FROM changes WHERE actor = ${actor.caller} AND action = 'customer.erase'
      AND id > ifnull((SELECT min(watermark) FROM nights WHERE day = ${day}), ${watermark})`,
  )
  return row?.erased ?? 0
}

const idRow = z.object({ id: z.int() })

async function forgetReads(
  service: Service,
  { day }: Run,
  { rules }: { rules: readonly RetentionRule[] },
  limit: number,
): Promise<Step> {
  const rule = rules.find(({ data }) => data === 'PERSONAL_READ')
  if (!rule) return { next: null, counts: {} }
  const over = await checkedRows(
    service.db.orm,
    idRow,
    sql`SELECT id FROM personal_reads WHERE hour < ${overBefore(rule, day, service.workspace.timeZone)}
      ORDER BY hour, id LIMIT ${limit}`,
  )
  if (over.length > 0)
    await service.db.write([
      sql`DELETE FROM personal_reads WHERE id IN (SELECT value FROM json_each(${JSON.stringify(over.map(({ id }) => id))}))`,
    ])
  return { next: over.length < limit ? null : { phase: 'READS' }, counts: { personalReads: over.length } }
}
