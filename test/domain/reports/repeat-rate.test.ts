import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { readRepeatRate } from '../../../src/domain/reports/repeat-rate.ts'
import { AuthorizationError, UserError } from '../../../src/domain/service/errors.ts'
import { formatDay, instantOfLocal } from '../../../src/lib/days.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { dayOf } from '../../support/days.ts'
import { addCustomers, load } from '../../support/facts.ts'
import { ask } from '../../support/graphql.ts'
import { nightOver, runOf } from '../../support/nights.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { rate } from './naive.ts'

/** A survey response with its score, or a purchase; `minute` past midnight of the day. */
interface Event {
  customer: number
  day: number
  minute: number
  score?: number
  amount?: number
  cancelled?: boolean
}

const start = dayOf('2025-01-01')
const asOf = start + 200

let database: TestDatabase
let service: TestService

beforeEach(async () => {
  database = await testDatabase()
  service = await testService(database)
  await addCustomers(service, [1, 2, 3, 4, 5])
  return () => database.close()
})

/** Ids count up with the events, so that of two at one instant the first one is the earlier. */
async function add(events: readonly Event[]): Promise<void> {
  const rows = events.map(event => ({
    ...event,
    id: service.newId(),
    at: instantOfLocal(event.day, event.minute * 60_000, service.workspace.timeZone),
    kind: event.score === undefined ? 'PURCHASE' : 'SURVEY_RESPONSE',
  }))
  await service.db.write([
    sql`
      INSERT INTO interactions (customer_id, occurred_at, id, day, kind, amount, score, cancelled, created_at,
        updated_at, version, change_id)
      SELECT value ->> 'customer', value ->> 'at', value ->> 'id', value ->> 'day', value ->> 'kind',
        value ->> 'amount', value ->> 'score', ifnull(value ->> 'cancelled', 0), 0, 0, 1, 0
      FROM json_each(${JSON.stringify(rows)})`,
  ])
}

const window = (from: number, to: number, withinDays: number) => ({
  from: formatDay(from),
  until: formatDay(to),
  withinDays,
})

/** The definition, read straight from the events. */
function naive(events: readonly Event[], from: number, to: number, withinDays: number) {
  const first = new Map<number, Event>()
  const inOrder = [...events].sort((a, b) => a.day - b.day || a.minute - b.minute)
  for (const event of inOrder) {
    const counts = event.score !== undefined && !event.cancelled && event.day >= from && event.day <= to
    if (counts && !first.has(event.customer)) first.set(event.customer, event)
  }
  const respondents = [...first.values()]
  const bought = ({ customer, day: answered }: Event) =>
    events.some(
      event =>
        event.customer === customer &&
        (event.amount ?? 0) > 0 &&
        !event.cancelled &&
        event.day > answered &&
        event.day <= answered + withinDays,
    )
  return (scores: readonly number[]) => {
    const some = respondents.filter(event => scores.includes(event.score ?? -1))
    const observed = some.filter(event => event.day + withinDays <= asOf)
    const repeaters = observed.filter(bought)
    return {
      respondents: some.length,
      observed: observed.length,
      repeaters: repeaters.length,
      rate: rate(repeaters.length, observed.length),
    }
  }
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at)

async function report(from: number, to: number, withinDays: number) {
  const found = await readRepeatRate(fresh(service), window(from, to, withinDays))
  const flat = ({ share, ...counts }: (typeof found)['all']) => ({ ...counts, rate: share?.rate ?? null })
  return {
    scores: found.scores.map(row => flat(row)),
    classes: found.classes.map(row => flat(row)),
    all: flat(found.all),
  }
}

const event: fc.Arbitrary<Event> = fc
  .record({
    customer: fc.integer({ min: 1, max: 5 }),
    day: fc.integer({ min: start - 5, max: asOf }),
    minute: fc.integer({ min: 0, max: 1_439 }),
    value: fc.integer({ min: 0, max: 10 }),
    answer: fc.boolean(),
    cancelled: fc.boolean(),
    really: fc.boolean(),
  })
  .map(({ value, answer, cancelled, really, ...rest }) => ({
    ...rest,
    ...(answer ? { score: value } : { amount: value }),
    cancelled: cancelled && really,
  }))

