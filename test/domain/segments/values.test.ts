import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { readValueBySegment } from '../../../src/domain/segments/read-values.ts'
import { refreshSegments, segmentsSweep } from '../../../src/domain/segments/refresh-segments.ts'
import { updateSegment } from '../../../src/domain/segments/update-segment.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { addCustomers } from '../../support/facts.ts'
import { nightOver, runOf, runThrough } from '../../support/nights.ts'
import { refusal } from '../../support/outcomes.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'

let database: TestDatabase
let service: TestService

beforeEach(async () => {
  database = await testDatabase()
  service = await testService(database)
  return () => database.close()
})

interface Person {
  lifecycle: 'ACTIVE' | 'LOST'
  /** Days since the last purchase; null for nobody's. */
  ago: number | null
  netSpend: bigint
  netSpendYear: bigint
  costedSpendYear: bigint
  costYear: bigint
}

const setPeople = (people: readonly Person[]) => {
  const rows = people.map(({ ago, ...person }, at) => ({
    id: at + 1,
    last: ago === null ? null : service.today - ago,
    ...Object.fromEntries(Object.entries(person).map(([name, value]) => [name, String(value)])),
  }))
  return fresh(service).db.write([
    sql`UPDATE customers SET lifecycle = p.value ->> 'lifecycle', last_purchase_on = p.value ->> 'last',
        net_spend = CAST(p.value ->> 'netSpend' AS INTEGER),
        net_spend_year = CAST(p.value ->> 'netSpendYear' AS INTEGER),
        costed_spend_year = CAST(p.value ->> 'costedSpendYear' AS INTEGER),
        cost_year = CAST(p.value ->> 'costYear' AS INTEGER)
      FROM json_each(${JSON.stringify(rows)}) AS p WHERE customers.id = p.value ->> 'id'`,
  ])
}

const valuesOf = (id: number) =>
  fresh(service).db.orm.query.segmentValues.findFirst({
    where: (columns, { eq }) => eq(columns.segmentId, id),
  })

/** Counted one by one. */
function recount(people: readonly Person[], lifecycle: Person['lifecycle']) {
  const members = people.filter(one => one.lifecycle === lifecycle)
  const sum = (of: (one: Person) => bigint) => members.reduce((so, one) => so + of(one), 0n)
  return {
    customers: members.length,
    buyersYear: members.filter(one => one.ago !== null && one.ago < 365).length,
    netSpend: sum(one => one.netSpend),
    netSpendYear: sum(one => one.netSpendYear),
    costedSpendYear: sum(one => one.costedSpendYear),
    costYear: sum(one => one.costYear),
  }
}

const money = fc.oneof(fc.bigInt(-100n, 100n), fc.bigInt(-(2n ** 57n), 2n ** 57n))
const person: fc.Arbitrary<Person> = fc.record({
  lifecycle: fc.constantFrom('ACTIVE' as const, 'LOST' as const),
  ago: fc.option(fc.constantFrom(0, 1, 363, 364, 365, 366, 900)),
  netSpend: money,
  netSpendYear: money,
  costedSpendYear: money,
  costYear: money,
})

const ruleOf = (lifecycle: Person['lifecycle']) => ({ lifecycle: { in: [lifecycle] } })

