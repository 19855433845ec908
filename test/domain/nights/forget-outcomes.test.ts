import { asc, sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { idempotency } from '../../../src/database/tables/changes.ts'
import { forgetOutcomes, outcomeSweep } from '../../../src/domain/nights/forget-outcomes.ts'
import { stageOf } from '../../../src/domain/sweeps/sweep.ts'
import { mutate, type Verb } from '../../../src/domain/writes/mutate.ts'
import { testDatabase } from '../../support/database.ts'
import { at, fresh, type TestService, testService } from '../../support/service.ts'
import { run } from '../metrics/facts.ts'

const days = 86_400_000

let service: TestService

beforeEach(async () => {
  const database = await testDatabase()
  service = await testService(database)
  return () => database.close()
})

const count: Verb<{ done: number }, { done: number }> = async (_service, { done }) => ({ done })

/** Sends a mutation under the key; what it came to is kept as of then. */
const send = (key: string, daysAgo: number, done: number) =>
  mutate(
    at(service, service.now - daysAgo * days),
    { field: 'regionCreate', payload: {}, key, position: 0 },
    count,
    { done },
  )

async function sweep(outcomes = forgetOutcomes) {
  const stage = stageOf(outcomes)
  const on = fresh(service)
  const steps: number[] = []
  let cursor: string | null = null
  do {
    const { next, counts } = await stage.step(on, run(service.today - 1), cursor)
    steps.push(counts.outcomes ?? 0)
    cursor = next
  } while (cursor !== null)
  return { steps, rowsWritten: on.db.counters.rowsWritten }
}

const keys = async () => {
  const rows = await fresh(service)
    .db.orm.select({ key: idempotency.key })
    .from(idempotency)
    .orderBy(asc(idempotency.key))
  return rows.map(({ key }) => key)
}

test('the night deletes the outcomes that are older than seven days, and no others', async () => {
  for (const [key, daysAgo] of [
    ['a', 8],
    ['b', 7 + 1 / days],
    ['c', 7],
    ['d', 0],
  ] as const)
    await send(key, daysAgo, 1)
  await sweep(forgetOutcomes)
  expect(await keys()).toEqual(['c', 'd'])
})

test('the same request after that is a new one', async () => {
  await send('a', 8, 1)
  expect(await send('a', 0, 2)).toEqual({ result: { done: 1 } })
  await sweep(forgetOutcomes)
  expect(await send('a', 0, 2)).toEqual({ result: { done: 2 } })
})

test('a step deletes a chunk at most', async () => {
  for (let n = 0; n < 5; n++) await send(`${n}`, 8, n)
  expect((await sweep(outcomeSweep(2))).steps).toEqual([2, 2, 1])
  expect(await keys()).toEqual([])
})

test('a step whose answer was lost runs again without harm', async () => {
  for (let n = 0; n < 3; n++) await send(`${n}`, 8, n)
  const first = () => outcomeSweep(2).step(fresh(service), run(service.today - 1), null)
  expect(await first()).toEqual({ next: true, counts: { outcomes: 2 } })
  expect(await first()).toEqual({ next: null, counts: { outcomes: 1 } })
})

test('where no outcome is so old, nothing is written and no row read but by the index', async () => {
  await send('a', 1, 1)
  expect(await sweep(forgetOutcomes)).toEqual({ steps: [0], rowsWritten: 0 })
  const plan = await fresh(service).db.orm.all<{ detail: string }>(sql`
    EXPLAIN QUERY PLAN SELECT caller, key, position FROM idempotency WHERE at < 1 ORDER BY at LIMIT 1`)
  expect(plan.map(({ detail }) => detail)).toEqual([
    'SEARCH idempotency USING COVERING INDEX idempotency_at (at<?)',
  ])
})
