import { sql } from 'drizzle-orm'
import type { Service } from '../context.ts'
import type { Cursor, Sweep, SweepStep } from '../sweep.ts'
import { lifecyclePolicy, lifecycleReason, medianOfCounts } from './lifecycle.ts'
import { type Mover, selectMovers, storeMoves } from './lifecycle-sql.ts'

/** Customers per chunk. */
const customersAtOnce = 5_000

type Progress = {
  after: number
  /** The workspace's doubled cycle at the start of the sweep: the same for every chunk. */
  workspaceCycle: number
}

/**
 * Moves each customer to the lifecycle stage of the run's day and dates the move with its reason; runs after
 * `refreshMetrics`. A stage ages by itself, so every customer's row is read, purchases only where somebody may
 * be won back; nothing is written for those who stay. Counts the moves by the stage they lead to.
 */
export const lifecycleSweep = (chunkSize: number): Sweep => ({
  name: 'lifecycle',
  async step(service, run, cursor): Promise<SweepStep> {
    if (!run.current) return { next: null, counts: {} }
    const progress: Progress =
      cursor === null ? { after: 0, workspaceCycle: await workspaceCycle(service) } : (cursor as Progress)
    const { after, workspaceCycle: cycle } = progress
    const [movers, chunk] = await Promise.all([
      service.db.orm.all<Mover>(selectMovers(run.day, cycle, after, chunkSize)),
      service.db.orm.all<{ size: number; last: number | null }>(sql`
        SELECT count(*) AS size, max(id) AS last
        FROM (SELECT id FROM customers WHERE id > ${after} ORDER BY id LIMIT ${chunkSize})`),
    ])
    if (movers.length > 0) await service.db.write(storeMoves(JSON.stringify(movers.map(toMove)), run.day))
    const { size = 0, last = null } = chunk[0] ?? {}
    const next: Cursor = last !== null && size === chunkSize ? { after: last, workspaceCycle: cycle } : null
    return { next, counts: { customers: size, ...tally(movers) } }
  },
})

export const moveLifecycle = lifecycleSweep(customersAtOnce)

/**
 * The cycle of customers without one of their own, in doubled days: the median of all own cycles, or the
 * policy's default while nobody has one.
 */
export async function workspaceCycle(service: Service): Promise<number> {
  const counts = await service.db.orm.all<{ value: number; count: number }>(sql`
    SELECT cycle_doubled AS value, count(*) AS count FROM customers
    WHERE cycle_doubled IS NOT NULL GROUP BY cycle_doubled ORDER BY cycle_doubled`)
  return medianOfCounts(counts) ?? lifecyclePolicy.defaultCycleDoubled
}

const toMove = ({ id, stage, own, ...measured }: Mover) => ({
  id,
  stage,
  reason: lifecycleReason(stage, { ...measured, own: own === 1 }),
})

function tally(movers: readonly Mover[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { stage } of movers) counts[stage] = (counts[stage] ?? 0) + 1
  return counts
}
