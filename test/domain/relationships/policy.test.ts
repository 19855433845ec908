import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { readPolicies } from '../../../src/domain/policies/list.ts'
import { policyInForce } from '../../../src/domain/policies/read.ts'
import { createRelationshipPolicy } from '../../../src/domain/relationships/create-policy.ts'
import { relationshipPolicy } from '../../../src/domain/relationships/policy.ts'
import { readMatrix } from '../../../src/domain/relationships/read-matrix.ts'
import { createValuePolicy } from '../../../src/domain/repeat-buying/create-policy.ts'
import { testDatabase } from '../../support/database.ts'
import { addCustomers } from '../../support/facts.ts'
import { ask } from '../../support/graphql.ts'
import { refusal } from '../../support/outcomes.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { addMarket } from './world.ts'

let service: TestService

beforeEach(async () => {
  const database = await testDatabase()
  service = await testService(database)
  return () => database.close()
})

const create = (patch: unknown, more: object = {}) =>
  createRelationshipPolicy(fresh(service), { patch, ...more })

const matrix = (patch: unknown = null) => readMatrix(fresh(service), { patch })

describe('a policy version', () => {
  test('replaces the parts that the patch names, whole, and keeps the others', async () => {
    const before = (await policyInForce(service, relationshipPolicy)).body
    expect(await create({ fewUpTo: 5, highMarginPercent: null }, { note: 'Fewer partners' })).toEqual({
      version: 2,
    })
    const row = { high: 5, medium: 5, low: 5 }
    expect(await create({ levels: { many: row, medium: row, few: { ...row, low: 1 } } })).toEqual({
      version: 3,
    })
    const all = { HIGH: 5, MEDIUM: 5, LOW: 5 }
    const [third, second, first] = await readPolicies(service, relationshipPolicy)
    expect(third).toMatchObject({
      version: 3,
      body: { ...before, fewUpTo: 5, levels: { MANY: all, MEDIUM: all, FEW: { ...all, LOW: 1 } } },
    })
    expect(second).toEqual({
      version: 2,
      body: { ...before, fewUpTo: 5 },
      note: 'Fewer partners',
      createdAt: service.now,
    })
    expect(first).toEqual({ version: 1, body: before, note: null, createdAt: 0 })
  })

  test('that changes nothing is none', async () => {
    const session = fresh(service)
    expect(await createRelationshipPolicy(session, { patch: { fewUpTo: 50 } })).toEqual({ version: 1 })
    expect(session.db.counters).toMatchObject({ roundTrips: 1, rowsWritten: 0 })
  })

  test.each([
    [{ fewUpTo: 1_000 }, 'patch.fewUpTo'],
    [{ mediumMarginPercent: 40 }, 'patch.mediumMarginPercent'],
    [{ highMarginPercent: 101 }, 'patch.highMarginPercent'],
    [{ highMarginPercent: 33.3 }, 'patch.highMarginPercent'],
    [{ owed: { callWithinDays: 7 } }, 'patch.owed.contactEveryDays'],
    [
      { owed: { callWithinDays: 7, contactEveryDays: 91, partnerEveryDays: 1, reviewEveryDays: 1 } },
      'patch.owed.contactEveryDays',
    ],
    [
      {
        levels: {
          many: { high: 6, medium: 1, low: 1 },
          medium: { high: 1, medium: 1, low: 1 },
          few: { high: 1, medium: 1, low: 1 },
        },
      },
      'patch.levels.many.high',
    ],
    [{ levels: { many: { high: 1, medium: 1, low: 1 } } }, 'patch.levels.medium'],
    [{ colour: 'red' }, 'patch'],
  ])('%j is refused, by a dry run too', async (patch, path) => {
    expect((await refusal(create(patch)))[0]).toBe(`INVALID_INPUT ${path}`)
    expect((await refusal(matrix(patch)))[0]).toBe(`INVALID_INPUT ${path}`)
    expect(await readPolicies(service, relationshipPolicy)).toHaveLength(1)
  })

  test('is refused when another one is in force than the caller saw', async () => {
    await create({ fewUpTo: 5 }, { expectedVersion: 1 })
    expect(await refusal(create({ fewUpTo: 6 }, { expectedVersion: 1 }))).toEqual([
      'CONFLICT expectedVersion',
    ])
  })

  test('needs the scopes', async () => {
    const nobody = as(service, { scopes: new Set(['segments:read'] as const) })
    expect(await refusal(createRelationshipPolicy(nobody, { patch: {} }))).toEqual(['FORBIDDEN'])
    expect(await refusal(readPolicies(nobody, relationshipPolicy))).toEqual(['FORBIDDEN'])
    const reader = as(service, { scopes: new Set(['relationships:read'] as const) })
    expect(await refusal(readMatrix(reader, {}))).toEqual(['FORBIDDEN'])
  })
})

