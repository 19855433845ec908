import {
  type GraphQLInputField,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql'
import { beforeAll, describe, expect, test } from 'vitest'
import { formatDay } from '../../src/lib/days.ts'
import { workerDatabase } from '../support/database.ts'
import { documentOf, goodInputs, type Input, inputTypeOf, mutationNames } from '../support/mutations.ts'
import { type TestService, testService } from '../support/service.ts'
import { contents, smallWorld, type World } from '../support/world.ts'
import { graphql, issueKey, logLines } from './client.ts'

let service: TestService
let world: World
let key: string
let good: Record<string, Input>
let before: Awaited<ReturnType<typeof contents>>

beforeAll(async () => {
  // Hundreds of requests, each with its line.
  logLines()
  service = await testService(await workerDatabase(), { now: Date.now() })
  world = await smallWorld(service)
  const issued = await issueKey(service)
  key = issued.key
  good = goodInputs(service, world, issued.id)
  before = await contents(service)
})

interface Outcome {
  __typename: string
  code?: string
  issues?: { path: string[] }[]
}

/** What a mutation says against an input: the code, and the way to the value as one text. */
async function refusal(name: string, input: unknown): Promise<{ code: unknown; path: string }> {
  const { status, body } = await graphql(key, documentOf(name), { variables: { input } })
  expect(status).toBeLessThan(500)
  const [error] = body.errors ?? []
  if (error)
    return { code: error.extensions?.code, path: /at "input\.([^"]+)"/.exec(error.message)?.[1] ?? '' }
  const outcome = body.data?.[name] as Outcome
  return { code: outcome.code ?? outcome.__typename, path: outcome.issues?.[0]?.path.join('.') ?? '' }
}

type Path = (string | number)[]

/** The input with one value changed, whatever was there. */
function withValue(input: unknown, [first, ...rest]: Path, value: unknown): unknown {
  if (first === undefined) return value
  if (typeof first === 'number') {
    const list = Array.isArray(input) ? [...input] : []
    list[first] = withValue(list[first], rest, value)
    return list
  }
  return {
    ...(input as Input | undefined),
    [first]: withValue((input as Input | undefined)?.[first], rest, value),
  }
}

const bare = (type: GraphQLInputType): GraphQLInputType => (isNonNullType(type) ? bare(type.ofType) : type)

/** All leaves of an input type, with the type of each. */
function leaves(type: GraphQLInputType, path: Path = [], seen: string[] = []): [Path, string][] {
  const inner = bare(type)
  if (isListType(inner)) return leaves(inner.ofType, [...path, 0], seen)
  if (!isInputObjectType(inner)) return [[path, isEnumType(inner) ? 'enum' : getNamedType(inner).name]]
  // A segment's rule has tests of its own.
  if (seen.includes(inner.name) || inner.name === 'SegmentRule' || inner.isOneOf) return []
  return Object.values(inner.getFields()).flatMap((field: GraphQLInputField) =>
    leaves(field.type, [...path, field.name], [...seen, inner.name]),
  )
}

const textFaults: [string, unknown][] = [
  ['a NUL', 'a\0b'],
  ['half a character', 'a\ud800'],
  ['a text too long', 'x'.repeat(150_000)],
]

const faults: Record<string, [string, unknown][]> = {
  ID: [
    ...textFaults,
    ['nonsense', 'nonsense'],
    ['nothing', ''],
    ['an id of another kind', 'ngt_7'],
    ['an object', {}],
  ],
  String: [...textFaults, ['a number', 5]],
  Date: [
    ['a day that never was', '2026-02-30'],
    ['an instant', '2026-02-20T10:00:00Z'],
    ['a number', 20_000],
    ['a NUL', '2026-02-20\0'],
  ],
  DateTime: [
    ['an instant that never was', '2026-02-30T10:00'],
    ['words', 'yesterday'],
    ['a number', 1],
  ],
  Decimal: [
    ['words', 'much'],
    ['an exponent', '1e5'],
    ['too many decimals', '1.123'],
    ['a number past all bounds', '9'.repeat(400)],
    ['a number', 5],
  ],
  Int: [
    ['a number past 32 bits', 2 ** 31],
    ['a number below zero', -1],
    ['a text', '5'],
  ],
  Float: [
    ['a text', '5'],
    ['a number past all bounds', 1e300],
  ],
  Boolean: [['a text', 'true']],
  enum: [['no member', 'NOPE']],
}

