import * as z from 'zod'
import type { Statement } from '../../database/client.ts'
import { policyAt } from '../policies/read.ts'
import type { Service } from '../service/service.ts'
import type { Run, Sweep } from '../sweeps/sweep.ts'
import { isGuardFailure } from '../writes/commit.ts'
import { affectedSources, baseNight, baseNightSchema, rowsOf, sources } from './affected-customers.ts'
import { readChunk, sizeToStart } from './chunk.ts'
import { lifecyclePolicy } from './lifecycle.ts'
import { changeOf, measured, measuredRow, storeMetrics } from './metrics-sql.ts'
import { walk, walkThrough } from './walk.ts'

/**
 * Rows of a source per chunk, at most: what is read of so many, and written, is let go early
 * (docs/memory-of-the-night.md).
 */
const rowsAtOnce = 2_048

const progressSchema = walkThrough(z.enum(sources)).extend({
  base: baseNightSchema,
  policy: lifecyclePolicy.body,
})

type Progress = z.infer<typeof progressSchema>

/**
 * Stores each customer's purchase metrics as of the run's day, and keeps the cohort tables with them. A night
 * reads the purchases of those customers alone whose values may have changed since the base night. The first
 * night, and every further attempt at a day, trusts nothing and computes everybody from the facts; only rows
 * whose values differ are written, without a new version. Reading comes first, so that the database is locked
 * only while it writes.
 */
export const metricsSweep = (chunkSize: number): Sweep<Progress> => ({
  name: 'metrics',
  cursor: progressSchema,
  async step(service, run, cursor) {
    if (!run.current) return { next: null, counts: {} }
    const counts = { customers: 0, changed: 0 }
    const progress = cursor ?? (await begin(service, run, chunkSize))
    const { policy } = progress
    const next = await walk(service.db.counters, progress, {
      read: ({ sources: [source], base, after, size }: Progress) =>
        readChunk(
          service,
          rowsOf(service, run, policy, source, base, after),
          measuredRow(run.day),
          measured,
          size,
          chunkSize,
        ),
      prepare(customers) {
        const changes = customers.map(row => changeOf(policy, row, run.day)).filter(row => row !== null)
        const batch = changes.length > 0 ? storeMetrics(service, changes, run.day) : []
        return { batch, counted: { customers: customers.length, changed: changes.length } }
      },
      async store({ batch, counted }) {
        if (batch.length > 0 && !(await stored(service, batch))) return false
        counts.customers += counted.customers
        counts.changed += counted.changed
        return true
      },
    })
    return { next, counts }
  },
})

export const refreshMetrics = metricsSweep(rowsAtOnce)

async function begin(service: Service, run: Run, chunkSize: number): Promise<Progress> {
  const [{ body: policy }, base] = await Promise.all([
    policyAt(service, lifecyclePolicy, run.watermark),
    run.again ? null : baseNight(service, run),
  ])
  return {
    policy,
    sources: base ? affectedSources(policy) : ['EVERYONE'],
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
