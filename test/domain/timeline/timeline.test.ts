import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { timelineKinds } from '../../../src/database/views/timeline.ts'
import type { TimelineKind } from '../../../src/domain/fields/timeline.ts'
import type { Scope } from '../../../src/domain/service/scopes.ts'
import { formatDay, formatInstant } from '../../../src/lib/days.ts'
import { decodeId, encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { addFacts } from '../../support/facts.ts'
import { ask, run } from '../../support/graphql.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import {
  addWorld,
  type Expected,
  firstDay,
  histories,
  lastDay,
  people,
  setHistory,
  timelineOf,
} from './world.ts'

let service: TestService
let example: Expected[]

beforeAll(async () => {
  service = await testService(await testDatabase())
  await addWorld(service)
  const [history] = fc.sample(histories, { numRuns: 1, seed: 7 })
  if (!history) throw new Error('No history')
  await setHistory(service, history)
  example = timelineOf(history)
})

const entry = `kind day at interaction { id } lifecycle { on } region { id } consent { id } exposure { id } followUp { id }
  level { on } verdict { snapshot { id } } segment { id }`

interface Node {
  kind: TimelineKind
  day: string
  at: string | null
}

/** What an entry says, with the one thing that it leads to. */
function said({ kind, day, at, ...things }: Node): string {
  const led = Object.entries(things).filter(([, thing]) => thing !== null)
  return [kind, day, at, ...led.map(([name, thing]) => `${name} ${innermost(thing)}`)].join(' ')
}

/** The number or the day that an object holds. */
function innermost(thing: unknown): string {
  if (typeof thing !== 'object' || thing === null) return String(decodeId(String(thing))?.id ?? thing)
  return innermost(Object.values(thing)[0])
}

const fieldOf: Record<TimelineKind, string> = {
  ...{ INTERACTION: 'interaction', LIFECYCLE: 'lifecycle', REGION: 'region', CONSENT: 'consent' },
  ...{ EXPOSURE: 'exposure', FOLLOW_UP_OPENED: 'followUp', FOLLOW_UP_CLOSED: 'followUp' },
  ...{ RELATIONSHIP_LEVEL: 'level', VERDICT: 'verdict' },
  ...{ SEGMENT_JOINED: 'segment', SEGMENT_LEFT: 'segment' },
}

const expected = ({ kind, day, at, onDay, ref }: Expected): string => {
  const dated = kind === 'LIFECYCLE' || kind === 'RELATIONSHIP_LEVEL'
  return [
    kind,
    formatDay(day),
    onDay ? null : formatInstant(at),
    `${fieldOf[kind]} ${dated ? formatDay(ref) : ref}`,
  ].join(' ')
}

interface Timeline {
  nodes: Node[]
  totalCount: number
  pageInfo: { endCursor: string | null; hasNextPage: boolean }
}

const document = `query ($id: ID!, $first: Int!, $after: String, $filter: TimelineEntryFilter, $direction: OrderDirection!) {
  customer(by: { id: $id }) { timeline(
    first: $first, after: $after, filter: $filter, orderBy: { field: AT, direction: $direction }
  ) { totalCount pageInfo { endCursor hasNextPage } nodes { ${entry} } } } }`

