import { asc, sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { customers } from '../../../src/database/tables/customers/customers.ts'
import { nights } from '../../../src/database/tables/house/nights.ts'
import { baseNight } from '../../../src/domain/metrics/affected-customers.ts'
import { refreshMetrics } from '../../../src/domain/metrics/refresh-metrics.ts'
import { completeNight, failNight, noteProgress, readRun } from '../../../src/domain/nights/progress.ts'
import { beginNight, runNight } from '../../../src/domain/nights/run-night.ts'
import { startDueNights } from '../../../src/domain/nights/start-due-nights.ts'
import type { Run } from '../../../src/domain/sweeps/sweep.ts'
import { readHealth } from '../../../src/domain/workspace/health.ts'
import { formatDay } from '../../../src/lib/days.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { addCustomers, addFacts } from '../../support/facts.ts'
import { run as answerOf, ask } from '../../support/graphql.ts'
import { nightOver, runOf, runThrough } from '../../support/nights.ts'
import { at, fresh, type TestService, testService } from '../../support/service.ts'
import { insertCampaigns } from '../vulnerability/facts.ts'

let database: TestDatabase
let service: TestService
/** The newest day that is over. */
let day: number

beforeEach(async () => {
  database = await testDatabase()
  service = await testService(database)
  day = service.today - 1
  await addCustomers(service, [1])
  return () => database.close()
})

const minutes = 60_000
const later = (some: number) => at(service, service.now + some * minutes)

const runs = () => fresh(service).db.orm.select().from(nights).orderBy(asc(nights.startedAt), asc(nights.id))

async function begun(on: TestService, which: number, again = false): Promise<Run> {
  const { nightId } = await beginNight(on, which, again)
  const found = await readRun(fresh(service), nightId)
  if (!found) throw new Error('The night did not begin.')
  return found
}

describe('while a run is at work', () => {
  test('another day is refused, and the day itself answers its run', async () => {
    await completeNight(service, (await begun(service, day - 1)).id, [])
    const { id } = await begun(later(1), day - 1, true)
    const ask = runNight(later(2), { day: formatDay(day) })
    await expect(ask).rejects.toMatchObject({ code: 'CONFLICT', issues: [{ path: ['day'] }] })
    await expect(ask).rejects.toThrow(`The run of ${formatDay(day - 1)} is at work.`)
    expect(await runNight(later(2), { day: formatDay(day - 1), again: true })).toEqual({ nightId: id })
    expect(await runs()).toHaveLength(2)
  })

  test('the tick waits, and begins the due day once it is through', async () => {
    await completeNight(service, (await begun(service, day - 1)).id, [])
    const again = await begun(later(1), day - 1, true)
    expect(await startDueNights(later(2))).toBeNull()
    expect(await runs()).toHaveLength(2)
    await completeNight(later(3), again.id, [])
    expect(await startDueNights(later(4))).toBe(day)
    expect(await runs()).toMatchObject([{}, {}, { day, state: 'RUNNING', current: true }])
  })

  test('of two days that begin at once one is begun', async () => {
    const outcomes = await Promise.allSettled([
      beginNight(fresh(service), day, false),
      beginNight(fresh(service), day - 1, false),
    ])
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await runs()).toHaveLength(1)
  })
})

test('where nobody is recorded yet no day is due, so that none bars the days before it', async () => {
  await service.db.write([sql`DELETE FROM customers`])
  expect(await startDueNights(service)).toBeNull()
  expect(await runs()).toEqual([])
  await addCustomers(service, [1])
  expect((await begun(service, day - 400)).current).toBe(true)
})

describe('a day that is completed', () => {
  const asked = async (on: TestService) => {
    const { nightId } = await runNight(on, { day: formatDay(day) })
    return (await runs()).find(({ id }) => id === nightId)?.attempt
  }

  beforeEach(async () => {
    await completeNight(service, (await begun(service, day)).id, [])
  })

  test('answers its run while nothing waits for it', async () => {
    await addFacts(service, [{ customer: 1, day: day - 3, kind: 'PURCHASE', amount: 5 }])
    expect(await asked(later(1))).toBe(1)
  })

  test('runs again when a campaign waits for a snapshot of it, and not for one that is too young', async () => {
    const campaign = (id: number, firstDay: number) =>
      insertCampaigns([{ id, firstDay, lastDay: firstDay + 8, targets: [] }])
    await service.db.write(campaign(1, day - 5))
    expect(await asked(later(1))).toBe(1)
    await service.db.write(campaign(2, day - 6))
    expect(await asked(later(2))).toBe(2)
  })
})

