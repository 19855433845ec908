import { asc, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { customers, lifecycleChanges } from '../../../src/database/tables/customers.ts'
import {
  dayOfReturn,
  type LifecycleStage,
  lifecycleStage,
  medianOfCounts,
  ownCycle,
} from '../../../src/domain/metrics/lifecycle.ts'
import { lifecycleSweep, moveLifecycle, workspaceCycle } from '../../../src/domain/metrics/move-lifecycle.ts'
import { refreshMetrics } from '../../../src/domain/metrics/refresh-metrics.ts'
import { parseDay } from '../../../src/lib/days.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { type TestService, testService } from '../../support/service.ts'
import { addCustomers, addFacts, run, sweep } from './facts.ts'

const today = parseDay('2026-03-02') ?? 0

/** The stage at the end of day 1000 of a customer who bought so many days before it. */
const stage = (ago: readonly number[], workspace = 40) =>
  lifecycleStage(
    [...ago].sort((a, b) => b - a).map(days => 1_000 - days),
    1_000,
    workspace,
  )

describe('the lifecycle stage', () => {
  test('is prospect without a purchase', () => expect(stage([])).toBe('PROSPECT'))
  test('is new until one and a half cycles of the workspace after the only purchase', () => {
    expect(stage([30])).toBe('NEW')
    expect(stage([31])).toBe('LAPSING')
  })
  test('is lapsing until three cycles, then lost', () => {
    expect(stage([60])).toBe('LAPSING')
    expect(stage([61])).toBe('LOST')
  })
  test('goes by the own cycle from three purchase days in the last 365', () => {
    expect(stage([15, 25, 35])).toBe('ACTIVE')
    expect(stage([16, 26, 36])).toBe('LAPSING')
    expect(stage([16, 26])).toBe('ACTIVE')
  })
  test('is loyal with five purchase days over a year', () => {
    expect(stage([0, 90, 180, 270, 365], 200)).toBe('LOYAL')
    expect(stage([0, 90, 180, 270, 364], 200)).toBe('ACTIVE')
    expect(stage([0, 120, 240, 365], 200)).toBe('ACTIVE')
  })
  test('is won back for two cycles after the purchase that ended a loss', () => {
    expect(stage([40, 101])).toBe('WON_BACK')
    expect(stage([40, 100])).toBe('LAPSING')
    expect(stage([41, 102])).toBe('LAPSING')
    expect(stage([0, 40, 101])).toBe('WON_BACK')
  })
  test('measures a loss by the cycle that the customer had on the day before the return', () => {
    // Three purchase days ten days apart, then 31 days of silence: lost at more than 30.
    expect(stage([5, 36, 46, 56])).toBe('WON_BACK')
    expect(stage([5, 35, 45, 55])).toBe('ACTIVE')
  })
})

test('a median of counts lies in the middle, a half rounded up', () => {
  expect(medianOfCounts([])).toBeNull()
  expect(medianOfCounts([{ value: 20, count: 1 }])).toBe(20)
  expect(
    medianOfCounts([
      { value: 20, count: 2 },
      { value: 30, count: 2 },
    ]),
  ).toBe(25)
  expect(
    medianOfCounts([
      { value: 20, count: 1 },
      { value: 21, count: 1 },
    ]),
  ).toBe(21)
  expect(
    medianOfCounts([
      { value: 20, count: 1 },
      { value: 30, count: 2 },
    ]),
  ).toBe(30)
})

describe('the lifecycle sweep', () => {
  let database: TestDatabase
  let service: TestService

  beforeEach(async () => {
    database = await testDatabase()
    service = await testService(database)
    return () => database.close()
  })

  const buy = (customer: number, ...ago: number[]) =>
    addFacts(
      service,
      ago.map(days => ({ customer, day: today - days, kind: 'PURCHASE' as const, amount: 100 })),
    )
  const night = async (day: number) => {
    await sweep(service, refreshMetrics, run(day, { again: true }))
    return sweep(service, moveLifecycle, run(day))
  }
  const stages = async () => {
    const rows = await service.db.orm.query.customers.findMany({
      columns: { id: true, lifecycle: true, lifecycleSince: true },
    })
    return Object.fromEntries(rows.map(row => [row.id, [row.lifecycle, row.lifecycleSince]]))
  }
  const moves = () => service.db.orm.select().from(lifecycleChanges).orderBy(asc(lifecycleChanges.on))

  test('dates the first stage as a move from prospect, with the values it was made of', async () => {
    await addCustomers(service, [1, 2, 3])
    await buy(1, 3)
    await buy(2, 10, 20, 30)
    const { counts } = await night(today)
    expect(counts).toEqual({ customers: 3, NEW: 1, ACTIVE: 1 })
    expect(await stages()).toEqual({ 1: ['NEW', today], 2: ['ACTIVE', today], 3: ['PROSPECT', null] })
    expect(await moves()).toEqual([
      {
        customerId: 1,
        on: today,
        from: 'PROSPECT',
        to: 'NEW',
        reason: { e: 3, cycleDoubled: 20, cycleOf: 'WORKSPACE', threshold: 15 },
      },
      {
        customerId: 2,
        on: today,
        from: 'PROSPECT',
        to: 'ACTIVE',
        reason: { e: 10, cycleDoubled: 20, cycleOf: 'CUSTOMER', threshold: 15 },
      },
    ])
  })

  test('writes nothing when nobody moves, in a rerun as on a later day', async () => {
    await addCustomers(service, [1])
    await buy(1, 0)
    await night(today)
    for (const day of [today, today + 1]) {
      const { counts, cost } = await sweep(service, moveLifecycle, run(day))
      expect(counts).toEqual({ customers: 1 })
      expect(cost.rowsWritten).toBe(0)
    }
  })

  test('moves a customer by time alone and keeps every date', async () => {
    await addCustomers(service, [1])
    await buy(1, 0)
    await night(today)
    for (const passed of [89, 90, 91, 92, 179, 180, 181, 182])
      await sweep(service, moveLifecycle, run(today + passed))
    expect((await moves()).map(({ on, to }) => [on - today, to])).toEqual([
      [0, 'NEW'],
      [91, 'LAPSING'],
      [181, 'LOST'],
    ])
  })

  test('says which purchase won a customer back', async () => {
    await addCustomers(service, [1])
    await buy(1, 5, 200)
    await night(today)
    expect((await moves())[0]?.reason).toEqual({
      e: 5,
      cycleDoubled: 120,
      cycleOf: 'WORKSPACE',
      threshold: 120,
      returnedOn: today - 5,
    })
  })

  test('replaces the move of the same day, and takes it back with what caused it', async () => {
    await addCustomers(service, [1])
    await buy(1, 100)
    await night(today)
    expect(await stages()).toEqual({ 1: ['LAPSING', today] })
    const [late] = await buy(1, 1)
    await night(today + 1)
    expect(await stages()).toEqual({ 1: ['ACTIVE', today + 1] })
    await service.db.write([sql`UPDATE interactions SET amount = 0 WHERE id = ${late}`])
    await night(today + 1)
    expect(await stages()).toEqual({ 1: ['LAPSING', today] })
    expect((await moves()).map(({ on, to }) => [on, to])).toEqual([[today, 'LAPSING']])
    await service.db.write([sql`UPDATE interactions SET amount = 0`])
    await night(today + 2)
    expect(await stages()).toEqual({ 1: ['PROSPECT', today + 2] })
  })

  test('does nothing for a day before the newest completed night', async () => {
    const { counts, cost } = await sweep(service, moveLifecycle, run(today, { current: false }))
    expect(counts).toEqual({})
    expect(cost.roundTrips).toBe(0)
  })

  test('equals the rule of lifecycle.ts for any purchases on any day', async () => {
    const rhythm = fc.oneof(
      fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 12 }),
      // Somebody who has only just begun.
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 1 }),
      // Regular buyers with pauses: gaps of a few days, now and then a long one.
      fc
        .array(
          fc.oneof(
            { weight: 5, arbitrary: fc.integer({ min: 1, max: 9 }) },
            fc.integer({ min: 10, max: 400 }),
          ),
          {
            minLength: 2,
            maxLength: 14,
          },
        )
        .map(gaps =>
          gaps.map((_, at) => gaps.slice(0, at + 1).reduce((sum, gap) => sum + gap, 0) - (gaps[0] ?? 0)),
        ),
    )
    const seen = new Set<LifecycleStage>()
    await fc.assert(
      fc.asyncProperty(fc.array(rhythm, { minLength: 20, maxLength: 40 }), async histories => {
        await service.db.write(
          ['lifecycle_changes', 'interactions', 'customers'].map(
            table => sql`DELETE FROM ${sql.identifier(table)}`,
          ),
        )
        const ids = histories.map((_, at) => at + 1)
        const days = histories.map(ago => [...new Set(ago)].map(past => today - past).sort((a, b) => a - b))
        await addCustomers(service, ids)
        await addFacts(
          service,
          days.flatMap((own, at) =>
            own.map(day => ({ customer: at + 1, day, kind: 'PURCHASE' as const, amount: 1 })),
          ),
        )
        await sweep(service, refreshMetrics, run(today, { again: true }))
        await sweep(service, lifecycleSweep(7), run(today))
        const workspace = await workspaceCycle(service)
        const rows = await service.db.orm.query.customers.findMany({
          columns: { id: true, lifecycle: true },
          orderBy: customers.id,
        })
        const expected = days.map((own, at) => ({
          id: at + 1,
          lifecycle: lifecycleStage(own, today, workspace),
        }))
        for (const { lifecycle } of expected) seen.add(lifecycle)
        expect(rows).toEqual(expected)
        const returned = await service.db.orm.all<{ id: number; day: number }>(sql`
          SELECT customer_id AS id, reason ->> 'returnedOn' AS day FROM lifecycle_changes WHERE "to" = 'WON_BACK'`)
        for (const { id, day } of returned) {
          const own = days[id - 1] ?? []
          expect(day).toBe(dayOfReturn(own, today, ownCycle(own, today) ?? workspace, workspace))
        }
      }),
      { numRuns: 12 },
    )
    expect([...seen].sort()).toEqual(['ACTIVE', 'LAPSING', 'LOST', 'LOYAL', 'NEW', 'PROSPECT', 'WON_BACK'])
  }, 60_000)
})
