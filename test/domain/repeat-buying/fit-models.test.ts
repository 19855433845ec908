import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { modelFits } from '../../../src/database/tables/value/models.ts'
import { refreshMetrics } from '../../../src/domain/metrics/refresh-metrics.ts'
import { completeNight, readRun } from '../../../src/domain/nights/progress.ts'
import { beginNight } from '../../../src/domain/nights/run-night.ts'
import { createValuePolicy } from '../../../src/domain/repeat-buying/create-policy.ts'
import { fitModels, fitSweep } from '../../../src/domain/repeat-buying/fit-models.ts'
import type { Run } from '../../../src/domain/sweeps/sweep.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { addCustomers, addFacts, type Fact } from '../../support/facts.ts'
import { ask } from '../../support/graphql.ts'
import { runThrough } from '../../support/nights.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'

const today = 20_000

/** Numbers in (0, 1) that look random and are the same every time. */
function* chances(): Generator<number, never> {
  for (let state = 20_011; ; ) {
    state = (state * 48_271) % 2_147_483_647
    yield state / 2_147_483_647
  }
}

/** What customers do whom the models describe: each with a pace and a chance to leave of its own. */
function purchases(customers: number): Fact[] {
  const source = chances()
  const chance = () => source.next().value
  const facts: Fact[] = []
  for (let customer = 1; customer <= customers; customer++) {
    const daysBetween = 30 / -Math.log(chance())
    const leaves = chance() ** 2
    const usual = 20_000 + Math.floor(60_000 / chance() ** 0.5)
    let day = today - 30 - Math.floor(600 * chance())
    do {
      facts.push({
        customer,
        day: Math.floor(day),
        kind: 'PURCHASE',
        amount: Math.ceil(usual * (0.5 + chance())),
      })
      day += 1 - daysBetween * Math.log(chance())
    } while (day <= today && chance() > leaves)
  }
  return facts
}

async function modelledShop(customers: number): Promise<TestService> {
  const service = await testService(await testDatabase())
  await addCustomers(
    service,
    Array.from({ length: customers }, (_, at) => at + 1),
  )
  await addFacts(service, purchases(customers))
  return service
}

/** A night of the metrics and of one more stage. */
async function night(service: TestService, day: number, stage = fitModels) {
  const { nightId } = await beginNight(fresh(service), day, true)
  const run = await readRun(fresh(service), nightId)
  if (!run) throw new Error('The night did not begin.')
  await runThrough(service, refreshMetrics, run)
  const done = await runThrough(service, stage, run)
  await completeNight(fresh(service), nightId, [])
  return { ...done, run }
}

const stored = async (service: TestService) =>
  (await fresh(service).db.orm.select().from(modelFits).orderBy(modelFits.day, modelFits.model)).map(
    ({ createdAt: _, watermark: __, ...fit }) => fit,
  )

const days = async (service: TestService) => (await stored(service)).map(fit => fit.day)

let service: TestService

