import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readSpendByWindow, trendOf, usualWindows } from '../../../src/domain/metrics/spend-by-window.ts'
import { AuthorizationError } from '../../../src/domain/service/errors.ts'
import { formatDay } from '../../../src/lib/days.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { addCustomers, addFacts, type Fact } from '../../support/facts.ts'
import { ask, run as runDocument } from '../../support/graphql.ts'
import { nightOver, runOf } from '../../support/nights.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'

let database: TestDatabase
let service: TestService

const windows = async (customer: number, days?: readonly number[]) =>
  (await readSpendByWindow(fresh(service), [customer], { days })).get(customer)

/** The definition, read straight from the facts. */
function spendOf(facts: readonly Fact[], from: number, to: number) {
  const counted = facts.filter(
    ({ day, kind, cancelled }) => day >= from && day <= to && kind !== 'CALL' && !cancelled,
  )
  const bought = counted.filter(({ kind, amount }) => kind === 'PURCHASE' && (amount ?? 0) > 0)
  return {
    from,
    until: to,
    netSpend: counted.reduce(
      (sum, { kind, amount }) => sum + (kind === 'PURCHASE' ? 1n : -1n) * BigInt(amount ?? 0),
      0n,
    ),
    purchaseDays: new Set(bought.map(({ day }) => day)).size,
  }
}

