import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { checkedRows } from '../../database/checked-rows.ts'
import { policyAt } from '../policies/read.ts'
import type { Service } from '../service/service.ts'
import { addCounts, type Run, type Sweep } from '../sweeps/sweep.ts'
import { baseNight, baseNightSchema } from './affected-customers.ts'
import { readChunk, sizeToStart } from './chunk.ts'
import { dueRows, dueSource, dueSources } from './due-customers.ts'
import { defaultCycleDoubled, lifecyclePolicy, medianOfCounts } from './lifecycle.ts'
import { type Change, changeOf, judged, judgedRow, storeChanges } from './lifecycle-sql.ts'
import { notScored } from './standing.ts'
import { walk, walkThrough } from './walk.ts'

/** Rows of a source per chunk, at most: they are shorter than those of the metrics. */
const rowsAtOnce = 4_096

const progressSchema = walkThrough(dueSource).extend({
  base: baseNightSchema,
  policy: lifecyclePolicy.body,
  /** The workspace's doubled cycle at the start of the sweep: the same for every chunk. */
  workspaceCycle: z.int(),
})

type Progress = z.infer<typeof progressSchema>

/**
 * Moves each customer to the lifecycle stage of the run's day and dates the move with its reason; runs after
 * `refreshMetrics`. A stage ages by itself, so beside those whose purchases changed a night looks at those for
 * whom a stored day or the workspace's cycle says that it may have. The first night, every further attempt
 * at a day, and the first one of a new version of the policy, looks at everybody; nothing is written for those who stay. Counts the moves by the stage they lead
 * to, and tells the cycle of the workspace.
 */
export const lifecycleSweep = (chunkSize: number): Sweep<Progress> => ({
  name: 'lifecycle',
  cursor: progressSchema,
  async step(service, run, cursor) {
    if (!run.current) return { next: null, counts: {} }
    const progress = cursor ?? (await begin(service, run, chunkSize))
    const { policy, workspaceCycle: cycle } = progress
    const counts: Record<string, number> = {}
    const next = await walk(service.db.counters, progress, {
      read: ({ sources: [source], base, after, size }: Progress) =>
        readChunk(
          service,
          dueRows(service, run, policy, source, base, cycle, after),
          judgedRow(policy, run.day, cycle),
          judged,
          size,
          chunkSize,
        ),
      prepare(customers, source) {
        const changes = customers
          .map(row => changeOf(policy, row, run.day, cycle))
          .filter(row => row !== null)
        // A walk over everybody meets each customer once; who allowed scoring again was moved by somebody's own change.
        const allowed = customers.some(([, stage]) => stage === notScored.stage)
        const movedBefore = run.again || source !== 'EVERYONE' || allowed
        return {
          batch: storeChanges(changes, run, movedBefore),
          counted: { customers: customers.length, ...tally(changes) },
        }
      },
      async store({ batch, counted }) {
        if (batch.length > 0) await service.db.write(batch)
        addCounts(counts, counted)
        return true
      },
    })
    return { next, counts: cursor === null ? { ...counts, workspaceCycle: cycle } : counts }
  },
})

export const moveLifecycle = lifecycleSweep(rowsAtOnce)

async function begin(service: Service, run: Run, chunkSize: number): Promise<Progress> {
  const [{ body: policy }, cycle, base] = await Promise.all([
    policyAt(service, lifecyclePolicy, run.watermark),
    workspaceCycle(service),
    run.again ? null : baseNight(service, run),
  ])
  return {
    policy,
    sources: dueSources(policy, run, base, cycle),
    base: base ?? { day: run.day, watermark: 0, workspaceCycle: null },
    workspaceCycle: cycle,
    after: null,
    size: sizeToStart(chunkSize),
    reread: false,
  }
}

const cycleCount = z.object({ value: z.int(), count: z.int() })

/**
 * The cycle of customers without one of their own, in doubled days: the median of all own cycles, or the
 * default while nobody has one.
 */
export async function workspaceCycle(service: Service): Promise<number> {
  const counts = await checkedRows(
    service.db.orm,
    cycleCount,
    sql`
    SELECT cycle_doubled AS value, count(*) AS count FROM customers
    WHERE cycle_doubled IS NOT NULL GROUP BY cycle_doubled ORDER BY cycle_doubled`,
  )
  return medianOfCounts(counts) ?? defaultCycleDoubled
}

/** The moves, by the stage that they lead to. */
function tally(changes: readonly Change[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { standing, moved } of changes)
    if (moved) counts[standing.stage] = (counts[standing.stage] ?? 0) + 1
  return counts
}
