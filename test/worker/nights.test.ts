import { createScheduledController, introspectWorkflow } from 'cloudflare:test'
import { asc, desc, sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { nights } from '../../src/database/tables/house/nights.ts'
import { newestDueDay } from '../../src/domain/nights/due-days.ts'
import { beginNight } from '../../src/domain/nights/run-night.ts'
import { formatDay } from '../../src/lib/days.ts'
import { instanceId, nightStarter } from '../../src/nightly/start.ts'
import worker from '../../src/worker.ts'
import { type TestDatabase, workerDatabase } from '../support/database.ts'
import { insertCustomers } from '../support/facts.ts'
import type { Fault } from '../support/server/faults.ts'
import { fresh, type TestService, testService } from '../support/service.ts'
import { contents, smallWorld } from '../support/world.ts'
import { bindings, graphql, issueKey } from './client.ts'

const zone = 'Asia/Ho_Chi_Minh'
/** The day that a tick begins with where no night was ever completed. */
const due = newestDueDay(Date.now(), zone)
const now = Date.now()

let database: TestDatabase
let service: TestService

beforeEach(async () => {
  database = await workerDatabase()
  service = await testService(database, { now, workspace: { timeZone: zone } })
})

type Run = typeof nights.$inferSelect

const runs = (): Promise<Run[]> =>
  fresh(service).db.orm.select().from(nights).orderBy(asc(nights.startedAt), asc(nights.id))

const newestRun = async (): Promise<Run> => {
  const [run] = await fresh(service)
    .db.orm.select()
    .from(nights)
    .orderBy(desc(nights.day), desc(nights.attempt))
  if (!run) throw new Error('There is no run.')
  return run
}

const tick = () => worker.scheduled(createScheduledController(), bindings())

/** Waits without a request to the database, whose faults may be queued. */
async function through(run: Pick<Run, 'id' | 'day' | 'attempt'>): Promise<string> {
  const instance = await bindings().NIGHT.get(instanceId(run))
  for (;;) {
    const { status } = await instance.status()
    if (status === 'complete' || status === 'errored') return status
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

async function settled(): Promise<Run> {
  await through(await newestRun())
  return newestRun()
}

let made = 0

/** A row of a run whose Workflow instance nobody has created yet. */
async function row(day = due): Promise<Run> {
  // The Workflow outlives the databases of this file, so the id must be new to it.
  const newId = () => now * 1_000 + ++made
  await beginNight({ ...fresh(service), newId, startNight: async () => undefined }, day, false)
  return newestRun()
}

const start = (run: Run) => nightStarter(bindings().NIGHT)(run)

/** The night's own findings, without what differs from run to run: ids, instants, what points to them. */
async function findings() {
  const tables = await contents(service, [
    ...['nights', 'changes', 'idempotency', 'guards', 'api_keys', 'webhooks', 'webhook_deliveries'],
  ])
  const volatile = /^(?:id|.*_at|change_id|snapshot_id|watermark|interaction_id)$/
  const stable = (row: Record<string, unknown>) =>
    JSON.stringify(Object.entries(row).filter(([name]) => !volatile.test(name))).replaceAll(
      /SNAPSHOT\W+id\W+\d+/g,
      'SNAPSHOT',
    )
  return Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, rows.map(stable).toSorted()]))
}

const runNight =
  'mutation ($input: NightRunInput!) { nightRun(input: $input) { __typename \
  ... on NightRunPayload { night { id day attempt state failure rowsWritten stages { stage: name counts } } } \
  ... on UserError { code issues { path } } } }'

interface NightAnswer {
  __typename: string
  night: { id: string; attempt: number; state: string; rowsWritten: number; stages: { stage: string }[] }
}

