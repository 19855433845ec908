import type { Service } from '../context.ts'
import type { Cursor, Run, Sweep, SweepStep } from '../sweep.ts'
import {
  affectedSources,
  type Base,
  newestNight,
  nextOf,
  type Place,
  type Source,
} from './affected-customers.ts'
import { storeMetrics } from './metrics-sql.ts'

/** Rows of a source per chunk; a customer's purchases are read once for each chunk that names the customer. */
const rowsAtOnce = 5_000

type Progress = {
  sources: Source[]
  base: Base
  after: Place
}

/**
 * Stores each customer's purchase metrics as of the run's day: first and last purchase day, purchase days, net
 * spend, net spend and doubled cycle of the last 365 days. A night reads the purchases of those customers
 * alone whose values may have changed since the newest completed night. The first night, and every further
 * attempt at a day, trusts nothing and computes everybody from the facts; only rows whose values differ are
 * written, without a new version, and `metrics_on` is the day for which they last differed.
 */
export const metricsSweep = (chunkSize: number): Sweep => ({
  name: 'metrics',
  async step(service, run, cursor): Promise<SweepStep> {
    if (!run.current) return { next: null, counts: {} }
    const progress = cursor === null ? await begin(service, run) : (cursor as Progress)
    const [source, ...rest] = progress.sources
    if (source === undefined) return { next: null, counts: {} }
    const rows = await service.db.orm.all<{ customer: number; a: number; b: number }>(
      nextOf(service, run, source, progress.base, progress.after, chunkSize),
    )
    const ids = [...new Set(rows.map(row => row.customer))]
    const counts = { customers: ids.length, changed: await store(service, run, ids) }
    const last = rows.at(-1)
    if (last && rows.length === chunkSize)
      return { next: toCursor({ ...progress, after: [last.a, last.b] }), counts }
    return {
      next: rest.length > 0 ? toCursor({ ...progress, sources: rest, after: null }) : null,
      counts,
    }
  },
})

export const refreshMetrics = metricsSweep(rowsAtOnce)

async function begin(service: Service, run: Run): Promise<Progress> {
  const base = run.again ? null : await newestNight(service)
  return {
    sources: base ? [...affectedSources] : ['EVERYONE'],
    base: base ?? { day: run.day, watermark: 0 },
    after: null,
  }
}

async function store(service: Service, run: Run, ids: number[]): Promise<number> {
  if (ids.length === 0) return 0
  const [stored] = await service.db.write([storeMetrics(JSON.stringify(ids), run.day)])
  return stored?.rowsAffected ?? 0
}

const toCursor = ({ sources, base, after }: Progress): Cursor => ({ sources, base, after })
