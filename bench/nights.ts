import { sql } from 'drizzle-orm'
import { openDatabase } from '../src/database/client.ts'
import type { StageReport } from '../src/database/tables/nights.ts'
import { completeNight, readRun } from '../src/domain/nights/progress.ts'
import { beginNight } from '../src/domain/nights/run-night.ts'
import type { Cursor } from '../src/domain/sweep.ts'
import type { Bindings } from '../src/env.ts'
import { nightService } from '../src/nightly/service.ts'
import { stages } from '../src/nightly/stages.ts'

const silent = () => undefined

/** Runs all stages of the night of `day`, as the Workflow does but without its durable steps. */
export async function runNight(databaseUrl: string, day: number): Promise<StageReport[]> {
  const NIGHT = { create: async () => undefined } as unknown as Bindings['NIGHT']
  const log = { info: silent, warn: silent, error: silent }
  const service = await nightService({ DATABASE_URL: databaseUrl, NIGHT }, log)
  const { nightId } = await beginNight(service, day, false)
  const run = await readRun(service, nightId)
  if (!run) throw new Error('The night did not begin.')
  const { counters } = service.db
  const reports: StageReport[] = []
  for (const stage of stages) {
    const started = performance.now()
    const before = { ...counters }
    const counts: Record<string, number> = {}
    let cursor: Cursor = null
    let chunks = 0
    do {
      const step = await stage.step(service, run, cursor)
      for (const [name, value] of Object.entries(step.counts)) counts[name] = (counts[name] ?? 0) + value
      cursor = step.next
      chunks += 1
    } while (cursor !== null)
    reports.push({
      stage: stage.name,
      chunks,
      counts,
      rowsRead: counters.rowsRead - before.rowsRead,
      rowsWritten: counters.rowsWritten - before.rowsWritten,
      milliseconds: performance.now() - started,
    })
  }
  await completeNight(service, nightId, reports)
  return reports
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