describe('nights', () => {
  beforeEach(async () => {
    service = await modelledShop(300)
  })

  test('fit the three models to the same bytes, whatever the chunks', async () => {
    await night(service, today)
    const whole = await stored(service)
    expect(whole.map(fit => fit.model)).toEqual(['BG_NBD', 'GAMMA_GAMMA', 'MBG_NBD'])
    expect(whole.every(fit => fit.customers > 0)).toBe(true)
    expect(whole.find(fit => fit.model === 'MBG_NBD')?.holdout).not.toBeNull()
    await service.db.write([sql`DELETE FROM model_fits`])
    await night(service, today, fitSweep({ stored: 7, heldOut: 11 }))
    expect(await stored(service)).toEqual(whole)
  })

  test('fit again after a week, or when the policy changes, and not in between', async () => {
    await night(service, today)
    await night(service, today + 6)
    expect(new Set(await days(service))).toEqual(new Set([today]))
    await night(service, today + 7)
    expect(new Set(await days(service))).toEqual(new Set([today, today + 7]))
    await createValuePolicy(fresh(service), { patch: { refitDays: 30 } })
    await night(service, today + 8)
    await night(service, today + 20)
    expect(new Set(await days(service))).toEqual(new Set([today, today + 7, today + 8]))
  })

  test('write nothing for a day before the newest one', async () => {
    const { run } = await night(service, today)
    const past: Run = { ...run, day: today - 30, current: false }
    expect((await runThrough(service, fitModels, past)).cost.rowsWritten).toBe(0)
  })

  test('that run a day again follow what has come since, and write nothing where nothing has', async () => {
    await night(service, today)
    const fits = await stored(service)
    expect((await night(service, today)).cost.rowsWritten).toBe(0)
    expect(await stored(service)).toEqual(fits)
    await addCustomers(service, [301])
    await addFacts(service, [{ customer: 301, day: today - 3, kind: 'PURCHASE', amount: 500 }])
    await night(service, today)
    expect((await stored(service)).map(fit => [fit.model, fit.day, fit.customers])).toEqual(
      fits.map(fit => [fit.model, today, fit.model === 'GAMMA_GAMMA' ? fit.customers : fit.customers + 1]),
    )
  })

  test('end with the fits of one import, in however many parts the facts came, once the day ran again', async () => {
    const parts = await testService(await testDatabase())
    const facts = purchases(300)
    for (const [from, to] of [
      [1, 120],
      [121, 300],
    ] as const) {
      await addCustomers(
        parts,
        Array.from({ length: to - from + 1 }, (_, at) => from + at),
      )
      await addFacts(
        parts,
        facts.filter(fact => fact.customer >= from && fact.customer <= to),
      )
      await night(parts, today)
    }
    await night(service, today)
    expect(await stored(parts)).toEqual(await stored(service))
  })

  test('that run a day again after everybody took everything back leave no fit of it', async () => {
    await night(service, today)
    await service.db.write([sql`UPDATE customers SET purchase_days = 0, first_purchase_on = NULL`])
    const { nightId } = await beginNight(fresh(service), today, true)
    const run = await readRun(fresh(service), nightId)
    if (!run) throw new Error('The night did not begin.')
    await runThrough(service, fitModels, run)
    expect(await stored(service)).toEqual([])
  })
})

const asked = `query ($id: ID!, $days: Int) { customer(by: { id: $id }) { repeatBuying(horizonDays: $days) {
  state fallback spendFallback cycleDays policyVersion fittedOn probabilityAlive expectedPurchases margin
  marginAssumed asOf
  expectedSpendPerPurchase { minor } lifetimeValue { minor } inputs { repeats recencyDays ageDays }
} } }`

const of = async (base: TestService, id: number, more: object = {}) => {
  const variables = { id: encodeId('customer', id), ...more }
  const { customer } = await ask<{ customer: { repeatBuying: unknown } }>(fresh(base), asked, variables)
  return customer.repeatBuying
}

describe('without enough data', () => {
  beforeEach(async () => {
    service = await testService(await testDatabase())
    await addCustomers(service, [1, 2, 3])
    const bought = (customer: number, ago: number, amount: number): Fact => ({
      ...{ customer, day: today - ago, amount },
      kind: 'PURCHASE',
    })
    await addFacts(service, [
      ...[80, 60, 40, 20].map(ago => bought(1, ago, 300)),
      bought(2, 15, 1_000),
      { customer: 2, day: today - 10, kind: 'REFUND', amount: 400 },
    ])
  })

  test('a fit says why, and the fall-back stands in for it', async () => {
    await night(service, today)
    expect((await stored(service)).map(fit => [fit.state, fit.failure, fit.parameters])).toEqual(
      Array.from({ length: 3 }, () => ['INSUFFICIENT_DATA', 'FEW_REPEATERS', null]),
    )
    // e = 20 and an own cycle of 20 days: two of three cycles are left.
    expect(await of(service, 1, { days: 60 })).toEqual({
      state: 'INSUFFICIENT_DATA',
      fallback: true,
      spendFallback: true,
      cycleDays: 20,
      policyVersion: 1,
      fittedOn: null,
      probabilityAlive: 0.666667,
      expectedPurchases: 2,
      margin: 0.3,
      marginAssumed: true,
      asOf: '2024-10-04',
      expectedSpendPerPurchase: { minor: '300' },
      lifetimeValue: { minor: String(Math.round(yearly(2 / 3, 20) * 300 * 0.3)) },
      inputs: { repeats: 3, recencyDays: 60, ageDays: 80 },
    })
    // No own cycle: that of the workspace, which is that of customer 1.
    expect(await of(service, 2)).toMatchObject({
      probabilityAlive: 0.75,
      expectedSpendPerPurchase: { minor: '600' },
    })
    expect(await of(service, 3)).toBeNull()
  })

  test('a cycle is 60 days while nobody in the workspace has one', async () => {
    await service.db.write([sql`DELETE FROM interactions WHERE customer_id = 1`])
    await night(service, today)
    expect(await of(service, 2, { days: 60 })).toMatchObject({
      ...{ cycleDays: 60, probabilityAlive: 0.916667, expectedPurchases: 0.916667 },
    })
  })

  test('the policy whose version is named is the one in force', async () => {
    await night(service, today)
    await createValuePolicy(fresh(service), { patch: { defaultMarginPercent: 40 } })
    expect(await of(service, 1)).toMatchObject({ policyVersion: 2, margin: 0.4 })
  })

  test('there is nothing before the first night', async () => {
    expect(await of(service, 1)).toBeNull()
  })

  test('a horizon must be a number of days', async () => {
    await night(service, today)
    await expect(of(service, 1, { days: 0 })).rejects.toThrow('not valid')
  })

  test('costs of the last year give the margin', async () => {
    await service.db.write([
      sql`UPDATE customers SET costed_spend_year = 900, cost_year = 1200 WHERE id = 1`,
      sql`UPDATE customers SET costed_spend_year = -5, cost_year = 0 WHERE id = 2`,
    ])
    const { run } = await night(service, today)
    await service.db.write([sql`UPDATE customers SET costed_spend_year = 900, cost_year = 1200 WHERE id = 1`])
    expect(run.day).toBe(today)
    expect(await of(service, 1)).toMatchObject({ margin: -0.333333, marginAssumed: false })
    expect(await of(service, 2)).toMatchObject({ margin: 0.3, marginAssumed: true })
  })
})

