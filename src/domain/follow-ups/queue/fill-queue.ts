import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../../database/checked-rows.ts'
import { leftOutReasons } from '../../../database/tables/care/follow-ups.ts'
import type { Service } from '../../service/service.ts'
import { paced, share, startingPace } from '../../sweeps/pace.ts'
import { addCounts, type Run, type Sweep, type SweepStep } from '../../sweeps/sweep.ts'
import { commit } from '../../writes/commit.ts'
import { feedbackWork } from './feedback.ts'
import { fillDays } from './fill-day.ts'
import { insertItems } from './items.ts'
import { leaveQueue, leavings } from './leave-queue.ts'
import { leftOutWrites } from './left-out.ts'
import { readHighValue, readMeasured, readNight, readRange } from './night.ts'
import { among, type Night, type Tactic, type Whom } from './tactics/tactic.ts'

/** Digits; null while nobody has a value at risk. Left out until somebody is met of whom a tactic asks it. */
const highValue = z.string().nullable().optional()

/** First what is over leaves the queue, because it stands in the way of new items; then what is to do is found, and days filled. */
const progressSchema = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('LEAVE'), why: z.enum(leavings) }),
  z.object({ phase: z.literal('PROPOSE'), after: z.int(), pace: z.number(), highValue }),
  z.object({ phase: z.literal('FILL'), after: z.int(), highValue, filled: z.string(), best: z.string() }),
])

type Progress = z.infer<typeof progressSchema>
type Step = SweepStep<Progress>
type In<Phase extends Progress['phase']> = Extract<Progress, { phase: Phase }>

/**
 * The stage of the night that fills the follow-up queue; runs after metrics, lifecycle, levels and the vulnerability
 * snapshots. Counts the customers gone through, the items made by tactic, those held out, what is left out in the end by reason
 * (`leftOut.OPT_OUT`), the items that expired, those past their due day, and those that ended with their feedback; and by
 * how many per mille the gain of what was queued falls short of the most that the same minutes could bring. What exists is
 * never touched, so a rerun writes nothing.
 * @param chunkSize items that leave per step; of customers it goes (at full pace) through `rangeChunks` times as many
 */
export const queueSweep = (chunkSize: number): Sweep<Progress> => ({
  name: 'follow-ups',
  cursor: progressSchema,
  async step(service, run, cursor) {
    if (!run.current) return { next: null, counts: {} }
    const progress = cursor ?? { phase: 'LEAVE', why: leavings[0] }
    switch (progress.phase) {
      case 'LEAVE':
        return leave(service, run, progress, chunkSize)
      case 'PROPOSE':
        return proposeChunk(service, run, progress, chunkSize)
      case 'FILL':
        return fill(service, run, progress)
    }
  },
})

export const fillQueue = queueSweep(5_000)

async function leave(service: Service, run: Run, { why }: In<'LEAVE'>, limit: number): Promise<Step> {
  const counts = { expired: 0 }
  for (const reason of leavings.slice(leavings.indexOf(why))) {
    const left = await leaveQueue(service, run.day, reason, limit)
    if (left > 0) addCounts(counts, { [reason]: left })
    if (left === limit) return { next: { phase: 'LEAVE', why: reason }, counts }
  }
  return { next: { phase: 'PROPOSE', after: 0, pace: startingPace }, counts }
}

const digits = (value: bigint | null) => (value === null ? null : `${value}`)

type Measured = Pick<In<'PROPOSE'>, 'highValue'>

const withHighValue = (night: Night, { highValue }: Measured): Night => ({
  ...night,
  highValue: typeof highValue === 'string' ? BigInt(highValue) : null,
})

/** The highest values at risk, as measured before, or now where a tactic asks them of somebody. */
async function measure(
  service: Service,
  night: Night,
  concerned: ReadonlyMap<Tactic, readonly number[]>,
  { highValue }: Measured,
): Promise<Measured> {
  const asked = [...concerned].some(([{ byHighValue }, ids]) => byHighValue && ids.length > 0)
  if (highValue !== undefined || !asked) return { highValue }
  return { highValue: digits(await readHighValue(service, night, await readMeasured(service))) }
}

/** Few of a range may have something, and these fill a lot then. */
const rangeChunks = 4

/** Of whom all is held in memory at once. */
const lookedAtOnce = 750

