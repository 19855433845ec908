import { and, eq, sql } from 'drizzle-orm'
import { nights, type StageReport } from '../../database/tables/house/nights.ts'
import type { Service } from '../service/service.ts'
import type { Run } from '../sweeps/sweep.ts'
import { commit, guard, StaleRead } from '../writes/commit.ts'

/** The run as its stages see it; null when its row is not RUNNING any more. */
export async function readRun(service: Service, nightId: number): Promise<Run | null> {
  const [row] = await service.db.orm.select().from(nights).where(eq(nights.id, nightId))
  if (row?.state !== 'RUNNING') return null
  const { id, day, current, watermark, changeId } = row
  return { id, day, current, watermark, changeId, again: row.attempt > 1 }
}

/**
 * Notes what the stages so far did: a sign of life, and all that a quiet night writes.
 * @returns false when the run is over, because it was taken for dead: then it must not write any more
 */
export async function noteProgress(
  service: Service,
  nightId: number,
  stages: StageReport[],
): Promise<boolean> {
  return update(service, nightId, { stages, progressAt: service.now })
}

/** Ends the run in one change, behind which the feed finds all that the night moved. Nothing where it is over already. */
export async function completeNight(service: Service, nightId: number, stages: StageReport[]): Promise<void> {
  const { now } = service
  const mine = isRunning(nightId)
  try {
    await commit(
      service,
      { action: 'night.complete', entityId: nightId },
      [
        guard(service, sql`EXISTS (SELECT 1 FROM nights WHERE ${mine})`),
        service.db.orm
          .update(nights)
          .set({ state: 'COMPLETED', stages, progressAt: now, finishedAt: now })
          .where(mine),
      ],
      null,
    )
  } catch (error) {
    if (!(error instanceof StaleRead)) throw error
  }
}

/** @param failure for operators: the error's own words, shortened */
export async function failNight(service: Service, nightId: number, failure: string): Promise<void> {
  const shortened = failure.slice(0, 1_000)
  await update(service, nightId, { state: 'FAILED', failure: shortened, finishedAt: service.now })
}

const isRunning = (nightId: number) => and(eq(nights.id, nightId), eq(nights.state, 'RUNNING'))

/** False when the row is not RUNNING any more: then it stays as it is. */
async function update(
  service: Service,
  nightId: number,
  values: Partial<typeof nights.$inferInsert>,
): Promise<boolean> {
  const [updated] = await service.db.write([
    service.db.orm.update(nights).set(values).where(isRunning(nightId)),
  ])
  return updated?.rowsAffected === 1
}
