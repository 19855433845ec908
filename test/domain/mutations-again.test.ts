import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { fieldsToldBy } from '../../src/domain/changes/kinds.ts'
import { type Scope, scopes } from '../../src/domain/service/scopes.ts'
import { goodInput, mutations } from '../nouns/all.ts'
import { testDatabase } from '../support/database.ts'
import { run } from '../support/graphql.ts'
import { documentOf, documentWith } from '../support/mutations.ts'
import { as, fresh, type TestService, testService } from '../support/service.ts'
import { smallWorld, type World } from '../support/world.ts'

let service: TestService
let world: World

beforeAll(async () => {
  service = await testService(await testDatabase())
  world = await smallWorld(service)
})

async function answered(name: string, document: string, variables: object, key: string | null) {
  const { data, errors } = await run(fresh(service), document, { ...variables }, key)
  expect(errors).toBeUndefined()
  return data?.[name] as Record<string, unknown>
}

const send = (name: string, key: string | null = null) =>
  answered(name, documentOf(name), { input: goodInput(world, name) }, key)

/** The input stands in the document. */
const sendInline = (name: string, key: string) =>
  answered(name, documentWith(name, goodInput(world, name)), {}, key)

const trail = () => fresh(service).db.orm.all(sql`SELECT id, action, entity, entity_id FROM changes`)

const tellsSecrets = ['apiKeyIssue', 'apiKeyRotate', 'webhookCreate', 'webhookSecretRotate']

describe.each(mutations)('$name', ({ name, anew = false }) => {
  test('answers the same with all that its payload says when it is sent again under its key, from a variable', async () => {
    const first = await sendInline(name, name)
    expect(first.__typename).toMatch(/Payload$/)
    // A secret is told once.
    const again = tellsSecrets.includes(name) ? { ...first, secret: null } : first
    expect(await send(name, name)).toEqual(again)
  })

  test.skipIf(anew)('writes nothing where all is as it says', async () => {
    const before = await trail()
    expect((await send(name)).__typename).toMatch(/Payload$/)
    expect(await trail()).toEqual(before)
  })
})

/** Those that say something personal of what is there, with what reading it takes: a right guess would change nothing. */
const guessing = mutations.flatMap(({ name, action, anew, touches, noun, alsoTakes = [] }) => {
  const told = fieldsToldBy(action)
  const personal = touches.filter(field => told[field] === 'PERSONAL' && field !== 'externalIds')
  const taken: Scope[] = [
    ...(noun.read ? [noun.read] : []),
    ...(noun.common ? [] : ['customers:personal' as const]),
  ]
  const guessed = taken.filter(scope => !alsoTakes.includes(scope))
  return anew || personal.length === 0 ? [] : guessed.map(scope => [name, scope] as const)
})

test.each(guessing)('%s is written again for who lacks %s, and so cannot guess', async (name, scope) => {
  const narrow = as(service, { scopes: new Set(scopes.filter(one => one !== scope)) })
  const input = goodInput(world, name)
  const before = await trail()
  const { data, errors } = await run(narrow, documentOf(name), { input })
  expect(data?.[name], JSON.stringify(errors)).toMatchObject({
    __typename: expect.stringMatching(/Payload$/),
  })
  expect((await trail()).length).toBeGreaterThan(before.length)
})

const spelled = mutations.flatMap(one => (one.spelled ? [[one.name, one.spelled] as const] : []))

test.each(spelled)('%s writes nothing where a %s reads the same', async (name, field) => {
  const { id } = goodInput(world, name)
  const call = (text: string) =>
    run(fresh(service), documentOf(name), { input: { id, patch: { [field]: text } } })
  expect((await call('Đà Nẵng')).data?.[name]).toMatchObject({
    __typename: expect.stringMatching(/Payload$/),
  })
  const before = await trail()
  expect((await call('Đà\u200b Nẵng ')).errors).toBeUndefined()
  expect(await trail()).toEqual(before)
})