test('The sums are those of a recount, past 2^53 too, whatever the chunks: by a night, at creation, after another rule', async () => {
  const ids = Array.from({ length: 20 }, (_, at) => at + 1)
  await addCustomers(service, ids)
  const people = fc.array(person, { minLength: 20, maxLength: 20 })
  const { segmentId } = await createSegment(fresh(service), { name: 'night', rule: ruleOf('ACTIVE') })
  let names = 0
  await fc.assert(
    fc.asyncProperty(people, fc.integer({ min: 1, max: 25 }), async (all, customers) => {
      await setPeople(all)
      await runThrough(service, segmentsSweep({ customers, ranges: 3 }, 'OTHERS'), runOf(service.today))
      const values = { ...recount(all, 'ACTIVE'), computedOn: service.today }
      expect(await valuesOf(segmentId)).toMatchObject(recount(all, 'ACTIVE'))
      const { segmentId: made } = await createSegment(fresh(service), {
        name: `made ${++names}`,
        rule: ruleOf('ACTIVE'),
      })
      expect(await valuesOf(made)).toEqual({ segmentId: made, ...values })
      await updateSegment(fresh(service), { id: made, patch: { rule: ruleOf('LOST') } })
      expect(await valuesOf(made)).toMatchObject(recount(all, 'LOST'))
      await fresh(service).db.write(
        ['segment_members', 'segment_stays', 'segment_values'].map(
          table => sql`DELETE FROM ${sql.identifier(table)} WHERE segment_id = ${made}`,
        ),
      )
      await fresh(service).db.write([sql`DELETE FROM segments WHERE id = ${made}`])
    }),
    { numRuns: 15 },
  )
}, 60_000)

test('A sum beyond what a column holds counts as the limit and stops no night', async () => {
  await addCustomers(service, [1, 2, 3])
  const rich: Person = {
    ...{ lifecycle: 'ACTIVE', ago: 1, costedSpendYear: 0n, costYear: 0n },
    ...{ netSpend: 2n ** 63n - 1n, netSpendYear: -(2n ** 63n - 1n) },
  }
  await setPeople([rich, rich, rich])
  const { segmentId } = await createSegment(fresh(service), { name: 'rich', rule: ruleOf('ACTIVE') })
  const limits = { netSpend: 2n ** 63n - 1n, netSpendYear: -(2n ** 63n - 1n) }
  expect(await valuesOf(segmentId)).toMatchObject(limits)
  for (const customers of [1, 2, 9]) {
    const { cost } = await runThrough(
      service,
      segmentsSweep({ customers, ranges: 2 }, 'OTHERS'),
      runOf(service.today),
    )
    expect(cost.rowsWritten).toBe(0)
  }
  expect(await valuesOf(segmentId)).toMatchObject(limits)
})

test('A night writes the row of a segment alone whose sums differ, and dates it', async () => {
  await addCustomers(service, [1, 2])
  const bought: Person = {
    ...{ lifecycle: 'ACTIVE', ago: 364, netSpend: 7n, netSpendYear: 7n, costedSpendYear: 7n, costYear: 3n },
  }
  await setPeople([bought, { ...bought, lifecycle: 'LOST' }])
  const active = await createSegment(fresh(service), { name: 'active', rule: ruleOf('ACTIVE') })
  const lost = await createSegment(fresh(service), { name: 'lost', rule: ruleOf('LOST') })
  await setPeople([
    { ...bought, costYear: 4n },
    { ...bought, lifecycle: 'LOST' },
  ])
  const night = runOf(service.today)
  expect((await runThrough(service, refreshSegments, night)).cost.rowsWritten).toBe(1)
  expect((await runThrough(service, refreshSegments, night)).cost.rowsWritten).toBe(0)
  expect(await valuesOf(active.segmentId)).toMatchObject({ costYear: 4n, computedOn: service.today })
  // On the next day the last purchase is no longer one of the year.
  expect((await runThrough(service, refreshSegments, runOf(service.today + 1))).cost.rowsWritten).toBe(2)
  expect(await valuesOf(lost.segmentId)).toMatchObject({ buyersYear: 0, computedOn: service.today + 1 })
})

