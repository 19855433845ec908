import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { readChurn } from '../../../src/domain/reports/churn.ts'
import { readCohortRetention } from '../../../src/domain/reports/cohort-retention.ts'
import { readOverview } from '../../../src/domain/reports/overview.ts'
import { AuthorizationError } from '../../../src/domain/service/errors.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { dayOf } from '../../support/days.ts'
import { ask } from '../../support/graphql.ts'
import { nightOver, runOf } from '../../support/nights.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { importSales, metricsNight } from './world.ts'

let database: TestDatabase
let service: TestService

beforeEach(async () => {
  database = await testDatabase()
  service = await testService(database)
  return () => database.close()
})

const quarters = { from: '2020-01-01', until: '2028-12-31', period: 'QUARTER' }

describe('what a report takes', () => {
  test.each([
    ['37 months of churn', () => readChurn(fresh(service), { from: '2023-01-31', until: '2026-01-01' })],
    [
      'churn that ends before it begins',
      () => readChurn(fresh(service), { from: '2026-02-01', until: '2026-01-31' }),
    ],
    ['37 cohorts', () => readCohortRetention(fresh(service), { from: '2023-01-31', until: '2026-01-01' })],
    ['37 quarters', () => readCohortRetention(fresh(service), { ...quarters, until: '2029-01-01' })],
    [
      'cohorts that end before they begin',
      () => readCohortRetention(fresh(service), { ...quarters, until: '2019-12-31' }),
    ],
    ['37 months of a cohort', () => readCohortRetention(fresh(service), { ...quarters, months: 37 })],
    ['no month of a cohort', () => readCohortRetention(fresh(service), { ...quarters, months: 0 })],
    ['what is no day', () => readOverview(fresh(service), { month: '2026-02-30' })],
  ])('not %s', async (_what, attempt) => {
    await expect(attempt()).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })

  test('36 quarters, and the last month that can be named', async () => {
    expect((await readCohortRetention(fresh(service), quarters)).rows).toEqual([])
    const last = { from: '9999-12-31', until: '9999-12-31' }
    expect((await readChurn(fresh(service), last)).months).toEqual([])
    expect((await readCohortRetention(fresh(service), last)).rows).toEqual([])
    expect((await readOverview(fresh(service), { month: '9999-12-31' })).month).toBeNull()
  })

  test.each([
    ['cohortRetention', (base: TestService) => readCohortRetention(base, quarters)],
    ['churn', (base: TestService) => readChurn(base, { from: '2026-01-01', until: '2026-01-01' })],
    ['overview', (base: TestService) => readOverview(base, {})],
  ])('%s needs the scope of reports', async (_name, attempt) => {
    await expect(attempt(as(service, { scopes: new Set() }))).rejects.toBeInstanceOf(AuthorizationError)
  })
})

describe('an empty workspace', () => {
  const everything = `{
    cohortRetention(from: "2026-01-01", until: "2026-12-31") { asOf computedAt rows { month } overall { offset } }
    churn(from: "2026-01-01", until: "2026-12-31") { asOf months { month } }
    repeatRateBySatisfaction(from: "2026-01-01", until: "2026-12-31") { asOf all { respondents rate { rate } } }
    regionsUnderAttack { truncated regions { vi } }
    overview {
      asOf month { month } value { netSpendYearPerBuyer { minor } } threat { running measured highest { vi } }
      overdueFollowUps
    }
  }`
  const nothing = {
    repeatRateBySatisfaction: { asOf: null, all: { respondents: 0, rate: null } },
    regionsUnderAttack: { truncated: false, regions: [] },
  }

  test('before the first night knows nothing', async () => {
    expect(await ask(fresh(service), everything)).toEqual({
      ...nothing,
      cohortRetention: { asOf: null, computedAt: null, rows: [], overall: [] },
      churn: { asOf: null, months: [] },
      overview: {
        asOf: null,
        month: null,
        value: null,
        threat: { running: 0, measured: 0, highest: null },
        overdueFollowUps: 0,
      },
    })
  })

  test('after a night counts nobody, and has no share and no mean of nobody', async () => {
    await metricsNight(service, dayOf('2026-02-10'))
    const { overview } = await ask(fresh(service), everything)
    expect(overview).toMatchObject({
      asOf: '2026-02-10',
      month: { month: '2026-01-01' },
      value: { netSpendYearPerBuyer: null },
    })
    const { months } = await readChurn(fresh(service), { from: '2026-01-01', until: '2026-12-31' })
    expect(months.map(({ activeBefore, churn, provisional }) => [activeBefore, churn, provisional])).toEqual([
      [0, null, false],
      [0, null, true],
    ])
  })

  test('is not reported on by nights that kept no cohorts', async () => {
    await nightOver(service, runOf(dayOf('2026-02-10')))
    await service.db.write([sql`UPDATE nights SET metrics_version = 0`])
    expect((await readOverview(fresh(service), {})).asOf).toBeNull()
  })
})

