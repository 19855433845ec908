import { beforeAll, expect, test } from 'vitest'
import { createGoal } from '../../../src/domain/goals/create-goal.ts'
import { formatDay } from '../../../src/lib/days.ts'
import { shareOf } from '../../../src/lib/mathematics/share.ts'
import { testDatabase } from '../../support/database.ts'
import { dayOf } from '../../support/days.ts'
import { ask } from '../../support/graphql.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'
import { expectReports } from './compare.ts'
import { buyersOf } from './naive.ts'
import { importSales, metricsNight, readCdnow, type Sale } from './world.ts'

let service: TestService
let sales: Sale[]

const asOf = dayOf('1998-06-30')

beforeAll(async () => {
  service = await testService(await testDatabase(), { workspace: { currency: 'USD' } })
  sales = await readCdnow()
  await importSales(service, sales)
  // The first night computes everybody in the middle of a month, the second what the days between have changed.
  const middle = dayOf('1998-05-15')
  await metricsNight(service, middle)
  await expectReports(service, buyersOf(sales, middle), middle, '1996-12', '1998-07')
  await metricsNight(service, asOf)
}, 60_000)

test('every number of the CDNOW sample is what a count over the raw file gives', async () => {
  expect(sales).toHaveLength(6_919)
  await expectReports(service, buyersOf(sales, asOf), asOf, '1996-12', '1998-07')
})

const money = (amount: string) => ({ amount, currency: 'USD' })

test('the retention of the CDNOW sample, by month and by quarter', async () => {
  const query = `
    query ($period: CohortPeriod) {
      cohortRetention(from: "1997-01-31", until: "1997-02-01", months: 4, period: $period) {
        asOf period
        rows {
          month customers provisional netSpend { amount currency } netSpendPerCustomer { amount currency }
          cells { offset active provisional retention { rate interval { lower upper } } }
        }
        overall { offset customers active retention { rate } }
      }
    }`
  const cell = (offset: number, active: number, rate: number, lower: number, upper: number) => ({
    offset,
    active,
    provisional: false,
    retention: { rate, interval: { lower, upper } },
  })
  const answer = await ask<{
    cohortRetention: { rows: { customers: number; cells: { active: number }[] }[] }
  }>(fresh(service), query)
  expect(answer.cohortRetention).toEqual({
    asOf: formatDay(asOf),
    period: 'MONTH',
    rows: [
      {
        month: '1997-01-01',
        customers: 777,
        provisional: false,
        netSpend: money('78842.79'),
        netSpendPerCustomer: money('101.47'),
        cells: [
          cell(0, 777, 100, 99.51, 100),
          cell(1, 124, 15.96, 13.55, 18.7),
          cell(2, 95, 12.23, 10.11, 14.72),
          cell(3, 70, 9.01, 7.19, 11.23),
        ],
      },
      {
        month: '1997-02-01',
        customers: 854,
        provisional: false,
        netSpend: money('90680.26'),
        netSpendPerCustomer: money('106.18'),
        cells: [
          cell(0, 854, 100, 99.55, 100),
          cell(1, 134, 15.69, 13.41, 18.28),
          cell(2, 110, 12.88, 10.8, 15.29),
          cell(3, 75, 8.78, 7.06, 10.87),
        ],
      },
    ],
    overall: [
      { offset: 0, customers: 1631, active: 1631, retention: { rate: 100 } },
      { offset: 1, customers: 1631, active: 258, retention: { rate: 15.82 } },
      { offset: 2, customers: 1631, active: 205, retention: { rate: 12.57 } },
      { offset: 3, customers: 1631, active: 145, retention: { rate: 8.89 } },
    ],
  })
  const { cohortRetention: quarter } = await ask<typeof answer>(fresh(service), query, { period: 'QUARTER' })
  expect(quarter.rows.map(row => [row.customers, row.cells.map(({ active }) => active)])).toEqual([
    [2349, [2349, 345, 289, 223]],
  ])
})

test('the churn of the CDNOW sample after its last month of new customers', async () => {
  const { churn } = await ask<{ churn: { formula: string } }>(
    fresh(service),
    `{ churn(from: "1997-04-01", until: "1997-04-30") {
      formula
      months {
        month provisional activeBefore active churned returned
        churn { rate interval { lower upper } }
        loss { amount currency } regained { amount currency } net { amount currency }
        lifecycle { nights lost wonBack }
      }
    } }`,
  )
  expect(churn).toEqual({
    formula:
      'loss = Σ over the customers who churned in the month of (net spend up to asOf ÷ months with a purchase up to asOf, cut to the minor unit); regained = the same Σ over the customers who returned; net = regained − loss',
    months: [
      {
        month: '1997-04-01',
        provisional: false,
        activeBefore: 947,
        active: 267,
        churned: 776,
        returned: 96,
        churn: { rate: 81.94, interval: { lower: 79.37, upper: 84.26 } },
        loss: money('27496.59'),
        regained: money('3912.97'),
        net: money('-23583.62'),
        lifecycle: { nights: 0, lost: 0, wonBack: 0 },
      },
    ],
  })
})