describe('a dry run', () => {
  const ids = Array.from({ length: 30 }, (_, at) => at + 1)

  beforeEach(async () => {
    await addCustomers(service, ids)
    await addMarket(service, 'rich', ids.slice(0, 3), { costedSpend: 1_000, cost: 100 })
    await addMarket(service, 'middling', ids.slice(3, 12), { costedSpend: 1_000, cost: 750 })
    await addMarket(service, 'unknown', ids.slice(12, 28))
    await addMarket(service, 'poor', ids.slice(28), { costedSpend: 1_000, cost: 1_500 })
  })

  test('says what is then so, writes nothing, and names exactly the segments whose level changes', async () => {
    const level = fc.integer({ min: 1, max: 5 })
    const row = fc.record({ high: level, medium: level, low: level })
    const patch = fc.record(
      {
        highMarginPercent: fc.integer({ min: 0, max: 100 }),
        mediumMarginPercent: fc.integer({ min: 0, max: 100 }),
        fewUpTo: fc.nat(20),
        mediumUpTo: fc.nat(40),
        levels: fc.record({ many: row, medium: row, few: row }),
      },
      { requiredKeys: [] },
    )
    const percent = fc.option(fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constant(33.33)))
    await fc.assert(
      fc.asyncProperty(patch, percent, async (tried, defaultMarginPercent) => {
        const before = await matrix()
        const session = fresh(service)
        const dry = await readMatrix(session, { patch: tried, defaultMarginPercent }).catch(() => null)
        fc.pre(dry !== null)
        expect(session.db.counters).toMatchObject({ roundTrips: 1, statements: 3, rowsWritten: 0 })
        expect(await matrix()).toEqual(before)
        await create(tried)
        await createValuePolicy(fresh(service), { patch: { defaultMarginPercent } })
        const after = await matrix()
        const versions = { policyVersion: 0, valuePolicyVersion: 0 }
        expect({ ...dry, ...versions, changes: null }).toEqual({ ...after, ...versions })
        const moved = before.places.flatMap((place, at) => {
          const to = after.places[at]?.level
          const { segmentId, customers, level: from } = place
          const marginAssumed = place.margin.assumed
          return from === to ? [] : [{ segmentId, customers, from, to, marginAssumed }]
        })
        expect(dry.changes).toEqual(moved)
      }),
      { numRuns: 25 },
    )
  }, 60_000)

  test('of another default margin alone moves the segments whose margin is assumed, with 0 too', async () => {
    const [, , unknown] = (await matrix()).places
    const segmentId = unknown?.segmentId
    const moved = { segmentId, customers: 16, marginAssumed: true, from: 4 }
    for (const [defaultMarginPercent, to] of [
      [0, 3],
      [40, 5],
      [39.99, null],
    ] as const) {
      const dry = await readMatrix(fresh(service), { defaultMarginPercent })
      expect(dry.changes).toEqual(to === null ? [] : [{ ...moved, to }])
      expect(dry.places.filter(({ margin }) => margin.assumed)).toMatchObject([
        { segmentId, margin: { percent: defaultMarginPercent }, level: to ?? 4 },
      ])
    }
    expect((await matrix()).changes).toBeNull()
    const answer = await ask(
      fresh(service),
      `{ relationshipMatrix(defaultMarginPercent: 0) {
        dryRun valuePolicyVersion changes { segment { name } from to marginAssumed }
      } }`,
    )
    const changes = [{ segment: { name: 'unknown' }, from: 4, to: 3, marginAssumed: true }]
    expect(answer).toEqual({ relationshipMatrix: { dryRun: true, valuePolicyVersion: 1, changes } })
  })

  test.each([-0.01, 100.01, Number.NaN])('of a default margin of %d is refused', async percent => {
    const tried = readMatrix(fresh(service), { defaultMarginPercent: percent })
    expect((await refusal(tried))[0]).toBe('INVALID_INPUT defaultMarginPercent')
  })

  test('without any segment still shows nine cells, without a margin', async () => {
    const empty = await testService(await testDatabase())
    const { cells, places, changes } = await readMatrix(empty, { patch: { fewUpTo: 3 } })
    expect(cells.map(cell => [cell.places.length, cell.customers, cell.margin])).toEqual(
      new Array(9).fill([0, 0, null]),
    )
    expect([places, changes]).toEqual([[], []])
  })
})