test('churn shows what the nights said of the lifecycle, but for the night that places all of the past', async () => {
  const moved = (counts: Record<string, number>) => [
    { stage: 'metrics', counts: { LOST: 99 } },
    { stage: 'lifecycle', counts: { customers: 50, ...counts } },
  ]
  await nightOver(service, runOf(dayOf('2026-01-30')), moved({ LOST: 40 }))
  await nightOver(service, runOf(dayOf('2026-01-31')), moved({ LOST: 2, ACTIVE: 3 }))
  await nightOver(service, runOf(dayOf('2026-02-01')), moved({ WON_BACK: 1 }))
  await nightOver(service, runOf(dayOf('2026-02-28')), moved({ LOST: 4, WON_BACK: 2 }))
  await nightOver(service, runOf(dayOf('2026-01-15'), { current: false }), moved({ LOST: 7 }))
  const { months } = await readChurn(fresh(service), { from: '2026-01-01', until: '2026-03-31' })
  expect(months.map(({ lifecycle }) => lifecycle)).toEqual([
    { nights: 1, lost: 2, wonBack: 0 },
    { nights: 2, lost: 4, wonBack: 3 },
  ])
})

test('churn counts the moves of all attempts of a day, and none of one that is at work', async () => {
  const attempt = async (on: string, attempt: number, state: string, lost: number) => {
    const id = dayOf(on) * 10 + attempt
    await nightOver(service, runOf(id), [{ stage: 'lifecycle', counts: { LOST: lost } }])
    await service.db.write([
      sql`UPDATE nights SET day = ${dayOf(on)}, attempt = ${attempt}, state = ${state} WHERE id = ${id}`,
    ])
  }
  await attempt('2026-01-09', 1, 'FAILED', 30)
  await attempt('2026-01-10', 1, 'FAILED', 30)
  await attempt('2026-01-10', 2, 'COMPLETED', 1)
  await attempt('2026-01-11', 1, 'FAILED', 5)
  await attempt('2026-01-11', 2, 'COMPLETED', 0)
  await attempt('2026-01-11', 3, 'COMPLETED', 2)
  await attempt('2026-01-12', 1, 'RUNNING', 9)
  const { months } = await readChurn(fresh(service), { from: '2026-01-01', until: '2026-01-31' })
  expect(months.map(({ lifecycle }) => lifecycle)).toEqual([{ nights: 1, lost: 7, wonBack: 0 }])
})

test('each report over purchases is one round trip', async () => {
  await importSales(service, [{ customer: 'a', day: dayOf('2026-01-05'), amount: 3 }])
  await metricsNight(service, dayOf('2026-02-10'))
  const reports = [
    (base: TestService) => readCohortRetention(base, { from: '2026-01-01', until: '2026-02-01' }),
    (base: TestService) => readChurn(base, { from: '2026-01-01', until: '2026-02-01' }),
    (base: TestService) => readOverview(base, {}),
  ]
  for (const report of reports) {
    const asked = fresh(service)
    await report(asked)
    expect(asked.db.counters.roundTrips).toBe(1)
  }
})
