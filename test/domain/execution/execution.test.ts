import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { type DocumentNode, execute, parse, Source, validate } from 'graphql'
import { beforeAll, describe, expect, test } from 'vitest'
import { schema } from '../../../schema/index.ts'
import { executeByPlan } from '../../../schema/kernel/execute/execute.ts'
import { newLoaders } from '../../../schema/kernel/loaders.ts'
import { openDatabase } from '../../../src/database/client.ts'
import type { Actor } from '../../../src/domain/service/actor.ts'
import { type Scope, scopes } from '../../../src/domain/service/scopes.ts'
import type { Service } from '../../../src/domain/service/service.ts'
import { testDatabase } from '../../support/database.ts'
import { type TestService, testService } from '../../support/service.ts'
import { addWorld } from '../select-world.ts'
import { anyQuery } from './queries.ts'

/** `GENERATED_QUERIES=10000 npx vitest run test/domain/execution` tries so many. */
const generated = Number(process.env.GENERATED_QUERIES ?? 400)

let service: TestService
let database: ReturnType<typeof openDatabase>

beforeAll(async () => {
  service = await testService(await testDatabase())
  await addWorld(service)
  database = openDatabase({ url: service.database.url, fetch: rememberingFetch() })
})

/** Nothing here writes, so the database need not be asked the same twice. */
function rememberingFetch(): typeof fetch {
  const answers = new Map<string, Promise<string>>()
  return async (input, init) => {
    const request = new Request(input, init)
    const body = await request.text()
    const { url, method, headers } = request
    const answer =
      answers.get(body) ?? fetch(url, { method, headers, body }).then(response => response.text())
    answers.set(body, answer)
    return new Response(await answer, { headers: { 'content-type': 'application/json' } })
  }
}

type Asker = Partial<Actor>

const asService = (asker: Asker): Service => ({
  ...service,
  actor: { ...service.actor, ...asker },
  db: database.session(),
})

const argsOf = (document: DocumentNode, variableValues: Record<string, unknown>, asker: Asker) => ({
  schema,
  document,
  variableValues,
  contextValue: {
    service: asService(asker),
    idempotencyKey: null,
    language: 'en' as const,
    mutations: { count: 0, codes: [] },
    loaders: newLoaders(),
  },
})

/** What is answered where there may be a plan, and by graphql-js alone. */
async function bothWays(document: DocumentNode, variables: Record<string, unknown>, asker: Asker) {
  const args = argsOf(document, variables, asker)
  const planned = await executeByPlan(args)
  const answered = planned ?? (await execute(args))
  const library = await execute(argsOf(document, variables, asker))
  return {
    planned: planned !== null,
    answered: JSON.stringify(answered),
    library: JSON.stringify(library),
    failed: library.errors !== undefined,
  }
}

const anyAsker: fc.Arbitrary<Asker> = fc.record({
  scopes: fc.oneof(
    { weight: 3, arbitrary: fc.constant(new Set(scopes)) },
    { weight: 1, arbitrary: fc.subarray([...scopes]).map(some => new Set(some)) },
  ),
  reach: fc.constantFrom('WORKSPACE' as const, 'OWNED' as const),
  staffId: fc.constantFrom(1, 2),
})

test('whatever is asked, by whomever: the answer is to the byte that of graphql-js alone', async () => {
  const seen = { valid: 0, planned: 0, failed: 0 }
  await fc.assert(
    fc.asyncProperty(anyQuery, anyAsker, async ({ text, variables }, asker) => {
      const document = parse(text)
      fc.pre(validate(schema, document).length === 0)
      seen.valid += 1
      const { planned, answered, library, failed } = await bothWays(document, variables, asker)
      expect(answered).toBe(library)
      if (planned) seen.planned += 1
      else if (failed) seen.failed += 1
    }),
    { numRuns: generated, maxSkipsPerRun: 1_000, endOnFailure: true },
  )
  // Else hardly anything would have been compared.
  expect(seen.planned).toBeGreaterThan(generated / 10)
  expect(seen.failed).toBeGreaterThan(0)
}, 600_000)

describe('plans that stand already', () => {
  const everything = `{
    customers(first: 3) { nodes { id name region { name } owner { name } interactions(first: 2) { nodes { id subject body } }
      followUps(first: 2) { nodes { id tactic } } exposures(first: 1) { nodes { kind campaign { name competitor { name } } } } } }
    interactions(first: 2) { nodes { id body amount { minor } } } segments { nodes { name } } regions { nodes { code } }
    campaigns { nodes { name } } competitors { nodes { name } } staffMembers { nodes { name } } apiKeys { nodes { name } }
    followUps(first: 3) { nodes { id } }
  }`

  const without = (scope: Scope): Asker => ({ scopes: new Set(scopes.filter(one => one !== scope)) })

  test.each(scopes)('let nobody see more who lacks %s, whoever asked first', async scope => {
    for (const order of [
      [{}, without(scope)],
      [without(scope), {}],
      [
        { reach: 'WORKSPACE' as const },
        { reach: 'OWNED' as const, staffId: 1 },
        { reach: 'OWNED' as const, staffId: 2 },
      ],
    ]) {
      const document = parse(everything)
      for (const asker of order) {
        const { answered, library } = await bothWays(document, {}, asker)
        expect(answered).toBe(library)
      }
    }
  })
})

test('a condition that is null is none of a plan’s, whatever was asked before', async () => {
  const document = parse(
    'query ($named: Boolean = true) { regions { nodes { code name @include(if: $named) } } }',
  )
  for (const named of [null, false, null, true, null]) {
    const { planned, answered, library } = await bothWays(document, { named }, {})
    expect([planned, answered]).toEqual([named !== null, library])
  }
})

test('plans hold few documents that are large, however few fields they ask', async () => {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const ask = async (at: number) => {
    const text = new Source(`{ viewer { name } } # ${at} ${'x'.repeat(90_000)}`)
    expect(await executeByPlan(argsOf(parse(text), {}, {}))).not.toBeNull()
    return new WeakRef(text)
  }
  const asked: WeakRef<Source>[] = []
  for (let at = 0; at < 100; at++) asked.push(await ask(at))
  await new Promise(resolve => setTimeout(resolve, 0))
  collect()
  expect(asked.filter(text => text.deref()).length).toBeLessThan(30)
})