/** Purchases a year at one in `cycle` days, discounted at 1 % a month of 4.345 weeks. */
function yearly(alive: number, cycle: number): number {
  const monthly = (alive * 4.345 * 7) / cycle
  return Array.from({ length: 12 }, (_, month) => monthly / 1.01 ** (month + 1)).reduce((a, b) => a + b, 0)
}

describe('a purchase that was paid back', () => {
  test('is no reason to expect such a one again, nor worth anything', async () => {
    service = await modelledShop(300)
    await addCustomers(service, [301, 302])
    const repeats = (customer: number, amount: number): Fact[] => [
      { customer, day: today - 60, kind: 'PURCHASE', amount: 290 },
      { customer, day: today - 30, kind: 'PURCHASE', amount },
    ]
    await addFacts(service, [
      ...repeats(301, 16_846_960),
      { customer: 301, day: today - 30, kind: 'REFUND', amount: 16_846_960 },
      ...repeats(302, 1),
    ])
    await night(service, today)
    const worth = await Promise.all(
      [301, 302].map(async id => {
        const value = (await of(service, id)) as {
          expectedSpendPerPurchase: { minor: string }
          lifetimeValue: { minor: string }
        }
        return [Number(value.expectedSpendPerPurchase.minor), Number(value.lifetimeValue.minor)]
      }),
    )
    const [[paidBack = 0, value = 0] = [], [cheap = 0, least = 0] = []] = worth
    expect(cheap).toBeGreaterThan(0)
    expect(paidBack).toBeLessThanOrEqual(cheap)
    expect(paidBack).toBeGreaterThan(cheap - 2)
    expect(value).toBeLessThanOrEqual(least)
  })
})

describe('a page of customers', () => {
  test('costs the same statements however long it is', async () => {
    service = await modelledShop(120)
    await night(service, today)
    const page = (first: number) => `{ customers(first: ${first}) { nodes { id
      near: repeatBuying(horizonDays: 30) { probabilityAlive lifetimeValue { minor } }
      far: repeatBuying(horizonDays: 365) { expectedPurchases }
      rfm { recency frequency monetary cell } } } }`
    const costOf = async (first: number) => {
      const reader = fresh(service)
      await ask(reader, page(first))
      const { roundTrips, statements } = reader.db.counters
      return { roundTrips, statements }
    }
    const short = await costOf(2)
    expect(await costOf(50)).toEqual(short)
    expect(short.roundTrips).toBeLessThanOrEqual(3)
    expect(short.statements).toBeLessThanOrEqual(8)
  })

  test('shows reports to those who may see them, and what belongs to a customer to those who see the customer', async () => {
    service = await modelledShop(60)
    await night(service, today)
    const reader = as(service, { scopes: new Set(['customers:read']) })
    expect(await of(reader, 1)).not.toBeNull()
    await expect(ask(fresh(reader), '{ modelFits { state } }')).rejects.toThrow('reports:read')
    await expect(ask(fresh(reader), '{ repeatBuyingReport { actual } }')).rejects.toThrow('reports:read')
    await expect(ask(fresh(reader), '{ rfmCells { customers } }')).rejects.toThrow('reports:read')
  })
})
