import { beforeAll, describe, expect, test } from 'vitest'
import { mutations } from '../nouns/all.ts'
import { type Input, missing, type Refusal, taken, unknownId } from '../nouns/noun.ts'
import { workerDatabase } from '../support/database.ts'
import { documentOf, inputTypeOf, leaves, pathOf, valueAt, withValue } from '../support/mutations.ts'
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
  key = (await issueKey(service)).key
  good = Object.fromEntries(mutations.map(one => [one.name, one.good(world)]))
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

/** A day may lie before what it is counted from, though not by any number of days. */
const signed: ReadonlySet<unknown> = new Set(['dueDays'])

describe.each(mutations)('$name', ({ name }) => {
  const cases = leaves(inputTypeOf(name)).flatMap(([path, type]) =>
    (faults[type] ?? []).map(([fault, value]) => ({
      ...{ path, fault },
      value: value === -1 && signed.has(path.at(-1)) ? -1_000 : value,
    })),
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

/** An unknown id wherever an input names one, and a version that is over. */
const everywhere = (name: string): Refusal[] =>
  leaves(inputTypeOf(name)).flatMap(([path, type]) => {
    const at = path.join('.')
    // What stands in place of others is not in a good input: the world has one by that name.
    const others = () =>
      new Map<unknown, unknown>([
        ...Object.entries(world),
        ...['survey.id', 'inputs.0.survey.id'].map(path => [path, world.surveys[0]] as const),
        ['patch.campaign', world.campaign],
        ['patch.segment', world.segment],
      ])
    const usual = () => valueAt(good[name], path) ?? others().get(at)
    if (type === 'ID') return missing(at, () => unknownId(String(usual())))
    return at === 'expectedVersion' ? taken('a version that is over', at, () => 99) : []
  })

const refused = mutations.flatMap(({ name, refuses = [] }) =>
  [...everywhere(name), ...refuses].map(refusal => ({ name, ...refusal })),
)

describe('what no type can say', () => {
  test.each(refused)('$name refuses $what', async ({ name, path, value, code, at }) => {
    const found = await refusal(name, withValue(good[name], pathOf(path), value(world)))
    expect(found.code).toBe(code)
    expect(found.path).toMatch(new RegExp(`^${at.replaceAll('.', '\\.')}`))
  })

  test('and nothing of it was written', async () => {
    expect(await contents(service)).toEqual(before)
  })
})
