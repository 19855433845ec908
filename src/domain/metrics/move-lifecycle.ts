import { sql } from 'drizzle-orm'
import type { Service } from '../context.ts'
import type { Run, Sweep, SweepStep } from '../sweep.ts'
import { type Base, baseNight } from './affected-customers.ts'
import { type Place, readChunk, sizeToStart } from './chunk.ts'
import { type DueSource, dueRows, dueSources } from './due-customers.ts'
import { lifecyclePolicy, medianOfCounts } from './lifecycle.ts'
import { type Change, changeOf, type JudgedRow, judgedRow, storeChanges } from './lifecycle-sql.ts'

/** Rows of a source per chunk, at most. */
const rowsAtOnce = 4_096

type Progress = {
  sources: DueSource[]
  base: Base
  /** The workspace's doubled cycle at the start of the sweep: the same for every chunk. */
  workspaceCycle: number
  after: Place
  size: number
}

/**
 * Moves each customer to the lifecycle stage of the run's day and dates the move with its reason; runs after
 * `refreshMetrics`. A stage ages by itself, so beside those whose purchases changed a night looks at those for
 * whom a stored day or the workspace's cycle says that it may have. The first night, and every further attempt
 * at a day, looks at everybody; nothing is written for those who stay. Counts the moves by the stage they lead
 * to, and tells the cycle of the workspace.
 */
export const lifecycleSweep = (chunkSize: number): Sweep => ({
  name: 'lifecycle',
  async step(service, run, cursor): Promise<SweepStep> {
    if (!run.current) return { next: null, counts: {} }
    const progress = cursor === null ? await begin(service, run, chunkSize) : (cursor as Progress)
    const { base, workspaceCycle: cycle } = progress
    const told = cursor === null ? { workspaceCycle: cycle } : {}
    const [source, ...rest] = progress.sources
    if (source === undefined) return { next: null, counts: told }
    const chunk = await readChunk<JudgedRow>(
      service,
      dueRows(service, run, source, base, cycle, progress.after),
      judgedRow(run.day, cycle),
      progress.size,
      chunkSize,
    )
    const changes = chunk.customers.map(row => changeOf(row, run.day, cycle)).filter(row => row !== null)
    // A walk over everybody meets each customer once.
    const movedBefore = run.again || source !== 'EVERYONE'
    if (changes.length > 0) await service.db.write(storeChanges(changes, run.day, movedBefore))
    const counts = { ...told, customers: chunk.customers.length, ...tally(changes) }
    const { size } = chunk
    if (chunk.next !== undefined) return { next: { ...progress, after: chunk.next, size }, counts }
    return { next: rest.length > 0 ? { ...progress, sources: rest, after: null, size } : null, counts }
  },
})

export const moveLifecycle = lifecycleSweep(rowsAtOnce)

async function begin(service: Service, run: Run, chunkSize: number): Promise<Progress> {
  const [cycle, base] = await Promise.all([
    workspaceCycle(service),
    run.again ? null : baseNight(service, run),
  ])
  return {
    sources: dueSources(run, base, cycle),
    base: base ?? { day: run.day, watermark: 0, workspaceCycle: null },
    workspaceCycle: cycle,
    after: null,
    size: sizeToStart(chunkSize),
  }
}

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

function tally(changes: readonly Change[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { standing, moved } of changes)
    if (moved) counts[standing.stage] = (counts[standing.stage] ?? 0) + 1
  return counts
}