test('a late night shows as late, whatever older day was run since', async () => {
  const health = async (on: TestService) => (await readHealth(fresh(on).db, on.now)).lastNight
  expect(await health(service)).toBeNull()
  await completeNight(service, (await begun(service, day - 1)).id, [])
  await completeNight(later(60), (await begun(later(60), day - 30)).id, [])
  expect(await health(later(90))).toEqual({ day: day - 1, ageSeconds: 90 * 60 })
  await completeNight(later(100), (await begun(later(100), day - 1, true)).id, [])
  expect(await health(later(120))).toEqual({ day: day - 1, ageSeconds: 20 * 60 })
})

test('the runs of a day are found by it', async () => {
  await completeNight(service, (await begun(service, day - 1)).id, [])
  await completeNight(later(1), (await begun(later(1), day - 1, true)).id, [])
  await begun(later(2), day)
  const found = async (filter: string) =>
    (
      await ask<{ nights: { nodes: { day: string; attempt: number }[] } }>(
        later(3),
        `{ nights(filter: ${filter}) { nodes { day attempt } } }`,
      )
    ).nights.nodes
  expect(await found(`{ day: { equals: { date: "${formatDay(day - 1)}" } } }`)).toEqual([
    { day: formatDay(day - 1), attempt: 2 },
    { day: formatDay(day - 1), attempt: 1 },
  ])
  expect(await found('{ state: { in: [RUNNING] } }')).toEqual([{ day: formatDay(day), attempt: 1 }])
  const { errors } = await answerOf(
    later(3),
    '{ nights(filter: { day: { equals: null } }) { nodes { day } } }',
  )
  expect(errors).toHaveLength(1)
})

describe('a run that shows no sign of life', () => {
  test('for half an hour makes way for another day, and is not to write any more', async () => {
    const dead = await begun(service, day - 1)
    expect(await noteProgress(later(10), dead.id, [])).toBe(true)
    await expect(begun(later(40), day)).rejects.toMatchObject({ code: 'CONFLICT' })
    const { id } = await begun(later(41), day)
    expect(await runs()).toMatchObject([
      { id: dead.id, state: 'FAILED', failure: 'No sign of life.' },
      { id, state: 'RUNNING' },
    ])
    expect(await noteProgress(later(42), dead.id, [])).toBe(false)
    expect(await readRun(later(42), dead.id)).toBeNull()
    await completeNight(later(43), dead.id, [])
    await failNight(later(43), dead.id, 'too late')
    expect(await runs()).toMatchObject([{ failure: 'No sign of life.' }, { state: 'RUNNING' }])
  })
})

describe('a night builds on the one before', () => {
  const began = (id: number, from: number, until: number) =>
    service.db.write([
      sql`UPDATE nights SET started_at = ${service.now + from * minutes}, finished_at = ${service.now + until * minutes}
        WHERE id = ${id}`,
    ])

  test('unless another run was at work beside it', async () => {
    const [first, second] = [runOf(day - 2), runOf(day - 1)]
    await nightOver(service, first)
    await nightOver(service, second)
    const tonight = runOf(day)
    await began(first.id, 0, 5)
    await began(second.id, 5, 9)
    expect(await baseNight(fresh(service), tonight)).toMatchObject({ day: day - 1 })
    for (const [from, until] of [
      [0, 6],
      [6, 7],
      [8, 12],
      [0, 12],
    ] as const) {
      await began(first.id, from, until)
      expect(await baseNight(fresh(service), tonight)).toBeNull()
    }
    await service.db.write([sql`UPDATE nights SET current = 0 WHERE id = ${first.id}`])
    expect(await baseNight(fresh(service), tonight)).toMatchObject({ day: day - 1 })
  })

  test('so that what a run of an older day left over does not last', async () => {
    await addFacts(service, [
      { customer: 1, day: day - 366, kind: 'PURCHASE', amount: 100 },
      { customer: 1, day: day - 100, kind: 'PURCHASE', amount: 10 },
    ])
    const [older, newer] = [runOf(day - 2), runOf(day - 1, { id: 2 })]
    await runThrough(service, refreshMetrics, newer)
    await runThrough(service, refreshMetrics, { ...older, again: true })
    await nightOver(service, older)
    await nightOver(service, newer)
    await began(older.id, 0, 9)
    await began(newer.id, 1, 8)
    await runThrough(service, refreshMetrics, runOf(day))
    const [customer] = await fresh(service).db.orm.select().from(customers)
    expect(customer?.netSpendYear).toBe(10n)
  })
})
