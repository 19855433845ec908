import { asc, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { customers, lifecycleChanges } from '../../../src/database/tables/customers/customers.ts'
import { dayOfReturn, type LifecycleStage, ownCycle } from '../../../src/domain/metrics/lifecycle.ts'
import { lifecycleSweep, moveLifecycle, workspaceCycle } from '../../../src/domain/metrics/move-lifecycle.ts'
import { metricsSweep, refreshMetrics } from '../../../src/domain/metrics/refresh-metrics.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { dayOf } from '../../support/days.ts'
import { addCustomers, addFacts, type Fact } from '../../support/facts.ts'
import { nightOver, runOf, runThrough } from '../../support/nights.ts'
import { type TestService, testService } from '../../support/service.ts'
import { rhythms } from './rhythms.ts'
import { lifecycleStage, usualLifecycle } from './stage.ts'

const today = dayOf('2026-03-02')

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
    await runThrough(service, refreshMetrics, runOf(day, { again: true }))
    return runThrough(service, moveLifecycle, runOf(day, { again: true }))
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
    expect(counts).toEqual({ workspaceCycle: 20, customers: 3, NEW: 1, ACTIVE: 1 })
    expect(await stages()).toEqual({ 1: ['NEW', today], 2: ['ACTIVE', today], 3: ['PROSPECT', null] })
    expect(await moves()).toEqual([
      {
        customerId: 1,
        on: today,
        from: 'PROSPECT',
        to: 'NEW',
        reason: { e: 3, cycleDoubled: 20, cycleOf: 'WORKSPACE', threshold: 15 },
        changeId: 0,
      },
      {
        customerId: 2,
        on: today,
        from: 'PROSPECT',
        to: 'ACTIVE',
        reason: { e: 10, cycleDoubled: 20, cycleOf: 'CUSTOMER', threshold: 15 },
        changeId: 0,
      },
    ])
  })

  test('writes nothing when nobody moves, in a rerun as on a later day', async () => {
    await addCustomers(service, [1])
    await buy(1, 0)
    await night(today)
    for (const day of [today, today + 1]) {
      const { counts, cost } = await runThrough(service, moveLifecycle, runOf(day))
      expect(counts).toEqual({ workspaceCycle: 120, customers: 1 })
      expect(cost.rowsWritten).toBe(0)
    }
  })

  test('moves a customer by time alone and keeps every date', async () => {
    await addCustomers(service, [1])
    await buy(1, 0)
    await night(today)
    for (const passed of [89, 90, 91, 92, 179, 180, 181, 182])
      await runThrough(service, moveLifecycle, runOf(today + passed))
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
    const { counts, cost } = await runThrough(service, moveLifecycle, runOf(today, { current: false }))
    expect(counts).toEqual({})
    expect(cost.roundTrips).toBe(0)
  })

  test('looks at nobody on a quiet night, and at those alone whose stage ends', async () => {
    await addCustomers(service, [1, 2, 3, 4])
    await buy(1, 0)
    await buy(2, 1, 11, 21)
    await buy(3, 0, 200)
    const { counts } = await night(today)
    expect(counts).toMatchObject({ workspaceCycle: 20, NEW: 1, ACTIVE: 1, WON_BACK: 1 })
    await nightOver(service, runOf(today), [{ stage: 'lifecycle', counts }])
    const pass = async (days: number) => {
      const { counts, cost } = await runThrough(service, moveLifecycle, runOf(today + days, { id: days }))
      return [counts, cost.rowsWritten]
    }
    expect(await pass(1)).toEqual([{ workspaceCycle: 20, customers: 0 }, 0])
    expect((await pass(15))[0]).toEqual({ workspaceCycle: 20, customers: 1, LAPSING: 1 })
    expect((await pass(16))[0]).toMatchObject({ LAPSING: 1 })
    expect((await pass(21))[0]).toMatchObject({ LAPSING: 1 })
    expect(await stages()).toMatchObject({
      1: ['LAPSING', today + 16],
      2: ['LAPSING', today + 15],
      3: ['LAPSING', today + 21],
    })
  })

  test('asks again whether a purchase was a return when the cycle of all changes', async () => {
    await addCustomers(service, [1, 2, 3])
    await buy(1, 30, 130)
    await buy(2, 0, 35, 70)
    const { counts } = await night(today)
    expect(counts).toMatchObject({ workspaceCycle: 70, ACTIVE: 2 })
    await nightOver(service, runOf(today), [{ stage: 'lifecycle', counts }])
    await buy(3, 0, 31, 62)
    await runThrough(service, refreshMetrics, runOf(today, { again: true }))
    const later = await runThrough(service, moveLifecycle, runOf(today + 1, { id: today + 1, watermark: 1 }))
    expect(later.counts).toMatchObject({ workspaceCycle: 66, WON_BACK: 1 })
    expect(await stages()).toMatchObject({ 1: ['WON_BACK', today + 1], 2: ['ACTIVE', today] })
  })

  test('trusts no night of other metrics, and none after one that broke off', async () => {
    await addCustomers(service, [1])
    await buy(1, 0)
    const { counts } = await night(today)
    await nightOver(service, runOf(today), [{ stage: 'lifecycle', counts }])
    const next = runOf(today + 1, { id: 2 })
    const lookedAt = async () => (await runThrough(service, moveLifecycle, next)).counts.customers
    expect(await lookedAt()).toBe(0)
    await service.db.write([sql`UPDATE nights SET metrics_version = metrics_version + 1`])
    expect(await lookedAt()).toBe(1)
    await service.db.write([sql`UPDATE nights SET metrics_version = metrics_version - 1`])
    expect(await lookedAt()).toBe(0)
    await service.db.write([
      sql`
        INSERT INTO nights (id, day, attempt, state, current, watermark, stages, started_at, progress_at)
        VALUES (9, ${today + 1}, 1, 'FAILED', 1, 0, '[]', ${service.now + 100_000}, 0)`,
    ])
    expect(await lookedAt()).toBe(1)
  })

  test('equals the rule of lifecycle.ts for any purchases on any day', async () => {
    const seen = new Set<LifecycleStage>()
    await fc.assert(
      fc.asyncProperty(fc.array(rhythms, { minLength: 20, maxLength: 40 }), async histories => {
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
        await runThrough(service, refreshMetrics, runOf(today, { again: true }))
        await runThrough(service, lifecycleSweep(7), runOf(today))
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
          expect(day).toBe(
            dayOfReturn(
              usualLifecycle,
              own,
              today,
              ownCycle(usualLifecycle, own, today) ?? workspace,
              workspace,
            ),
          )
        }
      }),
      { numRuns: 12 },
    )
    expect([...seen].sort()).toEqual(['ACTIVE', 'LAPSING', 'LOST', 'LOYAL', 'NEW', 'PROSPECT', 'WON_BACK'])
  }, 60_000)

  test('equals the rule after any nights: late facts, corrections, days left out, a new cycle of all', async () => {
    const buyers = 12
    const fact = fc.record({
      customer: fc.integer({ min: 1, max: buyers }),
      ago: fc.oneof(fc.integer({ min: -3, max: 6 }), fc.integer({ min: 0, max: 500 })),
    })
    const nights = fc.array(
      fc.record({
        pass: fc.oneof(
          { weight: 4, arbitrary: fc.integer({ min: 1, max: 3 }) },
          fc.integer({ min: 0, max: 20 }),
          fc.integer({ min: 100, max: 370 }),
        ),
        facts: fc.array(fact, { maxLength: 4 }),
        cancel: fc.option(fc.nat()),
        fails: fc.boolean(),
      }),
      { minLength: 3, maxLength: 8 },
    )
    const histories = fc.array(rhythms, { minLength: buyers, maxLength: buyers })
    let sparse = 0
    await fc.assert(
      fc.asyncProperty(histories, nights, fc.integer({ min: 1, max: 40 }), async (begun, plan, size) => {
        await service.db.write(
          ['nights', 'lifecycle_changes', 'interactions', 'customers'].map(
            table => sql`DELETE FROM ${sql.identifier(table)}`,
          ),
        )
        const ids = begun.map((_, at) => at + 1)
        await addCustomers(service, ids)
        const known: (Fact & { id: number })[] = []
        const add = async (facts: Fact[]) => {
          const added = await addFacts(service, facts)
          facts.forEach((one, at) => {
            known.push({ ...one, id: added[at] ?? 0 })
          })
        }
        await add(
          begun.flatMap((ago, at) =>
            ago.map((past): Fact => ({ customer: at + 1, day: today - past, kind: 'PURCHASE', amount: 1 })),
          ),
        )
        let day = today
        let change = 0
        for (const { pass, facts, cancel, fails } of [
          { pass: 0, facts: [], cancel: null, fails: false },
          ...plan,
        ]) {
          day += pass
          change += 1
          await add(
            facts.map(({ customer, ago }) => ({
              customer,
              day: day - ago,
              kind: 'PURCHASE',
              amount: 1,
              change,
            })),
          )
          const mistaken = cancel === null ? undefined : known[cancel % Math.max(1, known.length)]
          if (mistaken) {
            change += 1
            mistaken.cancelled = true
            await service.db.write([
              sql`UPDATE interactions SET cancelled = 1, change_id = ${change} WHERE id = ${mistaken.id}`,
            ])
          }
          const tonight = runOf(day, { id: change, watermark: change })
          await runThrough(service, metricsSweep(size), tonight)
          const { counts } = await runThrough(service, lifecycleSweep(size), tonight)
          if ((counts.customers ?? 0) < buyers && change > 2) sparse += 1
          const workspace = await workspaceCycle(service)
          const days = (id: number) =>
            [...new Set(known.filter(f => f.customer === id && !f.cancelled).map(f => f.day))].sort(
              (a, b) => a - b,
            )
          const rows = await service.db.orm.query.customers.findMany({
            columns: { id: true, lifecycle: true },
            orderBy: customers.id,
          })
          expect(rows).toEqual(ids.map(id => ({ id, lifecycle: lifecycleStage(days(id), day, workspace) })))
          const again = await runThrough(service, lifecycleSweep(size), { ...tonight, again: true })
          expect(again.cost.rowsWritten).toBe(0)
          await service.db.write([sql`DELETE FROM nights WHERE day = ${day}`])
          await nightOver(service, tonight, [{ stage: 'lifecycle', counts }])
          if (fails)
            await service.db.write([sql`UPDATE nights SET state = 'FAILED' WHERE id = ${tonight.id}`])
        }
      }),
      { numRuns: 15 },
    )
    expect(sparse).toBeGreaterThan(10)
  }, 120_000)
})