async function proposeChunk(
  service: Service,
  run: Run,
  { after, pace, ...before }: In<'PROPOSE'>,
  chunkSize: number,
): Promise<Step> {
  const size = share(rangeChunks * chunkSize, pace)
  const night = await readNight(service, run.day)
  const [{ upto, customers, made, measured }, next] = await paced(service.db.counters, pace, async () => {
    const { ids, waiting, concerned, ...range } = await readRange(service, night, after, size)
    let made = 0
    for (const lot of lots(waiting)) made += await queueFeedback(service, night, lot)
    const measured = await measure(service, night, concerned, before)
    await keepLots(service, withHighValue(night, measured), ids, concerned)
    return { ...range, made, measured }
  })
  const through = { phase: 'FILL', after: -1, ...measured, filled: '0', best: '0' } as const
  return {
    next:
      upto !== null && customers === size
        ? { phase: 'PROPOSE', after: upto, pace: next, ...measured }
        : through,
    counts: { ...(customers > 0 && { customers }), ...(made > 0 && { FEEDBACK: made }) },
  }
}

const lots = (ids: readonly number[]): number[][] =>
  Array.from({ length: Math.ceil(ids.length / lookedAtOnce) }, (_, at) =>
    ids.slice(at * lookedAtOnce, (at + 1) * lookedAtOnce),
  )

/** Of a lot those whom a tactic may concern; lots and tactics go by the same order of ids. */
const concernedOf =
  (lot: readonly number[], concerned: ReadonlyMap<Tactic, readonly number[]>) =>
  (tactic: Tactic): Whom | null => {
    const [first = 0, last = 0] = [lot[0], lot.at(-1)]
    const some = (concerned.get(tactic) ?? []).filter(id => id >= first && id <= last)
    return some.length === 0 ? null : among(some)
  }

/** Keeps what is left out of some customers: each lot is read while what is new of the one before it is written. */
async function keepLots(
  service: Service,
  night: Night,
  ids: readonly number[],
  concerned: ReadonlyMap<Tactic, readonly number[]>,
): Promise<void> {
  let writes: SQL[] = []
  for (const lot of [...lots(ids), null]) {
    const [found] = await Promise.all([
      lot === null ? [] : leftOutWrites(service, night, among(lot), concernedOf(lot, concerned)),
      writes.length > 0 ? service.db.write(writes) : null,
    ])
    writes = found
  }
}

/** Puts work on feedback into the queue at once: what tactics propose depends on it. @returns how many items */
async function queueFeedback(service: Service, night: Night, ids: readonly number[]): Promise<number> {
  const feedback = await feedbackWork(service, night, among(ids))
  if (feedback.length > 0)
    await commit(
      service,
      { action: 'follow-up.fill', detail: { day: night.day, FEEDBACK: feedback.length } },
      insertItems(service, feedback, 'OPEN'),
      null,
    )
  return feedback.length
}

async function fill(service: Service, run: Run, progress: In<'FILL'>): Promise<Step> {
  const night = withHighValue(await readNight(service, run.day), progress)
  const { last, made, filled, best } = await fillDays(service, night, progress.after)
  const sums = { filled: BigInt(progress.filled) + filled, best: BigInt(progress.best) + best }
  const next = { ...progress, filled: `${sums.filled}`, best: `${sums.best}` }
  // Who is held out leaves minutes that others fill, and of each customer one was taken: the same owners once more, until
  // nobody is chosen. So a rerun finds nothing to do.
  if (Object.keys(made).length > 0) return { next, counts: made }
  if (last !== null) return { next: { ...next, after: last }, counts: made }
  return {
    next: null,
    counts: {
      ...made,
      ...(await leftOutCounts(service)),
      ...(sums.best > 0n && { gapPerMille: Number(((sums.best - sums.filled) * 1000n) / sums.best) }),
    },
  }
}

const countRow = z.object({ reason: z.enum(leftOutReasons), rows: z.int() })

/** What the night leaves out in the end, by reason: what was queued last stands in the way of other work. */
async function leftOutCounts(service: Service): Promise<Record<string, number>> {
  const counted = await checkedRows(
    service.db.orm,
    countRow,
    sql`SELECT reason, count(*) AS "rows" FROM follow_ups_left_out GROUP BY reason`,
  )
  return Object.fromEntries(counted.map(({ reason, rows }) => [`leftOut.${reason}`, rows]))
}