describe('spend by window', () => {
  let asOf: number

  beforeAll(async () => {
    database = await testDatabase()
    service = await testService(database)
    asOf = service.today - 1
    await nightOver(service, runOf(asOf - 400))
    await nightOver(service, runOf(asOf))
  })

  test('is what the facts add up to, for any facts and any windows', async () => {
    let people = 0
    const length = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 1_095 }))
    const ago = fc.oneof(fc.integer({ min: -3, max: 26 }), fc.integer({ min: 0, max: 2_200 }))
    const fact = fc.record({
      who: fc.nat({ max: 2 }),
      ago,
      kind: fc.constantFrom('PURCHASE', 'PURCHASE', 'PURCHASE', 'REFUND', 'CALL'),
      amount: fc.oneof(
        { weight: 4, arbitrary: fc.integer({ min: 0, max: 300 }) },
        fc.constantFrom(null, Number.MAX_SAFE_INTEGER),
      ),
      cancelled: fc.integer({ min: 0, max: 9 }).map(dice => dice === 0),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fact, { maxLength: 40 }),
        fc.array(length, { minLength: 1, maxLength: 6 }),
        async (drawn, lengths) => {
          const ids = [1, 2, 3].map(one => people + one)
          people += 3
          const facts = drawn.map(
            ({ who, ago: days, ...rest }): Fact => ({
              customer: ids[who] ?? 0,
              day: asOf - days,
              ...rest,
            }),
          )
          await addCustomers(service, ids)
          await addFacts(service, facts)
          const found = await readSpendByWindow(fresh(service), ids, { days: lengths })
          for (const id of ids) {
            const own = facts.filter(({ customer }) => customer === id)
            const expected = lengths.map(days => ({
              days,
              latest: spendOf(own, asOf - days + 1, asOf),
              before: spendOf(own, asOf - 2 * days + 1, asOf - days),
            }))
            expect(found.get(id)).toEqual(
              expected.map(one => ({ ...one, trend: trendOf(one.latest.netSpend, one.before.netSpend) })),
            )
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  test('stays defined where sums pass what can be stored', async () => {
    await addCustomers(service, [9_001])
    const most = { customer: 9_001, kind: 'REFUND' as const, amount: Number.MAX_SAFE_INTEGER }
    const refunds = Array.from({ length: 1_500 }, (_, at) => ({ ...most, day: asOf - (at % 2) }))
    await addFacts(service, [...refunds, { ...most, day: asOf - 2, kind: 'PURCHASE' as const }])
    expect(await windows(9_001, [2])).toMatchObject([
      { latest: { netSpend: -(2n ** 63n - 1n) }, before: { netSpend: 2n ** 53n - 1n } },
    ])
  })

  test.each([
    ['no window', []],
    ['seven windows', [1, 2, 3, 4, 5, 6, 7]],
    ['a window of no days', [0]],
    ['a window of more than three years', [1_096]],
    ['half a day', [1.5]],
  ])('does not take %s', async (_what, days) => {
    await expect(windows(1, days)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })

  test('needs the scope of the timeline', async () => {
    const reader = as(service, { scopes: new Set(['customers:read'] as const) })
    await expect(readSpendByWindow(reader, [1], {})).rejects.toBeInstanceOf(AuthorizationError)
  })
})

describe('a trend', () => {
  const amount = fc.oneof(
    fc.bigInt({ min: -50n, max: 150n }),
    fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }),
  )

  test('rises or falls from a change of a fifth on, and is unknown where there was nothing before', () => {
    fc.assert(
      fc.property(amount, amount, (latest, before) => {
        const { direction, changePercent } = trendOf(latest, before)
        if (before <= 0n) {
          expect([direction, changePercent]).toEqual(['UNKNOWN', null])
          return
        }
        const expected =
          5n * latest >= 6n * before ? 'RISING' : 5n * latest <= 4n * before ? 'FALLING' : 'STEADY'
        expect(direction).toBe(expected)
        const exact = (100 * Number(latest - before)) / Number(before)
        expect(Math.abs((changePercent ?? Number.NaN) - exact)).toBeLessThan(0.00501 + Math.abs(exact) / 1e12)
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    [120, 100, 20, 'RISING'],
    [1_199_999, 1_000_000, 20, 'STEADY'],
    [80, 100, -20, 'FALLING'],
    [800_001, 1_000_000, -20, 'STEADY'],
    [100, 100, 0, 'STEADY'],
    [-50, 100, -150, 'FALLING'],
    [1, 8_000, -99.99, 'FALLING'],
    [8_001, 8_000, 0.01, 'STEADY'],
    [20_001, 20_000, 0.01, 'STEADY'],
    [19_999, 20_000, -0.01, 'STEADY'],
  ])('from what came before: %i after %i is %d per cent, %s', (latest, before, percent, direction) => {
    expect(trendOf(BigInt(latest), BigInt(before))).toEqual({ changePercent: percent, direction })
  })
})

describe('the metrics of a customer', () => {
  const document = `query ($first: Int!, $days: [Int!]) { customers(first: $first) { nodes { id metrics {
    meanGapDays expectedNextPurchaseOn
    spendByWindow(days: $days) {
      days latest { from until netSpend { minor } purchaseDays } before { from until netSpend { minor } purchaseDays }
      trend { changePercent direction }
    }
  } } } }`
  const ids = Array.from({ length: 50 }, (_, at) => at + 1)

  beforeEach(async () => {
    database = await testDatabase()
    service = await testService(database)
    await addCustomers(service, ids)
    return () => database.close()
  })

  const metricsOf = async (
    first: string | number | null,
    last: number | null,
    days: number,
    cycle: unknown,
  ) => {
    await service.db.write([
      sql`UPDATE customers SET first_purchase_on = ${first}, last_purchase_on = ${last}, purchase_days = ${days},
        cycle_doubled = ${cycle} WHERE id = 1`,
    ])
    const { customer } = await ask<{ customer: { metrics: unknown } }>(
      fresh(service),
      'query ($id: ID!) { customer(by: { id: $id }) { metrics { meanGapDays expectedNextPurchaseOn } } }',
      { id: encodeId('customer', 1) },
    )
    return customer.metrics
  }

  test('tell the mean gap and when the next purchase is to be expected', async () => {
    expect(await metricsOf(null, null, 0, null)).toEqual({ meanGapDays: null, expectedNextPurchaseOn: null })
    expect(await metricsOf(20_000, 20_000, 1, null)).toMatchObject({ meanGapDays: null })
    expect(await metricsOf(20_000, 20_020, 4, null)).toEqual({
      meanGapDays: 6.67,
      expectedNextPurchaseOn: null,
    })
    expect(await metricsOf(20_000, 20_020, 4, 13)).toEqual({
      meanGapDays: 6.67,
      expectedNextPurchaseOn: formatDay(20_027),
    })
    expect(await metricsOf(20_000, 20_020, 3, 14)).toMatchObject({
      expectedNextPurchaseOn: formatDay(20_027),
    })
  })

  test('know no spend by window before the first night', async () => {
    const { customers } = await ask<{ customers: { nodes: unknown[] } }>(fresh(service), document, {
      first: 1,
    })
    expect(customers.nodes).toMatchObject([{ metrics: { spendByWindow: null } }])
  })

  test('tell it of a page of fifty in one statement more than without it', async () => {
    const asOf = service.today - 1
    await nightOver(service, runOf(asOf))
    await addFacts(
      service,
      ids.flatMap(customer => [
        { customer, day: asOf - 5, kind: 'PURCHASE' as const, amount: 300 + customer },
        { customer, day: asOf - 40, kind: 'PURCHASE' as const, amount: 200 },
      ]),
    )
    const session = fresh(service)
    const { customers } = await ask<{ customers: { nodes: { id: string; metrics: object }[] } }>(
      session,
      document,
      { first: 50, days: [30, 7] },
    )
    expect(session.db.counters).toMatchObject({ statements: 2, roundTrips: 2 })
    const seven = customers.nodes.find(({ id }) => id === encodeId('customer', 7))
    expect(seven?.metrics).toMatchObject({
      spendByWindow: [
        {
          days: 30,
          latest: {
            from: formatDay(asOf - 29),
            until: formatDay(asOf),
            netSpend: { minor: '307' },
            purchaseDays: 1,
          },
          before: { from: formatDay(asOf - 59), until: formatDay(asOf - 30), netSpend: { minor: '200' } },
          trend: { changePercent: 53.5, direction: 'RISING' },
        },
        { days: 7, latest: { purchaseDays: 1 }, trend: { changePercent: null, direction: 'UNKNOWN' } },
      ],
    })
  })

  test('take the usual windows when none are named, and keep them from whoever may not see the timeline', async () => {
    await nightOver(service, runOf(service.today - 1))
    const bare = '{ customers(first: 1) { nodes { metrics { purchaseDays spendByWindow { days } } } } }'
    const { customers } = await ask<{ customers: { nodes: unknown[] } }>(fresh(service), bare)
    const days = usualWindows.map(length => ({ days: length }))
    expect(customers.nodes).toEqual([{ metrics: { purchaseDays: 0, spendByWindow: days } }])
    const reader = as(service, { scopes: new Set(['customers:read'] as const) })
    const { data, errors } = await runDocument(reader, bare)
    expect(errors).toHaveLength(1)
    expect(JSON.parse(JSON.stringify(data))).toEqual({
      customers: { nodes: [{ metrics: { purchaseDays: 0, spendByWindow: null } }] },
    })
  })
})
