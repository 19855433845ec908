import { sql } from 'drizzle-orm'
import { openDatabase } from '../src/database/client.ts'
import type { StageReport } from '../src/database/tables/house/nights.ts'
import { completeNight, readRun } from '../src/domain/nights/progress.ts'
import { beginNight } from '../src/domain/nights/run-night.ts'
import type { Service } from '../src/domain/service/service.ts'
import { addCounts, type Run, type Stage } from '../src/domain/sweeps/sweep.ts'
import { patience } from '../src/nightly/service.ts'
import { stages } from '../src/nightly/stages.ts'
import { processorTime } from './measure.ts'
import { benchService } from './service.ts'
import type { Server } from './stage.ts'
import { stopwatch, type Timing } from './stopwatch.ts'

export interface MeasuredStage extends StageReport {
  /** The longest statement of the stage. */
  longest: Timing
  /** Its longest round trip and its longest step, in milliseconds: a step makes several round trips. */
  roundTrip: number
  longestStep: number
  /** Processor time of the database and of the night, in milliseconds. */
  processor: number
}

/** A database server of the stage. */
export type Database = Pick<Server, 'url' | 'mark'>

/** What this process and the database have used of the processor so far, in milliseconds. */
export function processorUsed(database: Database): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000 + processorTime(database.mark)
}

export interface MeasuredNight {
  stages: MeasuredStage[]
  /** What the run itself wrote: its row, and the audit row of its beginning. */
  ownRows: number
  milliseconds: number
}

/**
 * Runs all stages of the night of `day`, as the Workflow does but without its durable steps.
 * @param again a further attempt at a day that is done
 */
export async function runNight(database: Database, day: number, again = false): Promise<MeasuredNight> {
  const watch = stopwatch()
  const service = await benchService(database.url, { ...patience, fetch: watch.fetch })
  const started = performance.now()
  const { nightId } = await beginNight(service, day, again)
  const run = await readRun(service, nightId)
  if (!run) throw new Error('The night did not begin.')
  const measured: MeasuredStage[] = []
  for (const stage of stages) {
    watch.lap()
    const used = processorUsed(database)
    const report = await runStage(service, run, stage)
    measured.push({ ...report, ...watch.lap(), processor: processorUsed(database) - used })
  }
  const reports = measured.map(
    ({ longest: _, roundTrip: __, longestStep: ___, processor: ____, ...report }) => report,
  )
  await completeNight(service, nightId, reports)
  return {
    stages: measured,
    ownRows: service.db.counters.rowsWritten - sum(measured, 'rowsWritten'),
    milliseconds: performance.now() - started,
  }
}

/** One field of all stages together. */
export const sum = (
  reports: readonly StageReport[],
  field: 'milliseconds' | 'chunks' | 'rowsRead' | 'rowsWritten',
) => reports.reduce((total, report) => total + report[field], 0)

async function runStage(
  service: Service,
  run: Run,
  stage: Stage,
): Promise<StageReport & { longestStep: number }> {
  const { counters } = service.db
  const before = { ...counters }
  const started = performance.now()
  const counts: Record<string, number> = {}
  let cursor: string | null = null
  let chunks = 0
  let longestStep = 0
  do {
    const begun = performance.now()
    const step = await stage.step(service, run, cursor)
    addCounts(counts, step.counts)
    cursor = step.next
    chunks += 1
    longestStep = Math.max(longestStep, performance.now() - begun)
  } while (cursor !== null)
  return {
    stage: stage.name,
    chunks,
    counts,
    rowsRead: counters.rowsRead - before.rowsRead,
    rowsWritten: counters.rowsWritten - before.rowsWritten,
    milliseconds: performance.now() - started,
    longestStep,
  }
}

/** What the purchase metrics and the Vulnerability Index of one campaign come to, all added up. */
export type Totals = Record<
  | 'customers'
  | 'first'
  | 'last'
  | 'days'
  | 'net'
  | 'year'
  | 'cycle'
  | 'os'
  | 'vs'
  | 'controlOs'
  | 'controlVs',
  number
>

/** The same, as the night has stored it. */
export async function storedTotals(databaseUrl: string): Promise<Totals | undefined> {
  const [row] = await openDatabase({ url: databaseUrl })
    .session()
    .orm.all<Totals>(sql`
    SELECT count(*) AS customers, sum(first_purchase_on) AS first, sum(last_purchase_on) AS last,
      sum(purchase_days) AS days, sum(net_spend) AS net, sum(net_spend_year) AS year, sum(cycle_doubled) AS cycle,
      s.treated ->> 'os' AS os, s.treated ->> 'vs' AS vs,
      s.control ->> 'os' AS controlOs, s.control ->> 'vs' AS controlVs
    FROM customers, vulnerability_snapshots s WHERE s.scope = 'CAMPAIGN' AND s.sealed_at IS NOT NULL`)
  return row
}
