import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { checkedRows } from '../../../src/database/checked-rows.ts'
import { createCareStandard } from '../../../src/domain/care-standards/create-care-standard.ts'
import type { CareStandard } from '../../../src/domain/care-standards/in-force.ts'
import { readCareCompliance } from '../../../src/domain/reports/care-compliance.ts'
import { countDuties } from '../../../src/domain/reports/care-duties-sql.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { formatDay, startOfDay } from '../../../src/lib/days.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { addCustomer, addStaff } from '../follow-ups/world.ts'

let service: TestService
let lan: number
const timeZone = 'Asia/Ho_Chi_Minh'

/** Days are told before today. */
interface Told {
  id: number
  /** Calls, and calls that nobody answered. */
  calls: number[]
  deliveries: number[]
  /** From which day on it was a member, and from which not any more; the last stay may last. */
  stays: { since: number; gone: number | null }[]
}

const daysAgo = fc.uniqueArray(fc.integer({ min: 1, max: 120 }), { maxLength: 9 })
const world = fc.sample(
  fc.record({
    calls: daysAgo,
    vain: daysAgo,
    deliveries: fc.uniqueArray(fc.integer({ min: 1, max: 120 }), { maxLength: 4 }),
    moves: fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 4 }),
  }),
  { numRuns: 24, seed: 7 },
)

const customers: Told[] = []
let segment: number

beforeAll(async () => {
  service = await testService(await testDatabase(), { now: '2026-06-01T09:00' })
  lan = await addStaff(service)
  segment = (await createSegment(fresh(service), { name: 'VIP' })).segmentId
  const { today } = service
  const noon = (day: number) => startOfDay(day, timeZone) + 12 * 3_600_000
  const recorded: unknown[] = []
  for (const { calls, vain, deliveries, moves } of world) {
    const id = await addCustomer(service, { ownerId: lan })
    const [called, delivered] = [calls, deliveries].map(some => some.map(ago => today - ago))
    const record = (kind: 'CALL' | 'DELIVERY', outcome: string | null) => (day: number) =>
      recorded.push([id, noon(day), service.newId(), day, kind, outcome])
    called?.forEach(record('CALL', null))
    vain.map(ago => today - ago).forEach(record('CALL', 'NO_ANSWER'))
    delivered?.forEach(record('DELIVERY', null))
    const days = moves.map(ago => today - ago).sort((a, b) => a - b)
    const stays = days.flatMap((since, at) => (at % 2 === 0 ? [{ since, gone: days[at + 1] ?? null }] : []))
    customers.push({ id, calls: called ?? [], deliveries: delivered ?? [], stays })
  }
  const stays = customers.flatMap(({ id, stays: of }) =>
    of.map(({ since, gone }) => [id, noon(since), gone && noon(gone)]),
  )
  await service.database.session().write([
    sql`INSERT INTO interactions (customer_id, occurred_at, id, day, kind, outcome, direction, cancelled, created_at,
        updated_at, version, change_id)
      SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, 'OUTBOUND', 0, 0, 0, 1, 1
      FROM json_each(${JSON.stringify(recorded)})`,
    sql`INSERT INTO segment_members (segment_id, customer_id, joined_at)
      SELECT ${segment}, value ->> 0, value ->> 1 FROM json_each(${JSON.stringify(stays)}) WHERE value ->> 2 IS NULL`,
    sql`INSERT INTO segment_stays (segment_id, customer_id, joined_at, left_at)
      SELECT ${segment}, value ->> 0, value ->> 1, value ->> 2 FROM json_each(${JSON.stringify(stays)})
      WHERE value ->> 2 IS NOT NULL`,
  ])
})

/** The same, counted customer by customer and day by day. */
function counted(standard: CareStandard, from: number, upto: number) {
  const [first, end] = [standard.firstDay, (standard.lastDay ?? 1e9) + 1]
  const duties: { met: boolean; due: number; gone: number }[] = []
  for (const { calls, deliveries, stays } of customers)
    for (const stay of stays) {
      const [since, gone] = [Math.max(stay.since, first), Math.min(stay.gone ?? 1e9, end)]
      if (standard.trigger) {
        const within = standard.withinDays ?? 0
        for (const day of deliveries) {
          const met = calls.some(call => call >= day && call <= day + within)
          if (day + within >= since) duties.push({ met, due: day + within, gone })
        }
        continue
      }
      const every = standard.everyDays ?? 0
      let base = since
      if (since < from) {
        const before = calls.filter(call => call >= since && call >= from - every && call < from)
        while (base + every < from) base += every
        if (before.length > 0) base = Math.max(...before)
      }
      for (let due = base + every; due <= upto; due = base + every) {
        const inTime = calls.filter(call => call > base && call <= due)
        duties.push({ met: inTime.length > 0, due, gone })
        base = inTime.length > 0 ? Math.max(...inTime) : due
      }
    }
  const due = duties.filter(one => one.due >= from && one.due <= upto && one.due < one.gone)
  return { due: due.length, met: due.filter(one => one.met).length }
}