describe('nightRun', () => {
  let key: string
  const ask = async (input: object) => {
    const { body } = await graphql(key, runNight, { variables: { input } })
    expect(body.errors).toBeUndefined()
    return (body.data as { nightRun: NightAnswer }).nightRun
  }
  const day = formatDay(due)

  beforeEach(async () => {
    await smallWorld(service)
    key = (await issueKey(service)).key
  })

  test('begins the day’s run, answers the same run from then on, and runs again when told', async () => {
    const first = await ask({ day })
    expect(first.night).toMatchObject({ day, attempt: 1, state: 'RUNNING', failure: null })
    expect((await ask({ day })).night.id).toBe(first.night.id)
    expect((await ask({ day, again: true })).night.id).toBe(first.night.id)
    expect(await settled()).toMatchObject({ state: 'COMPLETED', attempt: 1, failure: null })
    const done = await ask({ day })
    expect(done.night).toMatchObject({ id: first.night.id, state: 'COMPLETED' })
    expect(done.night.rowsWritten).toBeGreaterThan(0)
    expect(done.night.stages).toHaveLength(18)

    const found = await findings()
    expect(found.vulnerability_snapshots).not.toEqual([])
    expect(found.follow_ups?.length).toBeGreaterThan(2)
    expect(found.segment_members).not.toEqual([])

    const before = await contents(service, ['nights', 'changes'])
    const again = await ask({ day, again: true })
    expect(again.night).toMatchObject({ attempt: 2, state: 'RUNNING' })
    expect(again.night.id).not.toBe(first.night.id)
    expect(await settled()).toMatchObject({ state: 'COMPLETED', attempt: 2 })
    expect((await ask({ day })).night).toMatchObject({ attempt: 2, rowsWritten: 0 })
    expect(await contents(service, ['nights', 'changes'])).toEqual(before)
  })

  test('refuses a day that is not over', async () => {
    const before = await contents(service)
    for (const day of [formatDay(service.today), formatDay(service.today + 400)])
      expect(await ask({ day })).toEqual({
        __typename: 'InvalidInputError',
        code: 'INVALID_INPUT',
        issues: [{ path: ['day'] }],
      })
    expect(await contents(service)).toEqual(before)
  })

  test('under one Idempotency-Key begins one run, however often it is sent', async () => {
    const send = () =>
      graphql(key, runNight, { variables: { input: { day } }, headers: { 'idempotency-key': 'n1' } })
    const answers = await Promise.all([send(), send(), send()])
    expect(new Set(answers.map(({ body }) => JSON.stringify(body.data))).size).toBe(1)
    expect(await runs()).toHaveLength(1)
    await settled()
  })
})

describe('a night that is disturbed', () => {
  let undisturbed: Awaited<ReturnType<typeof findings>>
  let requests: number

  const hasty = async () => {
    const inspector = await introspectWorkflow(bindings().NIGHT)
    await inspector.modifyAll(instance => instance.disableRetryDelays())
    return inspector
  }

  /** Lets `undisturbedRequests` pass, then breaks the next `times`. */
  const disturb = async (passing: number, fault: Fault, times: number) => {
    await database.gateway.failNext({ kind: 'delay', milliseconds: 0 }, passing)
    await database.gateway.failNext(fault, times)
  }

  beforeEach(async () => {
    await smallWorld(service)
  })

  test('finds what it would have found (first the undisturbed one)', async () => {
    const run = await row()
    const before = await database.gateway.requests()
    await start(run)
    await through(run)
    requests = (await database.gateway.requests()) - before
    undisturbed = await findings()
    expect(await newestRun()).toMatchObject({ state: 'COMPLETED', attempt: 1 })
    expect(requests).toBeGreaterThan(10)
  })

  // Four faults are as many as one statement is tried.
  test.each([0.2, 0.4, 0.6, 0.8])(
    'after %f of its requests by answers that were lost runs the step again, without a double effect',
    async share => {
      await using _inspector = await hasty()
      const run = await row()
      await disturb(Math.round(requests * share), { kind: 'swallow' }, 4)
      await start(run)
      expect(await through(run)).toBe('complete')
      expect(await newestRun()).toMatchObject({ state: 'COMPLETED', attempt: 1, failure: null })
      expect(await findings()).toEqual(undisturbed)
    },
  )

  // A step is tried five times, and then the failure has to be noted.
  test.each([
    [0, 5],
    [0.5, 5],
    [0.5, 5 + 12],
  ])(
    'after %f of its requests by an outage of %i tries fails, says why, and is taken up by the next tick',
    async (share, tries) => {
      await using _inspector = await hasty()
      const run = await row()
      await disturb(Math.round(requests * share), { kind: 'drop' }, 4 * tries)
      await start(run)
      expect(await through(run)).toBe('errored')
      const failed = await newestRun()
      expect(failed).toMatchObject({ state: 'FAILED', attempt: 1, finishedAt: expect.any(Number) })
      expect(failed.failure).toContain('The database did not answer')
      expect(failed.failure).not.toMatch(/select|params/i)
      await tick()
      expect(await settled()).toMatchObject({ day: due, attempt: 2, state: 'COMPLETED', failure: null })
      expect(await findings()).toEqual(undisturbed)
      await tick()
      expect(await runs()).toHaveLength(2)
    },
  )
})

