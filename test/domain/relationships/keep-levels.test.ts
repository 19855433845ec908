import { asc, eq, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { segmentMembers } from '../../../src/database/tables/care/segments.ts'
import { relationshipLevelChanges } from '../../../src/database/tables/value/relationships.ts'
import { clearOverride } from '../../../src/domain/relationships/clear-override.ts'
import { createRelationshipPolicy } from '../../../src/domain/relationships/create-policy.ts'
import { keepLevels, levelsSweep } from '../../../src/domain/relationships/keep-levels.ts'
import { readLevels } from '../../../src/domain/relationships/read-levels.ts'
import { setOverride } from '../../../src/domain/relationships/set-override.ts'
import { createSegment } from '../../../src/domain/segments/create-segment.ts'
import { formatDay } from '../../../src/lib/days.ts'
import { stages } from '../../../src/nightly/stages.ts'
import { testDatabase } from '../../support/database.ts'
import { addCustomers } from '../../support/facts.ts'
import { ask } from '../../support/graphql.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { at, fresh, type TestService, testService } from '../../support/service.ts'
import { addMarket, join } from './world.ts'

let service: TestService

beforeEach(async () => {
  const database = await testDatabase()
  service = await testService(database)
  return () => database.close()
})

const stored = async () => {
  const rows = await fresh(service).db.orm.query.customers.findMany({
    columns: { id: true, relationshipLevel: true },
  })
  return new Map(rows.map(row => [row.id, row.relationshipLevel]))
}

const moves = () =>
  fresh(service)
    .db.orm.select()
    .from(relationshipLevelChanges)
    .orderBy(asc(relationshipLevelChanges.customerId), asc(relationshipLevelChanges.on))

/** The night of yesterday, which is over. */
const night = (of: TestService, size = 3) =>
  runThrough(of, levelsSweep({ customers: size, ranges: 2 }), runOf(of.today - 1))

const later = (days: number) => at(service, service.now + days * 86_400_000)

const override = { level: 2, reason: 'Asked for quiet' }

describe('the night', () => {
  test('judges whom a level decides by the level of the same night, and finds nothing to do when it runs again', async () => {
    await addCustomers(service, [1, 2, 3])
    const vip = { tags: { any: ['vip'] } }
    await service.db.write([sql`UPDATE customers SET tags = '["vip"]' WHERE id = 2`])
    await createSegment(fresh(service), { name: 'A market', rule: vip, market: true })
    const rule = { all: [{ relationshipLevel: { atLeast: 2 } }] }
    const { segmentId } = await createSegment(fresh(service), { name: 'Owed something', rule })
    const once = async () => {
      const own = fresh(service)
      for (const stage of stages.filter(({ name }) =>
        ['markets', 'relationships', 'segments'].includes(name),
      ))
        for (let cursor: string | null = null, more = true; more; more = cursor !== null)
          cursor = (await stage.step(own, runOf(service.today - 1), cursor)).next
      return own.db.counters.rowsWritten
    }
    expect(await once()).toBeGreaterThan(0)
    const members = await fresh(service)
      .db.orm.select({ id: segmentMembers.customerId })
      .from(segmentMembers)
      .where(eq(segmentMembers.segmentId, segmentId))
    expect(members).toEqual([{ id: 2 }])
    expect(await once()).toBe(0)
  })

  test('moves whom a segment, or none, gives another level, says why, and writes nothing twice', async () => {
    await addCustomers(service, [1, 2, 3, 4, 5, 6, 7])
    const poor = await addMarket(service, 'poor', [1, 2], { costedSpend: 100, cost: 90 })
    const rich = await addMarket(service, 'rich', [3], { costedSpend: 100, cost: 10 })
    await join(service, rich, 2)
    const first = await night(service)
    expect(first.counts).toEqual({ moved: 3 })
    expect(first.chunks).toBeGreaterThan(1)
    expect(Object.fromEntries(await stored())).toEqual({ 1: 3, 2: 5, 3: 5, 4: 1, 5: 1, 6: 1, 7: 1 })
    const measured = { sizeClass: 'FEW', policyVersion: 1 }
    const move = { on: service.today, from: 1, reason: 'SEGMENT', changeId: 0 }
    expect(await moves()).toEqual([
      {
        ...move,
        customerId: 1,
        to: 3,
        segmentId: poor,
        measured: { ...measured, customers: 2, marginClass: 'LOW' },
      },
      {
        ...move,
        customerId: 2,
        to: 5,
        segmentId: rich,
        measured: { ...measured, customers: 1, marginClass: 'HIGH' },
      },
      {
        ...move,
        customerId: 3,
        to: 5,
        segmentId: rich,
        measured: { ...measured, customers: 1, marginClass: 'HIGH' },
      },
    ])
    for (const again of [service, later(1)]) {
      const { counts, cost } = await night(again)
      expect([counts, cost.rowsWritten]).toEqual([{ moved: 0 }, 0])
    }
    await fresh(service).db.write([sql`DELETE FROM segment_members WHERE customer_id = 3`])
    expect((await night(later(1))).counts).toEqual({ moved: 1 })
    expect((await moves()).at(-1)).toEqual({
      ...{ customerId: 3, on: service.today + 1, from: 5, to: 1, reason: 'NO_SEGMENT' },
      ...{ segmentId: null, measured: null, changeId: 0 },
    })
  })

  test('ends an override whose last day is over', async () => {
    await addCustomers(service, [1])
    await addMarket(service, 'one', [1])
    await setOverride(fresh(service), { customer: 1, ...override, until: service.today + 2 })
    const levelOn = async (days: number) => {
      await night(later(days))
      return (await stored()).get(1)
    }
    expect(await levelOn(0)).toBe(2)
    expect(await levelOn(2)).toBe(2)
    expect(await levelOn(3)).toBe(4)
    expect(await moves()).toMatchObject([
      { on: service.today, from: 1, to: 2, reason: 'OVERRIDE', segmentId: null, measured: null },
      { on: service.today + 3, from: 2, to: 4, reason: 'SEGMENT' },
    ])
  })

  test('leaves levels alone for a day before the newest night', async () => {
    const { counts, cost } = await runThrough(
      service,
      keepLevels,
      runOf(service.today - 1, { current: false }),
    )
    expect([counts, cost.roundTrips]).toEqual([{}, 0])
  })

  test('that catches up after a write of a later day goes on from it', async () => {
    await addCustomers(service, [1])
    await addMarket(service, 'one', [1])
    await setOverride(later(3), { customer: 1, ...override, until: service.today + 9 })
    await clearOverride(later(3), { customer: 1 })
    expect(await moves()).toMatchObject([{ on: service.today + 3, from: 1, to: 4 }])
    await fresh(service).db.write([sql`DELETE FROM segment_members`])
    await night(later(1))
    expect([await moves(), (await stored()).get(1)]).toEqual([[], 1])
  })
})

describe('an override', () => {
  test('moves the stored level in its own write, and back', async () => {
    await addCustomers(service, [1, 2])
    await addMarket(service, 'one', [1])
    await night(service)
    await setOverride(later(1), { customer: 1, ...override, until: service.today + 9 })
    expect((await stored()).get(1)).toBe(2)
    expect((await moves()).at(-1)).toMatchObject({
      on: service.today + 1,
      from: 4,
      to: 2,
      reason: 'OVERRIDE',
    })
    await setOverride(later(1), { customer: 1, ...override, level: 5, until: service.today + 9 })
    expect((await moves()).at(-1)).toMatchObject({ on: service.today + 1, from: 4, to: 5 })
    await clearOverride(later(1), { customer: 1 })
    expect((await stored()).get(1)).toBe(4)
    expect(await moves()).toMatchObject([{ on: service.today, from: 1, to: 4 }])
    expect((await stored()).get(2)).toBe(1)
  })
})

test('whatever happens, nights and writes keep the level that reading derives, as one chain of moves', async () => {
  const people = [1, 2, 3, 4, 5]
  const level = fc.integer({ min: 1, max: 5 })
  const customer = fc.constantFrom(...people)
  const step = fc.oneof(
    fc.record({ does: fc.constant('join' as const), customer, market: fc.nat({ max: 2 }) }),
    fc.record({ does: fc.constant('leave' as const), customer, market: fc.nat({ max: 2 }) }),
    fc.record({ does: fc.constant('set' as const), customer, level, days: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ does: fc.constant('clear' as const), customer }),
    fc.record({ does: fc.constant('policy' as const), few: level }),
    fc.record({ does: fc.constant('night' as const), days: fc.integer({ min: 0, max: 2 }) }),
  )
  await addCustomers(service, people)
  const markets: number[] = []
  for (const [name, cost] of [
    ['low', 90],
    ['medium', 70],
    ['high', 10],
  ] as const)
    markets.push(await addMarket(service, name, [], { costedSpend: 100, cost }))
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async steps => {
      const tables = ['relationship_level_changes', 'relationship_overrides', 'segment_members']
      await fresh(service).db.write([
        ...tables.map(table => sql`DELETE FROM ${sql.identifier(table)}`),
        sql`UPDATE customers SET relationship_level = 1`,
      ])
      let now = later(0)
      const agree = async (ids: readonly number[]) => {
        const [kept, levels] = [await stored(), await readLevels(at(now, now.now), ids)]
        expect(ids.map(id => kept.get(id))).toEqual(ids.map(id => levels.get(id)?.assigned))
      }
      for (const one of steps) {
        const ofMarket = 'market' in one ? sql`${markets[one.market]}` : sql``
        if (one.does === 'join')
          await fresh(service).db.write([
            sql`INSERT INTO segment_members (segment_id, customer_id, joined_at) VALUES (${ofMarket}, ${one.customer}, 0)
              ON CONFLICT DO NOTHING`,
          ])
        if (one.does === 'leave')
          await fresh(service).db.write([
            sql`DELETE FROM segment_members WHERE segment_id = ${ofMarket} AND customer_id = ${one.customer}`,
          ])
        if (one.does === 'policy') {
          const row = { high: one.few, medium: 3, low: 2 }
          await createRelationshipPolicy(at(now, now.now), {
            patch: { levels: { many: row, medium: row, few: row } },
          })
        }
        if (one.does === 'set') {
          const { customer, level, days } = one
          await setOverride(at(now, now.now), { customer, level, reason: 'so', until: now.today + days })
          await agree([customer])
        }
        if (one.does === 'clear') {
          const held = (await readLevels(at(now, now.now), [one.customer])).get(one.customer)?.override
          if (held) {
            await clearOverride(at(now, now.now), { customer: one.customer })
            await agree([one.customer])
          }
        }
        if (one.does === 'night') {
          now = at(now, now.now + one.days * 86_400_000)
          await night(now, 2)
          await agree(people)
          expect((await night(now, 3)).cost.rowsWritten).toBe(0)
        }
        const kept = await stored()
        const chains = new Map(people.map(id => [id, { level: 1, on: 0 }]))
        for (const { customerId, on, from, to } of await moves()) {
          const before = chains.get(customerId)
          expect(from).toBe(before?.level)
          expect(from).not.toBe(to)
          expect(on).toBeGreaterThan(before?.on ?? on)
          chains.set(customerId, { level: to, on })
        }
        expect([...chains].map(([id, { level }]) => [id, level])).toEqual(
          people.map(id => [id, kept.get(id)]),
        )
      }
    }),
    { numRuns: 12 },
  )
}, 120_000)

test('a customer shows the kept level and its history, with the segment that decided', async () => {
  await addCustomers(service, [1])
  await addMarket(service, 'one', [1])
  await night(service)
  await setOverride(later(1), { customer: 1, ...override, until: service.today + 9 })
  const session = fresh(service)
  const answer = await ask(
    session,
    `{ customers(first: 1) { nodes { relationship { level levelHistory {
      on from to reason segment { name } measured { customers sizeClass marginClass policyVersion }
    } } } } }`,
  )
  expect(session.db.counters.statements).toBe(1)
  const segment = { name: 'one' }
  const measured = { customers: 1, sizeClass: 'FEW', marginClass: 'MEDIUM', policyVersion: 1 }
  const second = { on: formatDay(service.today + 1), from: 4, to: 2, reason: 'OVERRIDE' }
  const first = { on: formatDay(service.today), from: 1, to: 4, reason: 'SEGMENT' }
  expect(answer).toEqual({
    customers: {
      nodes: [
        {
          relationship: {
            level: 2,
            levelHistory: [
              { ...second, segment: null, measured: null },
              { ...first, segment, measured },
            ],
          },
        },
      ],
    },
  })
})
