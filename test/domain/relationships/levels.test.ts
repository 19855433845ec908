import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, test } from 'vitest'
import { createRelationshipPolicy } from '../../../src/domain/relationships/create-policy.ts'
import { readLevels } from '../../../src/domain/relationships/read-levels.ts'
import { setOverride } from '../../../src/domain/relationships/set-override.ts'
import { createValuePolicy } from '../../../src/domain/repeat-buying/create-policy.ts'
import { updateSegment } from '../../../src/domain/segments/update-segment.ts'
import { formatDay } from '../../../src/lib/days.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { addCustomers, addFacts } from '../../support/facts.ts'
import { ask, run } from '../../support/graphql.ts'
import { as, at, fresh, type TestService, testService } from '../../support/service.ts'
import { addMarket, join } from './world.ts'

let service: TestService

beforeEach(async () => {
  const database = await testDatabase()
  service = await testService(database)
  return () => database.close()
})

const versions = { policyVersion: 1, valuePolicyVersion: 1 }

const levelsOf = async (customer: number) => (await readLevels(fresh(service), [customer])).get(customer)

describe('the recommended level', () => {
  test('is 1 without a market segment, whatever other segments there are', async () => {
    await addCustomers(service, [1])
    const segment = await addMarket(service, 'once', [1])
    await updateSegment(fresh(service), { id: segment, patch: { market: false } })
    expect(await levelsOf(1)).toEqual({
      recommended: { reason: 'NO_SEGMENT', level: 1, place: null, ...versions },
      override: null,
      assigned: 1,
    })
  })

  test('is the highest of its market segments, and among equals that of the lowest id', async () => {
    await addCustomers(service, [1, 2, 3, 4])
    const poor = await addMarket(service, 'poor', [1], { costedSpend: 100, cost: 90 })
    const rich = await addMarket(service, 'rich', [2], { costedSpend: 100, cost: 10 })
    const other = await addMarket(service, 'also rich', [3], { costedSpend: 100, cost: 20 })
    await addMarket(service, 'assumed', [4])
    for (const segment of [other, rich]) await join(service, segment, 1)
    const place = {
      customers: 1,
      sizeClass: 'FEW',
      margin: { percent: 90, assumed: false },
      marginClass: 'HIGH',
    }
    expect((await levelsOf(1))?.recommended).toEqual({
      reason: 'SEGMENT',
      level: 5,
      place: { ...place, segmentId: rich, level: 5 },
      ...versions,
    })
    expect(poor).toBeLessThan(rich)
    expect((await levelsOf(3))?.recommended).toMatchObject({ level: 5, place: { segmentId: other } })
    expect((await levelsOf(4))?.recommended).toMatchObject({
      level: 4,
      place: { margin: { percent: 30, assumed: true } },
    })
  })

  test('follows the policy at once', async () => {
    await addCustomers(service, [1])
    await addMarket(service, 'one', [1])
    const row = { high: 1, medium: 2, low: 1 }
    await createRelationshipPolicy(fresh(service), {
      patch: { levels: { many: row, medium: row, few: row } },
    })
    expect(await levelsOf(1)).toMatchObject({ recommended: { policyVersion: 2 }, assigned: 2 })
    await createValuePolicy(fresh(service), { patch: { defaultMarginPercent: 10 } })
    expect(await levelsOf(1)).toMatchObject({
      recommended: { policyVersion: 2, valuePolicyVersion: 2 },
      assigned: 1,
    })
  })
})

test('an override holds up to and with its last day, and then the recommended level again', async () => {
  await addCustomers(service, [1])
  await addMarket(service, 'one', [1])
  const input = { customer: 1, level: 2, reason: 'Asked for quiet', until: service.today + 3 } as const
  await setOverride(fresh(service), input)
  const assigned = async (days: number) => {
    const later = at(service, service.now + days * 86_400_000)
    const { recommended, override, assigned } = (await readLevels(later, [1])).get(1) ?? {}
    return [recommended?.level, override?.level ?? null, assigned]
  }
  expect(await assigned(0)).toEqual([4, 2, 2])
  expect(await assigned(3)).toEqual([4, 2, 2])
  expect(await assigned(4)).toEqual([4, null, 4])
})

test('the matrix names its segments in one statement for each field, however many there are', async () => {
  const ids = Array.from({ length: 24 }, (_, index) => index + 1)
  await addCustomers(service, ids)
  const cost = async () => {
    const session = fresh(service)
    const { relationshipMatrix } = await ask<{ relationshipMatrix: { segments: { segment: object }[] } }>(
      session,
      `{ relationshipMatrix(patch: { fewUpTo: 0 }) {
        segments { segment { name } } cells { segments { segment { name } } } changes { segment { name } }
      } }`,
    )
    const { roundTrips, statements } = session.db.counters
    return { named: relationshipMatrix.segments.map(({ segment }) => segment), roundTrips, statements }
  }
  await addMarket(service, 'one', [1], { costedSpend: 100, cost: 90 })
  expect(await cost()).toEqual({ named: [{ name: 'one' }], roundTrips: 2, statements: 6 })
  for (const id of ids.slice(1))
    await addMarket(service, `of ${id}`, [id], { costedSpend: 100, cost: id * 4 })
  const many = await cost()
  expect(many).toMatchObject({ roundTrips: 2, statements: 6 })
  expect(many.named).toHaveLength(24)
})

