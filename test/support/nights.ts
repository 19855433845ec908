import { nights, type StageReport } from '../../src/database/tables/house/nights.ts'
import { metricsVersion } from '../../src/domain/metrics/purchase-metrics.ts'
import { type Run, type Sweep, stageOf } from '../../src/domain/sweeps/sweep.ts'
import { fresh, type TestService } from './service.ts'

/** The run of a night of which only the day matters, and what more is said. */
export const runOf = (day: number, more: Partial<Run> = {}): Run => ({
  id: day,
  day,
  current: true,
  watermark: 0,
  changeId: 0,
  again: false,
  ...more,
})

/** Runs a sweep to its end in a session of its own, and adds the chunks up; every step twice when `stammering`. */
export async function runThrough<Cursor>(
  service: TestService,
  sweep: Sweep<Cursor>,
  run: Run,
  stammering = false,
) {
  const stage = stageOf(sweep)
  const session = fresh(service)
  const counts: Record<string, number> = {}
  let cursor: string | null = null
  let chunks = 0
  do {
    if (stammering) await stage.step(session, run, cursor)
    const step = await stage.step(session, run, cursor)
    for (const [name, count] of Object.entries(step.counts)) counts[name] = (counts[name] ?? 0) + count
    cursor = step.next
    chunks += 1
  } while (cursor !== null)
  return { counts, chunks, cost: session.db.counters }
}

/** Keeps a run as the newest completed night, from which the next one goes on; its stages counted this. */
export async function nightOver(
  service: TestService,
  run: Run,
  stages: readonly Pick<StageReport, 'stage' | 'counts'>[] = [],
): Promise<void> {
  const cost = { chunks: 1, rowsRead: 0, rowsWritten: 0, milliseconds: 0 }
  await service.db.write([
    service.db.orm.insert(nights).values({
      ...{ id: run.id, day: run.day, attempt: 1, current: run.current, watermark: run.watermark },
      state: 'COMPLETED',
      metricsVersion,
      stages: stages.map(stage => ({ ...stage, ...cost })),
      // Runs begin one after another.
      startedAt: service.now + run.id,
      progressAt: service.now,
      finishedAt: service.now,
    }),
  ])
}