test('the pages of a timeline are all that happened, once each, by every choice of kinds and days', async () => {
  const choice = fc.record({
    customer: fc.constantFrom(...people),
    kind: fc.option(fc.subarray([...timelineKinds], { minLength: 1 }), { nil: undefined }),
    from: fc.option(fc.integer({ min: firstDay - 1, max: lastDay + 1 }), { nil: undefined }),
    until: fc.option(fc.integer({ min: firstDay - 1, max: lastDay + 1 }), { nil: undefined }),
    first: fc.integer({ min: 1, max: 30 }),
    direction: fc.constantFrom('ASC', 'DESC'),
  })
  const choices = fc.array(choice, { minLength: 6, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(histories, choices, async (history, asked) => {
      await setHistory(service, history)
      const all = timelineOf(history)
      for (const { customer, kind, from, until, first, direction } of asked) {
        const wanted = all.filter(
          one =>
            one.customer === customer &&
            (kind?.includes(one.kind) ?? true) &&
            one.day >= (from ?? one.day) &&
            one.day <= (until ?? one.day),
        )
        if (direction === 'ASC') wanted.reverse()
        const filter = {
          ...(kind && { kind: { in: kind } }),
          ...((from ?? until) !== undefined && {
            day: {
              ...(from !== undefined && { from: { date: formatDay(from) } }),
              ...(until !== undefined && { until: { date: formatDay(until) } }),
            },
          }),
        }
        const found: string[] = []
        for (let after: string | null = null, more = true; more; ) {
          const variables: Record<string, unknown> = {
            id: encodeId('customer', customer),
            first,
            after,
            filter,
            direction,
          }
          const answer: { customer: { timeline: Timeline } } = await ask(fresh(service), document, variables)
          const { nodes, totalCount, pageInfo }: Timeline = answer.customer.timeline
          expect(totalCount).toBe(wanted.length)
          found.push(...nodes.map(said))
          after = pageInfo.endCursor
          more = pageInfo.hasNextPage
        }
        expect(found).toEqual(wanted.map(expected))
      }
    }),
    { numRuns: 10 },
  )
  const [history] = fc.sample(histories, { numRuns: 1, seed: 7 })
  if (history) await setHistory(service, history)
}, 120_000)

describe('what is shown', () => {
  const kindsFor = async (scopes: readonly Scope[]) => {
    const { customers } = await ask<{
      customers: { nodes: { timeline: { totalCount: number; nodes: Node[] } }[] }
    }>(
      as(service, { scopes: new Set(scopes) }),
      '{ customers(first: 3) { nodes { timeline(first: 100) { totalCount nodes { kind } } } } }',
    )
    const shown = customers.nodes.flatMap(({ timeline }) => timeline.nodes.map(({ kind }) => kind))
    const counted = customers.nodes.reduce((sum, { timeline }) => sum + timeline.totalCount, 0)
    expect(counted).toBe(shown.length)
    return [...new Set(shown)].sort()
  }

  const ofScope: [Scope, TimelineKind[]][] = [
    ['interactions:read', ['INTERACTION']],
    ['customers:personal', ['CONSENT']],
    ['exposures:read', ['EXPOSURE']],
    ['follow-ups:read', ['FOLLOW_UP_CLOSED', 'FOLLOW_UP_OPENED']],
    ['relationships:read', ['RELATIONSHIP_LEVEL']],
    ['vulnerability:read', ['VERDICT']],
    ['segments:read', ['SEGMENT_JOINED', 'SEGMENT_LEFT']],
  ]

  test('is of every kind that there is, for whoever holds every scope', async () => {
    expect(await kindsFor(['customers:read', ...ofScope.map(([scope]) => scope)])).toEqual(
      [...timelineKinds].sort(),
    )
    expect([...new Set(example.map(({ kind }) => kind))].sort()).toEqual([...timelineKinds].sort())
  })

  test.each(ofScope)('takes %s to see %s, or to ask for it', async (scope, kinds) => {
    const open: TimelineKind[] = ['LIFECYCLE', 'REGION']
    expect(await kindsFor(['customers:read'])).toEqual(open)
    expect(await kindsFor(['customers:read', scope])).toEqual([...open, ...kinds].sort())
    for (const kind of kinds) {
      const { errors } = await run(
        as(service, { scopes: new Set(['customers:read'] as const) }),
        `{ customers(first: 1) { nodes { timeline(filter: { kind: { in: [LIFECYCLE, ${kind}] } }) { totalCount } } } }`,
      )
      expect(errors?.map(({ originalError }) => originalError)).toEqual([
        expect.objectContaining({ code: 'FORBIDDEN', message: expect.stringContaining(scope) }),
      ])
    }
  })

  test('is of own customers alone', async () => {
    await fresh(service).db.write([sql`UPDATE customers SET owner_id = id`])
    const own = as(service, { reach: 'OWNED', staffId: 2 })
    const { customers } = await ask<{
      customers: { nodes: { id: string; timeline: { totalCount: number } }[] }
    }>(own, '{ customers { nodes { id timeline { totalCount } } } }')
    const count = example.filter(one => one.customer === 2).length
    expect(customers.nodes).toEqual([{ id: encodeId('customer', 2), timeline: { totalCount: count } }])
  })
})

describe('what it costs', () => {
  const cost = async (text: string, variables: Record<string, unknown>) => {
    const session = fresh(service)
    await ask(session, text, variables)
    const { roundTrips, statements, rowsRead } = session.db.counters
    return { roundTrips, statements, rowsRead }
  }

  test('one statement, however long the pages and however many customers, and one more where it is counted', async () => {
    const nested = `query ($first: Int!) { customers(first: $first) { nodes { timeline(first: $first) { nodes { ${entry} } } } } }`
    for (const first of [1, 3, 60])
      expect(await cost(nested, { first })).toMatchObject({ roundTrips: 1, statements: 1 })
    const counted = '{ customers(first: 3) { nodes { timeline { totalCount nodes { kind } } } } }'
    expect(await cost(counted, {})).toMatchObject({ statements: 2 })
  })

  test('the rows of its own customer, whatever others did', async () => {
    const one = `query ($id: ID!) { customer(by: { id: $id }) { timeline(first: 10) { totalCount nodes { ${entry} } } } }`
    const variables = { id: encodeId('customer', 1) }
    const before = await cost(one, variables)
    await addFacts(
      service,
      Array.from({ length: 5_000 }, (_, at) => ({
        ...{ customer: 2 + (at % 2), day: firstDay + (at % 7), kind: 'PURCHASE' as const, amount: 1 },
      })),
    )
    await fresh(service).db.write([
      sql`INSERT INTO lifecycle_changes (customer_id, "on", "from", "to", reason)
        SELECT 2, value, 'NEW', 'ACTIVE', '{}' FROM json_each(${JSON.stringify(Array.from({ length: 2_000 }, (_, at) => at))})`,
    ])
    expect(await cost(one, variables)).toEqual(before)
  })
})