const document = `query ($first: Int!) { customers(first: $first, orderBy: { field: CREATED_AT, direction: ASC }) { nodes {
  id relationship {
    recommended {
      level reason policyVersion valuePolicyVersion
      place { level sizeClass marginClass marginAssumed customers margin { percent assumed } segment { name } }
    }
    assigned { level override { level reason until author staff { name } version } }
    observed { level policyVersion evidence { asOf contacts longestGapDays cycleDays callsOwed callsMade inbound answered metOn } }
    gap
  }
} } }`

interface Answer {
  customers: { nodes: { id: string; relationship: { gap: number; observed: { level: number } } }[] }
}

describe('a page of customers', () => {
  const ids = Array.from({ length: 60 }, (_, index) => index + 1)

  beforeEach(async () => {
    await addCustomers(service, ids)
    await fresh(service).db.write([
      sql`UPDATE customers SET created_at = id`,
      sql`INSERT INTO staff_members (id, name, sort_name, active, created_at, updated_at, version, change_id)
        VALUES (71, 'Lan', '', 1, 0, 0, 1, 0)`,
    ])
    for (const part of [0, 1, 2, 3])
      await addMarket(
        service,
        `part ${part}`,
        ids.filter(id => id % 5 === part),
      )
    for (const id of ids.filter(one => one % 3 === 0))
      await setOverride(as(service, { staffId: 71 }), {
        customer: id,
        level: 5,
        reason: 'Friend of the house',
        until: service.today + 9,
      })
    await addFacts(
      service,
      ids.flatMap(customer =>
        Array.from({ length: customer }, (_, index) => ({
          customer,
          day: service.today - 1 - 2 * index,
          kind: 'CALL' as const,
          amount: null,
        })),
      ),
    )
  })

  test('tells everything of everybody in as many statements as of three', async () => {
    const cost = async (first: number) => {
      const session = fresh(service)
      const { customers } = await ask<Answer>(session, document, { first })
      expect(customers.nodes).toHaveLength(first)
      const { roundTrips, statements } = session.db.counters
      return { roundTrips, statements }
    }
    const few = await cost(3)
    expect(few.roundTrips).toBe(3)
    expect(await cost(50)).toEqual(few)
  })

  test('says what holds, what is lived, and the gap between them', async () => {
    const { customers } = await ask<Answer>(fresh(service), document, { first: 60 })
    expect(customers.nodes[5]).toEqual({
      id: encodeId('customer', 6),
      relationship: {
        recommended: {
          level: 4,
          reason: 'SEGMENT',
          ...versions,
          place: {
            ...{ level: 4, sizeClass: 'FEW', marginClass: 'MEDIUM', marginAssumed: true, customers: 12 },
            margin: { percent: 30, assumed: true },
            segment: { name: 'part 1' },
          },
        },
        assigned: {
          level: 5,
          override: {
            ...{ level: 5, reason: 'Friend of the house', until: formatDay(service.today + 9), version: 1 },
            ...{ author: 'key:test', staff: { name: 'Lan' } },
          },
        },
        observed: {
          level: 1,
          policyVersion: 1,
          evidence: {
            ...{ asOf: formatDay(service.today - 1), contacts: 6, longestGapDays: 79, cycleDays: null },
            ...{ callsOwed: 0, callsMade: 0, inbound: 0, answered: 0, metOn: null },
          },
        },
        gap: 4,
      },
    })
    // Calls on every second day of the last ninety; nobody met, so it is no partnership.
    expect(customers.nodes[59]?.relationship).toMatchObject({ observed: { level: 4 }, gap: 1 })
    expect(customers.nodes[3]?.relationship).toMatchObject({ recommended: { reason: 'NO_SEGMENT' }, gap: 0 })
  })

  test('asks for contacts only where they are asked for', async () => {
    const statements = async (fields: string) => {
      const session = fresh(service)
      await ask(session, `{ customers(first: 9) { nodes { relationship { ${fields} } } } }`)
      return session.db.counters.statements
    }
    expect(await statements('assigned { level }')).toBe(1 + 5)
    expect(await statements('observed { level }')).toBe(1 + 2)
    expect(await statements('gap')).toBe(1 + 7)
  })

  test('keeps the level, margins and reasons each from whoever may not see levels, reports or persons', async () => {
    const scopes = new Set(['customers:read', 'relationships:read', 'segments:read', 'staff:read'] as const)
    const { data, errors } = await run(as(service, { scopes }), document, { first: 3 })
    expect(new Set(errors?.map(error => error.path?.at(-1)))).toEqual(new Set(['margin', 'reason']))
    expect(JSON.parse(JSON.stringify(data)).customers.nodes[0].relationship.recommended).toMatchObject({
      level: 4,
      place: { margin: null, marginClass: 'MEDIUM', marginAssumed: true },
    })
    expect(JSON.parse(JSON.stringify(data)).customers.nodes[2].relationship.assigned).toMatchObject({
      level: 5,
      override: { reason: null, level: 5 },
    })
    const without = await run(as(service, { scopes: new Set(['customers:read'] as const) }), document, {
      first: 1,
    })
    expect(JSON.parse(JSON.stringify(without.data))).toMatchObject({
      customers: { nodes: [{ relationship: null }] },
    })
  })
})