const row = z.object({ staffId: z.int().nullable(), due: z.int(), met: z.int(), stays: z.int() })

test('duties are those that a plain count finds', async () => {
  const { today } = service
  let most = 0
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 1, max: 150 }),
      fc.option(fc.integer({ min: 0, max: 60 })),
      async (triggered, days, length, ago, begun, ended) => {
        const upto = today - 1 - ago
        const from = upto - length
        const standard: CareStandard = {
          ...{ id: 1, name: 'Call', segmentId: segment, level: null, deed: 'CALL', channels: ['PHONE'] },
          ...{ everyDays: triggered ? null : days, trigger: triggered ? 'DELIVERY' : null },
          ...{ withinDays: triggered ? days : null, staffId: null, careRole: null, minutes: 8, priority: 0 },
          firstDay: today - begun,
          lastDay: ended === null ? null : Math.max(today - begun, today - ended),
        }
        const rows = await checkedRows(
          fresh(service).db.orm,
          row,
          countDuties(standard, [], { from, upto, timeZone }),
        )
        const expected = counted(standard, from, upto)
        most = Math.max(most, expected.due)
        expect(rows.map(({ due, met, staffId }) => ({ due, met, staffId }))).toEqual(
          expected.due === 0 ? [] : [{ ...expected, staffId: lan }],
        )
      },
    ),
    // Some left on the day behind the period: of these the last day counts too. And once much is due.
    {
      examples: [
        [false, 1, 1, 1, 3, null],
        [false, 1, 70, 0, 150, null],
      ],
      numRuns: 60,
    },
  )
  expect(most).toBeGreaterThan(20)
})

test('compliance is told by standard, by owner and in all, each duty once, by the standard that counts', async () => {
  const { today } = service
  const owned = async (said: object) =>
    (
      await createCareStandard(fresh(service), {
        ...{ name: 'Call', deed: 'CALL', channels: ['PHONE'], firstDay: formatDay(today - 90), ...said },
      })
    ).careStandardId
  const vip = await owned({ segment: encodeId('segment', segment), everyDays: 10, priority: 2 })
  const level = await owned({ level: 1, everyDays: 30 })
  const days = { from: formatDay(today - 60), until: formatDay(today) }
  const { all, standards, staff, provisional, truncated } = await readCareCompliance(fresh(service), days)
  expect([provisional, truncated]).toEqual([true, false])
  expect(standards.map(({ standardId }) => standardId)).toEqual([vip, level])
  const [ofVip, ofLevel] = standards.map(({ duties }) => duties)
  expect(ofVip?.whole).toBeGreaterThan(20)
  expect(ofLevel?.whole).toBeGreaterThan(0)
  expect(all.whole).toBe((ofVip?.whole ?? 0) + (ofLevel?.whole ?? 0))
  expect(all.share?.interval.lower).toBeLessThan(all.share?.rate ?? 0)
  expect(staff).toEqual([{ staffId: lan, duties: all }])
  // Whoever is no member falls under the level alone, on whose due days it stood beside nothing else.
  const alone = customers.filter(({ stays }) => stays.every(({ gone }) => gone !== null && gone < today - 61))
  expect(ofLevel?.whole).toBeGreaterThanOrEqual(alone.length)
  const asked = `query ($from: Date!, $until: Date!) { careCompliance(from: $from, until: $until) {
    from until all { part whole share { rate interval { lower upper } } }
    standards { standard { name } duties { whole } } staff { staffMember { name } duties { part } } } }`
  expect(await ask(fresh(service), asked, days)).toMatchObject({
    careCompliance: { all: { part: all.part, whole: all.whole }, staff: [{ staffMember: { name: 'Lan' } }] },
  })
})

test('of days to come nothing is known, and more than 92 are refused', async () => {
  const { today } = service
  const ahead = { from: formatDay(today), until: formatDay(today + 9) }
  expect(await readCareCompliance(fresh(service), ahead)).toMatchObject({
    ...{ provisional: true, all: { whole: 0, share: null }, standards: [], staff: [] },
  })
  const long = { from: formatDay(today - 92), until: formatDay(today) }
  await expect(readCareCompliance(fresh(service), long)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  const narrow = as(fresh(service), { scopes: new Set(['follow-ups:read'] as const) })
  await expect(readCareCompliance(narrow, ahead)).rejects.toMatchObject({ code: 'FORBIDDEN' })
})