describe('the clock’s tick', () => {
  const completed = (day: number) =>
    fresh(service).db.write([
      sql`INSERT INTO nights (id, day, attempt, state, current, watermark, stages, started_at, progress_at, finished_at)
        VALUES (1, ${day}, 1, 'COMPLETED', 1, 0, '[]', 1, 1, 1)`,
    ])

  beforeEach(() => fresh(service).db.write([insertCustomers([9_001])]))

  const untilDone = async (count: number) => {
    for (;;) {
      const all = await runs()
      if (all.length === count && all.every(run => run.state !== 'RUNNING')) return all
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }

  test('begins the newest day that is due, once, where no night was completed before', async () => {
    await tick()
    expect(await settled()).toMatchObject({ day: due, attempt: 1, state: 'COMPLETED', current: true })
    await tick()
    expect(await runs()).toHaveLength(1)
  })

  test('catches up at most seven days, one after another, the oldest first', async () => {
    await completed(due - 12)
    await tick()
    const [, ...caughtUp] = await untilDone(8)
    expect(caughtUp.map(run => [run.day, run.attempt, run.state])).toEqual(
      Array.from({ length: 7 }, (_, at) => [due - 6 + at, 1, 'COMPLETED']),
    )
    for (const [at, run] of caughtUp.entries())
      expect(run.startedAt).toBeGreaterThanOrEqual(caughtUp[at - 1]?.finishedAt ?? 0)
  })

  test('begins nothing while nobody is recorded', async () => {
    await fresh(service).db.write([sql`DELETE FROM customers`])
    await tick()
    expect(await runs()).toEqual([])
  })

  test('that comes twice at once begins one run', async () => {
    await Promise.all([tick(), tick(), tick()])
    expect(await runs()).toHaveLength(1)
    expect(await settled()).toMatchObject({ state: 'COMPLETED', attempt: 1 })
  })

  test('takes up a run whose Workflow instance was never created', async () => {
    const run = await row()
    await tick()
    expect(await through(run)).toBe('complete')
    expect(await runs()).toMatchObject([{ id: run.id, state: 'COMPLETED' }])
  })

  test('leaves a run that was taken for dead with its next step: it writes no more', async () => {
    await smallWorld(service)
    const run = await row()
    await fresh(service).db.write([
      sql`CREATE TRIGGER taken_for_dead AFTER UPDATE OF stages ON nights WHEN json_array_length(new.stages) = 1
        BEGIN UPDATE nights SET state = 'FAILED', failure = 'No sign of life.' WHERE id = new.id; END`,
    ])
    const before = await contents(service, ['nights', 'customers', 'cohorts', 'cohort_months'])
    await start(run)
    expect(await through(run)).toBe('complete')
    expect(await runs()).toMatchObject([
      { id: run.id, state: 'FAILED', failure: 'No sign of life.', stages: [{ stage: 'metrics' }] },
    ])
    expect(await contents(service, ['nights', 'customers', 'cohorts', 'cohort_months'])).toEqual(before)
  })

  test('gives up a run that has been silent for half an hour, and runs the day anew', async () => {
    const run = await row()
    const long = 31 * 60_000
    await fresh(service).db.write([
      sql`UPDATE nights SET progress_at = progress_at - ${long} WHERE id = ${run.id}`,
    ])
    await tick()
    expect(await settled()).toMatchObject({ day: due, attempt: 2, state: 'COMPLETED' })
    expect((await runs())[0]).toMatchObject({ attempt: 1, state: 'FAILED', failure: 'No sign of life.' })
  })
})
