import type { Statement } from '../../database/client.ts'
import { isGuardFailure } from '../commit.ts'
import type { Service } from '../context.ts'
import type { Run, Sweep, SweepStep } from '../sweep.ts'
import { affectedSources, type Base, baseNight, rowsOf, type Source } from './affected-customers.ts'
import { type Place, readChunk, sizeToStart } from './chunk.ts'
import { changeOf, type MeasuredRow, measuredRow, storeMetrics } from './metrics-sql.ts'

/** Rows of a source per chunk, at most; a customer's purchases are read once for each chunk with the customer. */
const rowsAtOnce = 4_096

type Progress = {
  sources: Source[]
  base: Base
  after: Place
  size: number
  /** The chunk is read again, because what was read of it did not hold any more. */
  reread: boolean
}

/**
 * Stores each customer's purchase metrics as of the run's day, and keeps the cohort tables with them. A night
 * reads the purchases of those customers alone whose values may have changed since the base night. The first
 * night, and every further attempt at a day, trusts nothing and computes everybody from the facts; only rows
 * whose values differ are written, without a new version. Reading comes first, so that the database is locked
 * only while it writes.
 */
export const metricsSweep = (chunkSize: number): Sweep => ({
  name: 'metrics',
  async step(service, run, cursor): Promise<SweepStep> {
    if (!run.current) return { next: null, counts: {} }
    const progress = cursor === null ? await begin(service, run, chunkSize) : (cursor as Progress)
    const [source, ...rest] = progress.sources
    if (source === undefined) return { next: null, counts: {} }
    const chunk = await readChunk<MeasuredRow>(
      service,
      rowsOf(service, run, source, progress.base, progress.after),
      measuredRow(run.day),
      progress.size,
      chunkSize,
    )
    const changes = chunk.customers.map(row => changeOf(row, run.day)).filter(row => row !== null)
    if (changes.length > 0 && !(await stored(service, storeMetrics(service, changes, run.day)))) {
      if (progress.reread) throw new Error('Customers change while their metrics are stored.')
      return { next: { ...progress, reread: true }, counts: {} }
    }
    const counts = { customers: chunk.customers.length, changed: changes.length }
    const { size } = chunk
    if (chunk.next !== undefined)
      return { next: { ...progress, after: chunk.next, size, reread: false }, counts }
    return {
      next: rest.length > 0 ? { ...progress, sources: rest, after: null, size, reread: false } : null,
      counts,
    }
  },
})

export const refreshMetrics = metricsSweep(rowsAtOnce)

async function begin(service: Service, run: Run, chunkSize: number): Promise<Progress> {
  const base = run.again ? null : await baseNight(service, run)
  return {
    sources: base ? [...affectedSources] : ['EVERYONE'],
    base: base ?? { day: run.day, watermark: 0, workspaceCycle: null },
    after: null,
    size: sizeToStart(chunkSize),
    reread: false,
  }
}

/** False when the guard did not hold: an unanswered try was applied after all, or another run was faster. */
async function stored(service: Service, batch: Statement[]): Promise<boolean> {
  try {
    await service.db.write(batch)
    return true
  } catch (error) {
    if (isGuardFailure(error)) return false
    throw error
  }
}