test('A segment that changed while a night judged it keeps the sums of the change', async () => {
  await addCustomers(service, [1, 2, 3])
  const one: Person = {
    ...{ lifecycle: 'ACTIVE', ago: 1, netSpend: 1n, netSpendYear: 1n, costedSpendYear: 0n, costYear: 0n },
  }
  await setPeople([one, one, { ...one, lifecycle: 'LOST', netSpend: 50n }])
  const { segmentId } = await createSegment(fresh(service), { name: 'A', rule: ruleOf('ACTIVE') })
  await setPeople([one, { ...one, netSpend: 9n }, { ...one, lifecycle: 'LOST', netSpend: 50n }])
  const small = segmentsSweep({ customers: 2, ranges: 1 }, 'OTHERS')
  const night = fresh(service)
  const { next } = await small.step(night, runOf(service.today), null)
  await updateSegment(fresh(service), { id: segmentId, patch: { rule: ruleOf('LOST') } })
  await small.step(night, runOf(service.today), next)
  expect(await valuesOf(segmentId)).toMatchObject({ customers: 1, netSpend: 50n })
})

test('A segment whose refunds took more cost off than its purchases brought tells no margin', async () => {
  await addCustomers(service, [1])
  const one: Person = {
    lifecycle: 'ACTIVE',
    ago: 1,
    netSpend: 9n,
    netSpendYear: 9n,
    costedSpendYear: 9n,
    costYear: -1n,
  }
  await setPeople([one])
  await createSegment(fresh(service), { name: 'active', rule: ruleOf('ACTIVE') })
  const { segments } = await readValueBySegment(fresh(service))
  expect(segments.map(({ margin }) => margin)).toEqual([{ percent: 30, assumed: true }])
})

test('The report tells what each segment is worth, by name, in one round trip', async () => {
  await addCustomers(service, [1, 2, 3])
  const one: Person = {
    ...{ lifecycle: 'ACTIVE', ago: 1, netSpend: 10n, netSpendYear: 5n, costedSpendYear: 4n, costYear: 3n },
  }
  await setPeople([
    one,
    { ...one, ago: 400, netSpend: 11n },
    { ...one, lifecycle: 'LOST', costedSpendYear: 0n },
  ])
  await createSegment(fresh(service), { name: 'Đang mua', rule: ruleOf('ACTIVE') })
  await createSegment(fresh(service), { name: 'Đã mất', rule: ruleOf('LOST') })
  await createSegment(fresh(service), { name: 'Ai', rule: { lifecycle: { in: ['LOYAL'] } } })
  const session = fresh(service)
  const { segments, total } = await readValueBySegment(session)
  expect(session.db.counters).toMatchObject({ roundTrips: 1, statements: 4 })
  expect(total).toBe(3)
  const measured = { percent: 25, assumed: false }
  const assumed = { percent: 30, assumed: true }
  const rows = segments.map(({ segmentId: _, computedAt, ...row }) => row)
  expect(rows).toEqual([
    {
      ...{ name: 'Ai', customers: 0, buyersYear: 0, netSpend: 0n, netSpendYear: 0n, margin: assumed },
      ...{ netSpendPerCustomer: null, netSpendYearPerCustomer: null },
    },
    {
      ...{ name: 'Đã mất', customers: 1, buyersYear: 1, netSpend: 10n, netSpendYear: 5n, margin: assumed },
      ...{ netSpendPerCustomer: 10n, netSpendYearPerCustomer: 5n },
    },
    {
      ...{
        name: 'Đang mua',
        customers: 2,
        buyersYear: 1,
        netSpend: 21n,
        netSpendYear: 10n,
        margin: measured,
      },
      ...{ netSpendPerCustomer: 11n, netSpendYearPerCustomer: 5n },
    },
  ])
  expect(segments.map(one => one.computedAt)).toEqual([service.now, service.now, service.now])
  await nightOver(service, runOf(service.today))
  const [night] = await fresh(service).db.orm.query.nights.findMany({ columns: { startedAt: true } })
  expect(night?.startedAt).toBeGreaterThan(service.now)
  expect((await readValueBySegment(fresh(service))).segments[0]?.computedAt).toBe(night?.startedAt)
  const reader = as(service, { scopes: new Set(['segments:read', 'relationships:read'] as const) })
  expect(await refusal(readValueBySegment(reader))).toEqual(['FORBIDDEN'])
})