test('the overview of the CDNOW sample in two round trips', async () => {
  const asked = fresh(service)
  const { overview } = await ask(
    asked,
    `{ overview {
      asOf
      month { month customers activeBefore active won kept wonBack lost retention { rate interval { lower upper } } loss { amount } }
      value { customers buyersYear netSpendPerCustomer { amount } netSpendYear { amount } netSpendYearPerBuyer { amount } }
      threat { running measured highest { vi } }
      overdueFollowUps
    } }`,
  )
  expect(overview).toEqual({
    asOf: '1998-06-30',
    month: {
      month: '1998-06-01',
      customers: 2349,
      activeBefore: 134,
      active: 138,
      won: 0,
      kept: 41,
      wonBack: 97,
      lost: 93,
      retention: { rate: 30.6, interval: { lower: 23.43, upper: 38.85 } },
      loss: { amount: '4651.52' },
    },
    value: {
      customers: 2349,
      buyersYear: 812,
      netSpendPerCustomer: { amount: '103.91' },
      netSpendYear: { amount: '97963.70' },
      netSpendYearPerBuyer: { amount: '120.64' },
    },
    threat: { running: 0, measured: 0, highest: null },
    overdueFollowUps: 0,
  })
  expect(asked.db.counters.roundTrips).toBe(2)
})

test('goals of the CDNOW sample stand as the reports that they are bound to tell, in one round trip more', async () => {
  const asked = fresh(service)
  const days = { firstDay: '1997-03-20', lastDay: '1997-06-14' }
  const aims = [
    { metric: 'RETENTION', direction: 'AT_LEAST', target: 19 },
    { metric: 'RETENTION', direction: 'AT_LEAST', target: 20 },
    { metric: 'RETURNED_CUSTOMERS', direction: 'AT_LEAST', target: 500 },
    { metric: 'NEW_CUSTOMERS', direction: 'AT_MOST', target: 10 },
    { metric: 'RETENTION', direction: 'AT_LEAST', target: 16, firstDay: '1997-03-02', lastDay: '1997-03-31' },
    {
      metric: 'NEW_CUSTOMERS',
      direction: 'AT_LEAST',
      target: 10,
      firstDay: '1997-01-01',
      lastDay: '1997-02-28',
    },
  ]
  for (const [name, aim] of aims.entries()) await createGoal(asked, { name: `${name}`, ...days, ...aim })
  const question = fresh(service)
  const { goals, churn } = await ask<{
    goals: { nodes: { name: string; query: string; progress: object }[] }
    churn: { months: { activeBefore: number; churned: number; returned: number }[] }
  }>(
    question,
    `{ goals(orderBy: { field: CREATED_AT, direction: ASC }) { nodes { name query progress {
        standing sure value interval { lower upper } of asOf over } } }
      churn(from: "1997-04-01", until: "1997-05-31") { months { activeBefore churned returned } } }`,
  )
  const sum = (of: (month: (typeof churn.months)[number]) => number) =>
    churn.months.reduce((total, month) => total + of(month), 0)
  const before = sum(month => month.activeBefore)
  const retention = shareOf(before - sum(month => month.churned), before)
  const [kept, , returned, won, none, early] = goals.nodes.map(({ progress }) => progress)
  const told = { asOf: '1998-06-30', over: true }
  expect(before).toBe(1_214)
  expect(kept).toEqual({
    ...{ standing: 'REACHED', sure: true, of: before, ...told },
    ...{ value: retention?.rate, interval: retention?.interval },
  })
  expect(goals.nodes[1]?.progress).toMatchObject({ standing: 'REACHED', sure: false })
  const counted = { sure: null, interval: null, of: null, ...told }
  expect(returned).toEqual({ standing: 'NOT_REACHED', value: sum(month => month.returned), ...counted })
  expect(won).toEqual({ standing: 'REACHED', value: 0, ...counted })
  expect(none).toEqual({ standing: 'CANNOT_TELL', value: null, ...counted })
  expect(early).toEqual({ standing: 'REACHED', value: 1631, ...counted })
  expect(goals.nodes.map(({ query }) => query)).toContain('cohortRetention')
  expect(question.db.counters.roundTrips).toBe(2)
})

test('under a night years later the months of the CDNOW sample stay as they were, and nobody has bought in the year', async () => {
  const months = `
    cohortRetention(from: "1997-01-01", until: "1997-02-01", months: 4) {
      rows { month customers provisional netSpend { amount } cells { offset active provisional retention { rate } } }
    }
    churn(from: "1997-04-01", until: "1997-04-30") { months {
      activeBefore churned returned loss { amount } regained { amount } lifecycle { nights }
    } }
    overview(month: "1998-06-01") {
      month { customers activeBefore active won kept wonBack lost loss { amount } }
      value { customers netSpendPerCustomer { amount }`
  const before = await ask(fresh(service), `{ ${months} } } }`)
  await metricsNight(service, dayOf('2026-02-10'))
  expect(await ask(fresh(service), `{ ${months} } } }`)).toEqual(before)
  const year = 'buyersYear netSpendYear { amount } netSpendYearPerBuyer { amount }'
  const { overview } = await ask<{ overview: { value: object } }>(fresh(service), `{ ${months} ${year} } } }`)
  expect(overview.value).toMatchObject({
    ...{ buyersYear: 0, netSpendYear: { amount: '0.00' }, netSpendYearPerBuyer: null },
  })
})