describe.each(mutationNames())('%s', name => {
  const cases = leaves(inputTypeOf(name)).flatMap(([path, type]) =>
    (faults[type] ?? []).map(([fault, value]) => ({ path, fault, value })),
  )

  test('refuses every kind of bad value with a code and a path, and writes nothing', async () => {
    expect(cases.length).toBeGreaterThan(0)
    const wrong: unknown[] = []
    for (const { path, fault, value } of cases) {
      const { code, path: at } = await refusal(name, withValue(good[name], path, value))
      const known = code === 'INVALID_INPUT' || code === 'NOT_FOUND' || code === 'BAD_USER_INPUT'
      const head = path.filter(step => typeof step === 'string').at(-1)
      if (!known || !at.includes(String(head))) wrong.push([path.join('.'), fault, code, at])
    }
    expect(wrong).toEqual([])
    expect(await contents(service)).toEqual(before)
  })
})

describe('what no type can say', () => {
  const day = (ahead: number) => formatDay(service.today + ahead)
  const unknown = (id: string) => `${id.slice(0, 4)}7zzzzzz`

  type Case = [mutation: string, what: string, input: () => Input, code: string, path: string]
  const changed = (name: string, path: Path, value: unknown) => withValue(good[name], path, value) as Input
  const missing = (name: string, path: Path, value: () => unknown): Case => [
    name,
    `an unknown ${path.join('.')}`,
    () => changed(name, path, value()),
    'NOT_FOUND',
    path.join('.'),
  ]
  const invalid = (name: string, what: string, path: Path, value: () => unknown, at = path): Case => [
    name,
    what,
    () => changed(name, path, value()),
    'INVALID_INPUT',
    at.join('.'),
  ]

  const cases: Case[] = [
    missing('apiKeyIssue', ['staff'], () => unknown(world.staff)),
    missing('apiKeyRevoke', ['id'], () => 'key_7zzzzzz'),
    missing('campaignCreate', ['competitor'], () => unknown(world.competitor)),
    missing('campaignCreate', ['regions', 0], () => 'NOWHERE'),
    missing('campaignUpdate', ['id'], () => unknown(world.campaign)),
    missing('competitorUpdate', ['id'], () => unknown(world.competitor)),
    missing('competitorCreate', ['regions', 0], () => unknown(world.region)),
    missing('consentRecord', ['customer'], () => unknown(world.customer)),
    missing('customerCreate', ['owner'], () => unknown(world.staff)),
    missing('customerCreate', ['region'], () => 'NOWHERE'),
    missing('customerUpdate', ['id'], () => unknown(world.customer)),
    missing('exposureRecord', ['campaign'], () => unknown(world.campaign)),
    missing('exposureRecord', ['customer'], () => unknown(world.customer)),
    missing('exposureRecord', ['interaction'], () => world.otherInteraction),
    missing('exposureUpdate', ['id'], () => unknown(world.exposure)),
    missing('followUpClaim', ['id'], () => 'fup_7zzzzzz'),
    missing('followUpClaim', ['staff'], () => unknown(world.staff)),
    missing('followUpComplete', ['id'], () => 'fup_7zzzzzz'),
    missing('followUpCreate', ['customer'], () => unknown(world.customer)),
    missing('followUpDismiss', ['id'], () => 'fup_7zzzzzz'),
    missing('followUpSnooze', ['id'], () => 'fup_7zzzzzz'),
    missing('followUpUpdate', ['id'], () => 'fup_7zzzzzz'),
    missing('interactionCorrect', ['id'], () => unknown(world.interaction)),
    missing('interactionRecord', ['staff'], () => unknown(world.staff)),
    missing('regionCreate', ['parent'], () => 'NOWHERE'),
    missing('regionUpdate', ['id'], () => unknown(world.region)),
    missing('segmentUpdate', ['id'], () => unknown(world.segment)),
    missing('staffMemberUpdate', ['id'], () => unknown(world.staff)),

    invalid('campaignCreate', 'an end before the start', ['lastDay'], () => day(-10)),
    invalid('campaignUpdate', 'an end before the start', ['patch', 'lastDay'], () => day(-51)),
    invalid('interactionRecord', 'a purchase in the future', ['occurredAt'], () => `${day(2)}T10:00`),
    invalid('interactionRecord', 'the end of time', ['occurredAt'], () => '9999-12-31T23:59:59Z'),
    invalid('interactionRecord', 'an amount below zero', ['amount'], () => '-1'),
    invalid('interactionRecord', 'another currency', ['currency'], () => 'CHF'),
    invalid('interactionRecord', 'no amount', ['amount'], () => null),
    invalid('interactionRecord', 'a source without an external id', ['source'], () => 'shop', ['externalId']),
    invalid(
      'interactionCorrect',
      'a purchase in the future',
      ['patch', 'occurredAt'],
      () => `${day(2)}T10:00`,
    ),
    invalid('customerCreate', 'a birthday to come', ['birthDate'], () => day(3)),
    invalid('customerCreate', 'no e-mail address', ['email'], () => 'nobody'),
    invalid('customerCreate', 'no phone number', ['phone'], () => '12'),
    invalid('customerCreate', 'a region from some day to come', ['regionSince'], () => day(3)),
    invalid('customerCreate', 'attributes that are no object', ['attributes'], () => [1]),
    invalid('customerCreate', 'attributes without end', ['attributes'], () => nested(30)),
    invalid('customerCreate', 'attributes that are too large', ['attributes'], () => ({
      a: 'x'.repeat(200_000),
    })),
    invalid('customerCreate', 'attributes with half a character', ['attributes'], () => ({ a: '\udc00' })),
    invalid('customerUpdate', 'attributes with a NUL in a name', ['patch', 'attributes'], () => ({
      'a\0': 1,
    })),
    invalid('followUpCreate', 'work for yesterday’s decade', ['dueOn'], () => '1900-01-01'),
    invalid('followUpSnooze', 'sleep until yesterday', ['until'], () => day(-1)),
    invalid('apiKeyIssue', 'a scope that is none', ['scopes'], () => ['everything'], ['scopes', 0]),
    invalid('apiKeyIssue', 'no scope', ['scopes'], () => []),
    invalid('apiKeyIssue', 'an end in the past', ['expiresAt'], () => '2020-01-01T00:00:00Z'),
    invalid('segmentCreate', 'a rule of nothing', ['rule'], () => ({ all: [] }), ['rule', 'all']),
    invalid('segmentCreate', 'a rule too deep', ['rule'], () => negated(30)),
    invalid(
      'segmentCreate',
      'a spend past all bounds',
      ['rule'],
      () => ({ spend: { atLeast: '9'.repeat(40) } }),
      [...['rule', 'spend', 'atLeast']],
    ),
    invalid('regionUpdate', 'a region in itself', ['patch', 'parent'], () => world.otherRegion),
    invalid('nightRun', 'a day that is not over', ['day'], () => day(0)),

    ['campaignCreate', 'one campaign twice', () => twice(), 'CONFLICT', ''],
    [
      'customerCreate',
      'an external id that another has',
      () => changed('customerCreate', ['externalIds', 0, 'externalId'], '1'),
      'CONFLICT',
      'externalIds.0',
    ],
    [
      'regionCreate',
      'a code that another has',
      () => changed('regionCreate', ['code'], 'SG'),
      'CONFLICT',
      'code',
    ],
    [
      'competitorCreate',
      'a name that another has',
      () => changed('competitorCreate', ['name'], 'Rival'),
      'CONFLICT',
      'name',
    ],
    [
      'segmentCreate',
      'a name that another has',
      () => changed('segmentCreate', ['name'], 'Going'),
      'CONFLICT',
      'name',
    ],
    ...[
      'customerUpdate',
      'campaignUpdate',
      'competitorUpdate',
      'regionUpdate',
      'segmentUpdate',
      'staffMemberUpdate',
    ].map(
      (name): Case => [
        name,
        'a version that is over',
        () => changed(name, ['expectedVersion'], 99),
        'CONFLICT',
        'expectedVersion',
      ],
    ),
  ]

  const twice = (): Input => ({
    ...{ competitor: world.competitor, name: 'Price war', kind: 'PRICE', regions: ['HN'] },
    ...{ firstDay: day(-50), lastDay: day(-20) },
  })

  const nested = (levels: number): unknown => {
    let value: unknown = 1
    for (let at = 0; at < levels; at++) value = { a: value }
    return value
  }

  const negated = (levels: number): unknown => {
    let rule: unknown = { lifecycle: { in: ['LOST'] } }
    for (let at = 0; at < levels; at++) rule = { not: rule }
    return rule
  }

  test.each(cases)('%s refuses %s', async (name, _, input, code, path) => {
    const refused = await refusal(name, input())
    expect(refused.code).toBe(code)
    expect(refused.path).toMatch(new RegExp(`^${path.replaceAll('.', '\\.')}`))
    expect(await contents(service)).toEqual(before)
  })
})
