import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { ownCycle } from '../../../src/domain/metrics/lifecycle.ts'
import { metricsSweep, refreshMetrics } from '../../../src/domain/metrics/refresh-metrics.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { dayOf } from '../../support/days.ts'
import { addCustomers, addFacts, type Fact } from '../../support/facts.ts'
import { nightOver, runOf, runThrough } from '../../support/nights.ts'
import { type TestService, testService } from '../../support/service.ts'
import { usualLifecycle } from './stage.ts'

const today = dayOf('2026-03-02')

interface Metrics {
  first: number | null
  last: number | null
  days: number
  net: number
  year: number
  cycle: number | null
  repeat: number
  costed: number
  cost: number
  months: number[]
}

const none: Metrics = {
  first: null,
  last: null,
  days: 0,
  net: 0,
  year: 0,
  cycle: null,
  repeat: 0,
  costed: 0,
  cost: 0,
  months: [],
}

const month = (day: number) => {
  const date = new Date(day * 86_400_000)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

/** The definition, read straight from the facts. */
function metricsOf(facts: readonly Fact[], asOf: number): Metrics {
  const counted = facts.filter(fact => fact.day <= asOf && !fact.cancelled && fact.kind !== 'CALL')
  const bought = counted.filter(f => f.kind === 'PURCHASE' && (f.amount ?? 0) > 0)
  const days = [...new Set(bought.map(f => f.day))].sort((a, b) => a - b)
  const sum = (some: readonly Fact[], value: (fact: Fact) => number) =>
    some.reduce((total, fact) => total + (fact.kind === 'PURCHASE' ? 1 : -1) * value(fact), 0)
  const amount = (fact: Fact) => fact.amount ?? 0
  const year = counted.filter(fact => fact.day > asOf - 365)
  const costed = year.filter(fact => fact.cost != null)
  const first = days[0] ?? null
  return {
    first,
    last: days.at(-1) ?? null,
    days: days.length,
    net: sum(counted, amount),
    year: sum(year, amount),
    cycle: ownCycle(usualLifecycle, days, asOf),
    repeat:
      first === null
        ? 0
        : sum(
            counted.filter(fact => fact.day !== first),
            amount,
          ),
    costed: sum(costed, amount),
    cost: sum(costed, fact => fact.cost ?? 0),
    months: [...new Set(days.map(day => month(day) - month(first ?? 0)))],
  }
}

async function stored(service: TestService): Promise<Map<number, Metrics>> {
  const rows = await service.db.orm.all<Omit<Metrics, 'months'> & { id: number; months: string }>(sql`
    SELECT id, first_purchase_on AS first, last_purchase_on AS last, purchase_days AS days, net_spend AS net,
      net_spend_year AS year, cycle_doubled AS cycle, repeat_spend AS repeat, costed_spend_year AS costed,
      cost_year AS cost, active_months AS months FROM customers ORDER BY id`)
  return new Map(rows.map(({ id, months, ...metrics }) => [id, { ...metrics, months: JSON.parse(months) }]))
}

const purchase = (customer: number, day: number, amount: number | null = 100): Fact => ({
  customer,
  day,
  kind: 'PURCHASE',
  amount,
})

let database: TestDatabase
let service: TestService

beforeEach(async () => {
  database = await testDatabase()
  service = await testService(database)
  return () => database.close()
})

describe('purchase metrics', () => {
  test('merge purchases of a day and subtract refunds, and leave out cancelled and empty purchases', async () => {
    await addCustomers(service, [1, 2])
    await addFacts(service, [
      purchase(1, today - 400, 1_000),
      purchase(1, today - 30, 500),
      purchase(1, today - 30, 700),
      purchase(1, today - 20, 10),
      purchase(1, today - 4, 10),
      purchase(1, today - 3, 0),
      purchase(1, today - 2, null),
      { customer: 1, day: today - 1, kind: 'REFUND', amount: 300 },
      { ...purchase(1, today), cancelled: true },
      purchase(1, today + 1),
      { customer: 1, day: today, kind: 'CALL', amount: null },
    ])
    const { counts } = await runThrough(service, refreshMetrics, runOf(today))
    expect(counts).toEqual({ customers: 2, changed: 1 })
    expect(await stored(service)).toEqual(
      new Map([
        [
          1,
          {
            first: today - 400,
            last: today - 4,
            days: 4,
            net: 1_920,
            year: 920,
            cycle: 26,
            repeat: 920,
            costed: 0,
            cost: 0,
            months: [0, 12, 13],
          },
        ],
        [2, none],
      ]),
    )
  })

  test('count the as-of day and the 364 days before it as the last year', async () => {
    await addCustomers(service, [1, 2])
    await addFacts(service, [
      ...[364, 200, 0].map(ago => purchase(1, today - ago)),
      ...[365, 200, 0].map(ago => purchase(2, today - ago)),
    ])
    await runThrough(service, refreshMetrics, runOf(today))
    const metrics = await stored(service)
    expect(metrics.get(1)).toMatchObject({ year: 300, cycle: 364 })
    expect(metrics.get(2)).toMatchObject({ year: 200, cycle: null })
  })

  test('keep sums beyond 2^53 exact', async () => {
    await addCustomers(service, [1])
    await addFacts(
      service,
      [0, 1, 2].map(ago => purchase(1, today - ago, Number.MAX_SAFE_INTEGER)),
    )
    await runThrough(service, refreshMetrics, runOf(today))
    const [row] = await service.db.orm.query.customers.findMany({ columns: { netSpend: true } })
    expect(row?.netSpend).toBe(3n * BigInt(Number.MAX_SAFE_INTEGER))
  })

  test('keep sums of a day exact, and those that no integer column takes at its limit', async () => {
    await addCustomers(service, [1, 2, 3])
    const large = Number.MAX_SAFE_INTEGER
    const many = (customer: number, count: number, kind: Fact['kind'], day = today) =>
      Array.from({ length: count }, (): Fact => ({ customer, day, kind, amount: large, cost: large }))
    await addFacts(service, [
      ...many(1, 1_000, 'PURCHASE'),
      ...many(1, 999, 'REFUND', today - 1),
      ...many(2, 600, 'PURCHASE'),
      ...many(2, 600, 'PURCHASE', today - 40),
      ...many(3, 1_500, 'REFUND'),
    ])
    const first = runOf(today)
    await runThrough(service, refreshMetrics, first)
    const rows = await service.db.orm.query.customers.findMany({
      columns: { netSpend: true, netSpendYear: true, repeatSpend: true, costYear: true },
      orderBy: (columns, { asc }) => asc(columns.id),
    })
    const limit = 2n ** 63n - 1n
    expect(rows.map(row => [row.netSpend, row.netSpendYear, row.repeatSpend, row.costYear])).toEqual([
      [BigInt(large), BigInt(large), -999n * BigInt(large), BigInt(large)],
      [limit, limit, 600n * BigInt(large), limit],
      [-limit, -limit, 0n, -limit],
    ])
    const again = await runThrough(service, refreshMetrics, { ...first, again: true })
    expect(again.cost.rowsWritten).toBe(0)
  })

  test('are not written by a run for a day before the newest completed night', async () => {
    await addCustomers(service, [1])
    await addFacts(service, [purchase(1, today)])
    const { counts, cost } = await runThrough(service, refreshMetrics, runOf(today, { current: false }))
    expect(counts).toEqual({})
    expect(cost.roundTrips).toBe(0)
  })

  test('are written once: a rerun and a quiet night write no row and bump no version', async () => {
    await addCustomers(service, [1, 2])
    await addFacts(
      service,
      Array.from({ length: 300 }, (_, ago) => purchase(1 + (ago % 2), today - ago)),
    )
    const first = runOf(today)
    await runThrough(service, refreshMetrics, first)
    const again = await runThrough(service, refreshMetrics, { ...first, again: true })
    expect(again.counts).toEqual({ customers: 2, changed: 0 })
    expect(again.cost.rowsWritten).toBe(0)
    await nightOver(service, first)
    const quiet = await runThrough(service, refreshMetrics, runOf(today + 1, { id: 2 }))
    expect(quiet.counts).toEqual({ customers: 0, changed: 0 })
    expect(quiet.cost.rowsWritten).toBe(0)
    // A few rows for each range that is empty, none of the 300 purchases.
    expect(quiet.cost.rowsRead).toBeLessThan(30)
    const rows = await service.db.orm.query.customers.findMany({
      columns: { metricsOn: true, version: true, updatedAt: true },
    })
    expect(rows).toEqual(new Array(2).fill({ metricsOn: today, version: 1, updatedAt: 0 }))
  })

  test('are healed by a further attempt, which goes back to the facts', async () => {
    await addCustomers(service, [1, 2, 3])
    await addFacts(service, [purchase(1, today), purchase(3, today)])
    await runThrough(service, refreshMetrics, runOf(today))
    await nightOver(service, runOf(today))
    await service.db.write([sql`UPDATE customers SET purchase_days = 9, net_spend = 9`])
    const { counts } = await runThrough(service, metricsSweep(2), runOf(today, { again: true }))
    expect(counts).toEqual({ customers: 3, changed: 3 })
    expect((await stored(service)).get(1)).toMatchObject({ days: 1, net: 100 })
    expect((await stored(service)).get(2)).toEqual(none)
  })

  test('follow a purchase that leaves the last 365 days on a night without new facts', async () => {
    await addCustomers(service, [1])
    await addFacts(service, [purchase(1, today - 364), purchase(1, today - 100)])
    await runThrough(service, refreshMetrics, runOf(today))
    await nightOver(service, runOf(today))
    const { counts } = await runThrough(service, refreshMetrics, runOf(today + 1))
    expect(counts).toEqual({ customers: 1, changed: 1 })
    expect((await stored(service)).get(1)).toMatchObject({ net: 200, year: 100 })
  })

  test('follow a correction that takes a purchase from one customer to another', async () => {
    await addCustomers(service, [1, 2])
    const [id] = await addFacts(service, [purchase(1, today)])
    await runThrough(service, refreshMetrics, runOf(today, { watermark: 7 }))
    await nightOver(service, runOf(today, { watermark: 7 }))
    await service.db.write([
      sql`UPDATE interactions SET customer_id = 2, change_id = 8 WHERE id = ${id}`,
      sql`INSERT INTO interaction_revisions (interaction_id, version, customer_id, day, kind, before, replaced_at, change_id)
        VALUES (${id}, 1, 1, ${today}, 'PURCHASE', '{}', 0, 8)`,
    ])
    await runThrough(service, refreshMetrics, runOf(today + 1, { watermark: 8 }))
    const metrics = await stored(service)
    expect(metrics.get(1)).toEqual(none)
    expect(metrics.get(2)).toMatchObject({ days: 1, net: 100 })
  })

  test('equal the definition after any nights, whatever came in, was cancelled or aged between them', async () => {
    const customers = [1, 2, 3]
    const fact = fc.record({
      customer: fc.constantFrom(...customers),
      ago: fc.integer({ min: -5, max: 800 }),
      kind: fc.constantFrom<Fact['kind']>('PURCHASE', 'PURCHASE', 'PURCHASE', 'REFUND', 'CALL'),
      amount: fc.option(fc.integer({ min: 0, max: 50 }), { freq: 8 }),
      cost: fc.option(fc.integer({ min: 0, max: 40 })),
      cancelled: fc.constant(false),
    })
    const nights = fc.array(
      fc.record({
        pass: fc.oneof(fc.constant(1), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 200, max: 400 })),
        facts: fc.array(fact, { maxLength: 12 }),
        cancel: fc.nat(),
      }),
      { minLength: 1, maxLength: 6 },
    )
    await fc.assert(
      fc.asyncProperty(nights, fc.integer({ min: 1, max: 6 }), async (plan, rowsAtOnce) => {
        await service.db.write([
          sql`DELETE FROM nights`,
          sql`DELETE FROM interactions`,
          sql`DELETE FROM customers`,
        ])
        await addCustomers(service, customers)
        const known: (Fact & { id: number })[] = []
        let day = today
        let change = 0
        for (const { pass, facts, cancel } of plan) {
          day += pass
          change += 1
          const added = facts.map(({ ago, ...rest }) => ({ ...rest, day: day - ago, change }))
          const ids = await addFacts(service, added)
          added.forEach((one, at) => {
            known.push({ ...one, id: ids[at] ?? 0 })
          })
          const cancelled = known[cancel % Math.max(1, known.length)]
          if (cancelled && cancel % 2 === 0) {
            change += 1
            cancelled.cancelled = true
            await service.db.write([
              sql`UPDATE interactions SET cancelled = 1, change_id = ${change} WHERE id = ${cancelled.id}`,
            ])
          }
          const night = runOf(day, { id: change, watermark: change })
          await runThrough(service, metricsSweep(rowsAtOnce), night)
          // A day's later attempt replaces the earlier one as what the next night goes on from.
          await service.db.write([sql`DELETE FROM nights WHERE day = ${day}`])
          await nightOver(service, night)
          const expected = customers.map(
            id =>
              [
                id,
                metricsOf(
                  known.filter(one => one.customer === id),
                  day,
                ),
              ] as const,
          )
          expect(await stored(service)).toEqual(new Map(expected))
        }
      }),
      { numRuns: 12 },
    )
  }, 60_000)
})