describe('the repeat rate by satisfaction', () => {
  test('is what a count over all responses gives', async () => {
    await nightOver(service, runOf(asOf))
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 40 }),
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 1, max: 150 }),
        async (events, length, withinDays) => {
          await service.db.write([sql`DELETE FROM interactions`])
          await add(events)
          const count = naive(events, start, start + length, withinDays)
          const { scores, classes, all } = await report(start, start + length, withinDays)
          expect(scores).toEqual(range(0, 10).map(score => ({ score, ...count([score]) })))
          expect(classes).toEqual([
            { class: 'DETRACTOR', ...count(range(0, 6)) },
            { class: 'PASSIVE', ...count([7, 8]) },
            { class: 'PROMOTER', ...count([9, 10]) },
          ])
          expect(all).toEqual(count(range(0, 10)))
        },
      ),
      { numRuns: 60 },
    )
  }, 60_000)

  test('takes the earliest response of a customer, purchases after its day and only days that are over', async () => {
    await nightOver(service, runOf(asOf))
    await add([
      { customer: 1, day: start, minute: 10, score: 3 },
      { customer: 1, day: start + 9, minute: 0, amount: 1 },
      { customer: 1, day: start + 10, minute: 0, score: 10 },
      // Bought on the day of the response, and one day too late.
      { customer: 2, day: start, minute: 0, score: 10 },
      { customer: 2, day: start, minute: 900, amount: 1 },
      { customer: 2, day: start + 31, minute: 0, amount: 1 },
      // Bought again, but the days are not over.
      { customer: 3, day: asOf - 29, minute: 0, score: 9 },
      { customer: 3, day: asOf - 10, minute: 0, amount: 1 },
    ])
    const { repeatRateBySatisfaction } = await ask(
      fresh(service),
      `{ repeatRateBySatisfaction(from: "2025-01-01", until: "2025-12-31", withinDays: 30) {
        asOf withinDays truncated
        classes { class repeaters { respondents observed repeaters rate { rate interval { lower upper } } } }
      } }`,
    )
    expect(repeatRateBySatisfaction).toEqual({
      asOf: formatDay(asOf),
      withinDays: 30,
      truncated: false,
      classes: [
        {
          class: 'DETRACTOR',
          repeaters: {
            respondents: 1,
            observed: 1,
            repeaters: 1,
            rate: { rate: 100, interval: { lower: 20.65, upper: 100 } },
          },
        },
        { class: 'PASSIVE', repeaters: { respondents: 0, observed: 0, repeaters: 0, rate: null } },
        {
          class: 'PROMOTER',
          repeaters: {
            respondents: 2,
            observed: 1,
            repeaters: 0,
            rate: { rate: 0, interval: { lower: 0, upper: 79.35 } },
          },
        },
      ],
    })
    await nightOver(service, runOf(asOf + 1))
    const { classes } = await readRepeatRate(fresh(service), window(start, start + 364, 30))
    expect(classes[2]).toMatchObject({
      ...{ class: 'PROMOTER', respondents: 2, observed: 2, repeaters: 1 },
      share: { rate: 50, interval: { lower: 9.45, upper: 90.55 } },
    })
  })

  test('observes nobody before the first night', async () => {
    await add([{ customer: 1, day: start, minute: 0, score: 5 }])
    const found = await readRepeatRate(fresh(service), window(start, start, 1))
    expect(found).toMatchObject({
      asOf: null,
      all: { respondents: 1, observed: 0, repeaters: 0, share: null },
    })
  })

  test('of more than 50,000 responses reads the newest in one round trip, and says so', async () => {
    await nightOver(service, runOf(asOf))
    const instant = (at: number) => instantOfLocal(at, 0, service.workspace.timeZone)
    const fill = (from: number, to: number, at: number, score: number) => sql`
      WITH RECURSIVE n(n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM n WHERE n < ${to})
      INSERT INTO interactions (customer_id, occurred_at, id, day, kind, score, cancelled, created_at, updated_at,
        version, change_id)
      SELECT n, ${instant(at)}, 10000000 + n, ${at}, 'SURVEY_RESPONSE', ${score}, 0, 0, 0, 1, 0 FROM n`
    await addCustomers(service, range(1_001, 51_001))
    await load(service, [fill(1_001, 1_001, start, 1), fill(1_002, 51_001, start + 1, 2)])
    const asked = fresh(service)
    const found = await readRepeatRate(asked, window(start, start + 100, 30))
    expect(found).toMatchObject({ truncated: true, all: { respondents: 50_000, observed: 50_000 } })
    expect(found.scores[1]?.respondents).toBe(0)
    expect(asked.db.counters.roundTrips).toBe(1)
    const exactly = await readRepeatRate(fresh(service), window(start + 1, start + 100, 30))
    expect(exactly).toMatchObject({ truncated: false, all: { respondents: 50_000 } })
  }, 60_000)

  test.each([
    ['a window of more than 366 days', window(start, start + 366, 30)],
    ['a window that ends before it begins', window(start, start - 1, 30)],
    ['no day to buy in', window(start, start, 0)],
    ['more than 366 days to buy in', window(start, start, 367)],
  ])('refuses %s', async (_what, input) => {
    await expect(readRepeatRate(fresh(service), input)).rejects.toBeInstanceOf(UserError)
  })

  test('needs the scope of reports', async () => {
    const nobody = as(service, { scopes: new Set() })
    await expect(readRepeatRate(nobody, window(start, start, 1))).rejects.toBeInstanceOf(AuthorizationError)
  })
})
