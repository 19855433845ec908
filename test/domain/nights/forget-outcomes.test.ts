import { asc, sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { idempotency } from '../../../src/database/tables/house/changes.ts'
import { forgetOutcomes, outcomeSweep } from '../../../src/domain/nights/forget-outcomes.ts'
import { mutate, type Verb } from '../../../src/domain/writes/mutate.ts'
import { testDatabase } from '../../support/database.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { at, fresh, type TestService, testService } from '../../support/service.ts'

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

const forget = (outcomes = forgetOutcomes) => runThrough(service, outcomes, runOf(service.today - 1))

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
  await forget()
  expect(await keys()).toEqual(['c', 'd'])
})

test('the same request after that is a new one', async () => {
  await send('a', 8, 1)
  expect(await send('a', 0, 2)).toEqual({ result: { done: 1 } })
  await forget()
  expect(await send('a', 0, 2)).toEqual({ result: { done: 2 } })
})

test('a step deletes a chunk at most', async () => {
  for (let n = 0; n < 5; n++) await send(`${n}`, 8, n)
  expect(await forget(outcomeSweep(2))).toMatchObject({ counts: { outcomes: 5 }, chunks: 3 })
  expect(await keys()).toEqual([])
})

test('a step whose answer was lost runs again without harm', async () => {
  for (let n = 0; n < 3; n++) await send(`${n}`, 8, n)
  const first = () => outcomeSweep(2).step(fresh(service), runOf(service.today - 1), null)
  expect(await first()).toEqual({ next: true, counts: { outcomes: 2 } })
  expect(await first()).toEqual({ next: null, counts: { outcomes: 1 } })
})

test('where no outcome is so old, nothing is written and no row read but by the index', async () => {
  await send('a', 1, 1)
  expect(await forget()).toMatchObject({ counts: { outcomes: 0 }, chunks: 1, cost: { rowsWritten: 0 } })
  const plan = await fresh(service).db.orm.all<{ detail: string }>(sql`
    EXPLAIN QUERY PLAN SELECT caller, key, position FROM idempotency WHERE at < 1 ORDER BY at LIMIT 1`)
  expect(plan.map(({ detail }) => detail)).toEqual([
    'SEARCH idempotency USING COVERING INDEX idempotency_at (at<?)',
  ])
})
