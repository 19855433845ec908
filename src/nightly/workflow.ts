import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from 'cloudflare:workers'
import type { StageReport } from '../database/tables/nights.ts'
import { completeNight, failNight, noteProgress, readRun } from '../domain/nights/progress.ts'
import { startDueNights } from '../domain/nights/start-due-nights.ts'
import type { Cursor, Run, Sweep } from '../domain/sweep.ts'
import type { Bindings } from '../env.ts'
import { describeError, jsonLog } from '../lib/log.ts'
import { nightService } from './service.ts'
import { stages } from './stages.ts'
import type { NightParameters } from './start.ts'

/** A step does as many chunks as fit in this time: an instance may have about a thousand steps. */
const stepMilliseconds = 10_000

const patience = {
  retries: { limit: 4, delay: '2 seconds', backoff: 'exponential' },
  timeout: '5 minutes',
} as const

interface StepReport {
  /** The cursor as JSON text; null when the sweep is through. */
  next: string | null
  report: StageReport
}

/** One night: its stages in order, each a chain of durable steps that may run again after a fall. */
export class NightWorkflow extends WorkflowEntrypoint<Bindings, NightParameters> {
  override async run(event: Readonly<WorkflowEvent<NightParameters>>, step: WorkflowStep): Promise<void> {
    const { runId } = event.payload
    const log = jsonLog({ night: runId })
    const open = () => nightService(this.env, log)
    try {
      const run = await step.do('begin', patience, async () => readRun(await open(), runId))
      if (!run) return
      const reports: StageReport[] = []
      for (const stage of stages) {
        reports.push(await this.sweep(step, run, stage, reports, log))
      }
      await step.do('complete', patience, async () => completeNight(await open(), runId, reports))
      log.info('night completed', { day: run.day, rowsWritten: total(reports, 'rowsWritten') })
    } catch (error) {
      log.error('night failed', { error: describeError(error) })
      await step.do('fail', patience, async () => failNight(await open(), runId, describeError(error)))
      throw error
    }
    await step.do('next', patience, async () => startDueNights(await open()))
  }

  private async sweep(
    step: WorkflowStep,
    run: Run,
    stage: Sweep,
    before: readonly StageReport[],
    log: ReturnType<typeof jsonLog>,
  ): Promise<StageReport> {
    let report: StageReport = {
      stage: stage.name,
      chunks: 0,
      counts: {},
      rowsRead: 0,
      rowsWritten: 0,
      milliseconds: 0,
    }
    let cursor: string | null = null
    for (let at = 1; ; at++) {
      const from = cursor
      const done = await step.do(`${stage.name} ${at}`, patience, async () => {
        const service = await nightService(this.env, log)
        const result = await chunks(service, run, stage, from)
        await noteProgress(service, run.id, [...before, merge(report, result.report)])
        return result
      })
      report = merge(report, done.report)
      if (done.next === null) return report
      cursor = done.next
    }
  }
}

async function chunks(
  service: Awaited<ReturnType<typeof nightService>>,
  run: Run,
  stage: Sweep,
  from: string | null,
): Promise<StepReport> {
  const started = Date.now()
  const counters = { ...service.db.counters }
  const counts: Record<string, number> = {}
  let cursor: Cursor = from === null ? null : JSON.parse(from)
  let done = 0
  do {
    const step = await stage.step(service, run, cursor)
    for (const [name, value] of Object.entries(step.counts)) counts[name] = (counts[name] ?? 0) + value
    cursor = step.next
    done += 1
  } while (cursor !== null && Date.now() - started < stepMilliseconds)
  const { rowsRead, rowsWritten } = service.db.counters
  const report = {
    stage: stage.name,
    chunks: done,
    counts,
    rowsRead: rowsRead - counters.rowsRead,
    rowsWritten: rowsWritten - counters.rowsWritten,
    milliseconds: Date.now() - started,
  }
  return { next: cursor === null ? null : JSON.stringify(cursor), report }
}

function merge(a: StageReport, b: StageReport): StageReport {
  const counts = { ...a.counts }
  for (const [name, value] of Object.entries(b.counts)) counts[name] = (counts[name] ?? 0) + value
  return {
    stage: a.stage,
    chunks: a.chunks + b.chunks,
    counts,
    rowsRead: a.rowsRead + b.rowsRead,
    rowsWritten: a.rowsWritten + b.rowsWritten,
    milliseconds: a.milliseconds + b.milliseconds,
  }
}

const total = (reports: readonly StageReport[], field: 'rowsRead' | 'rowsWritten') =>
  reports.reduce((sum, report) => sum + report[field], 0)
