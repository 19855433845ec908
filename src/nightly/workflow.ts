import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from 'cloudflare:workers'
import { databaseErrorIn } from '../database/errors.ts'
import type { StageReport } from '../database/tables/house/nights.ts'
import { completeNight, failNight, noteProgress, readRun } from '../domain/nights/progress.ts'
import { startDueNights } from '../domain/nights/start-due-nights.ts'
import type { Log, Service } from '../domain/service/service.ts'
import { addCounts, type Run, type Stage } from '../domain/sweeps/sweep.ts'
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

/** A database that made a night fail may be gone for longer: whoever comes then should find the night FAILED. */
const untilTakenForDead = {
  retries: { limit: 30, delay: '1 minute', backoff: 'constant' },
  timeout: '5 minutes',
} as const

interface StepReport {
  /** Null when the sweep is through. */
  next: string | null
  report: StageReport
}

/** One night: its stages in order, each a chain of durable steps that may run again after a fall. */
export class NightWorkflow extends WorkflowEntrypoint<Bindings, NightParameters> {
  override async run(event: Readonly<WorkflowEvent<NightParameters>>, step: WorkflowStep): Promise<void> {
    const { runId } = event.payload
    const log = jsonLog({ night: runId })
    const durable = this.durable(step, log)
    try {
      const run = await durable('begin', service => readRun(service, runId))
      if (!run) return
      const reports: StageReport[] = []
      for (const stage of stages) {
        const report = await sweep(durable, run, stage, reports)
        if (!report) {
          log.warn('night overtaken', { day: run.day, stage: stage.name })
          return
        }
        reports.push(report)
      }
      await durable('complete', service => completeNight(service, runId, reports))
      log.info('night completed', { day: run.day, rowsWritten: total(reports, 'rowsWritten') })
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error)
      await durable('fail', service => failNight(service, runId, failure), untilTakenForDead)
      throw error
    }
    await durable('next', service => startDueNights(service))
  }

  /**
   * Steps whose outcome the Workflow keeps. An error leaves a step as its message alone, so the message has to
   * say what happened; how, with the statement, stands in the log.
   */
  private durable(step: WorkflowStep, log: Log): Durable {
    return (name, work, config = patience) =>
      step.do(name, config, async () => {
        try {
          return await work(await nightService(this.env, log))
        } catch (error) {
          log.error('step failed', { step: name, error: describeError(error) })
          throw new Error(describeError(databaseErrorIn(error) ?? error))
        }
      })
  }
}

type Durable = <Result extends Rpc.Serializable<Result>>(
  name: string,
  work: (service: Service) => Promise<Result>,
  config?: typeof patience | typeof untilTakenForDead,
) => Promise<Result>

/** @returns null when the run is over, because it was taken for dead: another one may be at work by now */
async function sweep(
  durable: Durable,
  run: Run,
  stage: Stage,
  before: readonly StageReport[],
): Promise<StageReport | null> {
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
    const done: StepReport | null = await durable(`${stage.name} ${at}`, async service => {
      // A Workflow that slept wakes up at the beginning of a step, and must not write a single chunk.
      if (!(await readRun(service, run.id))) return null
      const result = await chunks(service, run, stage, from)
      const alive = await noteProgress(service, run.id, [...before, merge(report, result.report)])
      return alive ? result : null
    })
    if (!done) return null
    report = merge(report, done.report)
    if (done.next === null) return report
    cursor = done.next
  }
}

async function chunks(service: Service, run: Run, stage: Stage, from: string | null): Promise<StepReport> {
  const started = Date.now()
  const counters = { ...service.db.counters }
  const counts: Record<string, number> = {}
  let cursor = from
  let done = 0
  do {
    const step = await stage.step(service, run, cursor)
    addCounts(counts, step.counts)
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
  return { next: cursor, report }
}

function merge(a: StageReport, b: StageReport): StageReport {
  const counts = { ...a.counts }
  addCounts(counts, b.counts)
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
