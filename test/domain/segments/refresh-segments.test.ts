import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { refreshMetrics } from '../../../src/domain/metrics/refresh-metrics.ts'
import { computedAt, newestRefresh } from '../../../src/domain/segments/computed-at.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { refreshSegments, segmentsSweep } from '../../../src/domain/segments/refresh-segments.ts'
import { updateSegment } from '../../../src/domain/segments/update-segment.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { addCustomers, addFacts } from '../../support/facts.ts'
import { nightOver, runOf, runThrough } from '../../support/nights.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'

let database: TestDatabase
let service: TestService

beforeEach(async () => {
  database = await testDatabase()
  service = await testService(database)
  return () => database.close()
})

const recent = { lastPurchase: { withinDays: 3 } }
const small = segmentsSweep({ customers: 2, ranges: 2 }, 'OTHERS')

const buy = (customer: number, ago: number) =>
  addFacts(service, [{ customer, day: service.today - ago, kind: 'PURCHASE', amount: 10 }])

/** What the stage before leaves: metrics of everybody as of the day. */
const measure = (day: number) => runThrough(service, refreshMetrics, runOf(day, { again: true }))

const state = async () => {
  const rows = await service.db.orm.query.segments.findMany({
    with: { members: { columns: { customerId: true } } },
    orderBy: (columns, { asc }) => asc(columns.id),
  })
  return rows.map(row => ({
    members: row.members.map(({ customerId }) => customerId),
    counts: [row.memberCount, row.unknownCount],
    computedAt: row.computedAt,
    version: row.version,
  }))
}

test('A refresh moves members of every segment as purchases age and arrive, whatever the chunks', async () => {
  const customers = [1, 2, 3, 4, 5, 6, 7]
  await addCustomers(service, customers)
  for (const id of [1, 4, 7]) await buy(id, 2)
  await createSegment(service, { name: 'recent', rule: recent })
  await createSegment(service, { name: 'not recent', rule: { not: recent } })
  await buy(2, 0)
  await buy(6, 9)
  await measure(service.today + 2)
  const later = { ...service, now: service.now + 1 }
  const { counts, chunks } = await runThrough(later, small, runOf(service.today + 2))
  expect(counts).toEqual({ segments: 2, joined: 5, left: 3 })
  expect(chunks).toBe(5)
  expect(await state()).toEqual([
    { members: [2], counts: [1, 2], computedAt: later.now, version: 1 },
    { members: [1, 4, 6, 7], counts: [4, 2], computedAt: later.now, version: 1 },
  ])
})

test('A rerun and a quiet night write no row, and yet say since when the members are true', async () => {
  await addCustomers(service, [1, 2])
  await buy(1, 0)
  await createSegment(service, { name: 'recent', rule: recent })
  await measure(service.today)
  await runThrough(service, refreshSegments, runOf(service.today))
  const before = await state()
  for (const day of [service.today, service.today, service.today + 1]) {
    await measure(day)
    const { counts, cost } = await runThrough(service, refreshSegments, runOf(day))
    expect(counts).toEqual({ segments: 1, joined: 0, left: 0 })
    expect(cost.rowsWritten).toBe(0)
  }
  expect(await state()).toEqual(before)
  expect(computedAt({ computedAt: service.now }, await newestRefresh(service))).toBe(service.now)
  await nightOver({ ...service, now: service.now + 86_400_000 }, runOf(service.today))
  const [night] = await service.db.orm.query.nights.findMany({ columns: { startedAt: true } })
  expect(night?.startedAt).toBeGreaterThan(service.now)
  expect(computedAt({ computedAt: service.now }, await newestRefresh(service))).toBe(night?.startedAt)
})

test('A customer who turns unknown changes the counts, and only they are written', async () => {
  await addCustomers(service, [1])
  await buy(1, 9)
  await createSegment(service, { name: 'recent', rule: recent })
  await measure(service.today)
  await runThrough(service, refreshSegments, runOf(service.today))
  await service.db.write([sql`UPDATE interactions SET cancelled = 1`])
  await measure(service.today)
  const { cost } = await runThrough(service, refreshSegments, runOf(service.today))
  expect(cost.rowsWritten).toBe(1)
  expect(await state()).toMatchObject([{ members: [], counts: [0, 1] }])
})

test('A rule that changes while its segment is refreshed wins', async () => {
  await addCustomers(service, [1, 2, 3, 4, 5, 6])
  for (const id of [1, 6]) await buy(id, 0)
  const { segmentId } = await createSegment(service, { name: 'recent', rule: recent })
  const night = fresh(service)
  const { next } = await small.step(night, runOf(service.today), null)
  await updateSegment(service, { id: segmentId, patch: { rule: { purchases: { atMost: 0 } } } })
  expect(await small.step(night, runOf(service.today), next)).toEqual({ next: null, counts: {} })
  expect(await state()).toMatchObject([{ members: [2, 3, 4, 5], counts: [4, 0], version: 2 }])
})

test('A segment that changes otherwise while it is refreshed is refreshed all the same', async () => {
  await addCustomers(service, [1, 2, 3, 4, 5, 6])
  const { segmentId } = await createSegment(service, { name: 'recent', rule: recent })
  for (const id of [1, 2, 6]) await buy(id, 0)
  await measure(service.today)
  const night = fresh(service)
  const { next } = await small.step(night, runOf(service.today), null)
  await updateSegment(service, { id: segmentId, patch: { name: 'lately', market: true, watched: true } })
  const { counts } = await small.step(night, runOf(service.today), next)
  expect(counts).toEqual({ segments: 1, joined: 1, left: 0 })
  expect(await state()).toMatchObject([{ members: [1, 2, 6], counts: [3, 3], version: 2 }])
  const [values] = await fresh(service).db.orm.query.segmentValues.findMany()
  expect(values).toMatchObject({ customers: 3, netSpend: 30n })
})

test('A segment renamed between judgement and writing gets what was judged', async () => {
  await addCustomers(service, [1])
  await createSegment(service, { name: 'recent', rule: recent })
  await buy(1, 0)
  await measure(service.today)
  // As an update would, right before the members are written.
  await service.db.write([
    sql`CREATE TRIGGER renamed BEFORE INSERT ON segment_members
      BEGIN UPDATE segments SET version = version + 1 WHERE id = new.segment_id; END`,
  ])
  await runThrough(service, refreshSegments, runOf(service.today))
  expect(await state()).toMatchObject([{ members: [1], counts: [1, 0], version: 2 }])
})

test('A run for a day before the newest completed night leaves segments alone', async () => {
  const { counts, cost } = await runThrough(
    service,
    refreshSegments,
    runOf(service.today, { current: false }),
  )
  expect(counts).toEqual({})
  expect(cost.roundTrips).toBe(0)
})
