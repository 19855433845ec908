import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { workerDatabase } from '../support/database.ts'
import { fresh, type TestService, testService } from '../support/service.ts'
import { type Answer, graphql, issueKey } from './client.ts'

let service: TestService
let key: string
let otherKey: string

beforeAll(async () => {
  service = await testService(await workerDatabase(), { now: Date.now() })
  key = (await issueKey(service)).key
  otherKey = (await issueKey(service)).key
})

const create = (
  selection = 'region { id code }',
) => `mutation ($input: RegionCreateInput!) { regionCreate(input: $input) {
  __typename ... on RegionCreatePayload { ${selection} } ... on UserError { code message issues { path } } } }`

const send = (
  input: unknown,
  idempotencyKey: string,
  { query = create(), as = key }: { query?: string; as?: string } = {},
) => graphql(as, query, { variables: { input }, headers: { 'idempotency-key': idempotencyKey } })

const result = ({ body }: Answer) => {
  expect(body.errors).toBeUndefined()
  return body.data?.regionCreate as { __typename: string; code?: string; region?: Record<string, unknown> }
}

const stored = (code: string) =>
  fresh(service).db.orm.all(sql`SELECT id FROM regions WHERE code LIKE ${`${code}%`}`)

/** A code and a key of the test's own. */
const own = () => crypto.randomUUID().slice(0, 8)

describe('under one Idempotency-Key', () => {
  test('the same payload gets the same ids, and what it selects is read afresh', async () => {
    const code = own()
    const first = result(await send({ code, name: 'Before' }, code))
    const { id } = first.region ?? {}
    await graphql(
      key,
      'mutation ($id: ID!) { regionUpdate(input: { id: $id, patch: { name: "After" } }) { __typename } }',
      {
        variables: { id },
      },
    )
    const again = result(
      await send({ name: 'Before', code }, code, {
        query: create('region { id name version parent { id } }'),
      }),
    )
    expect(again.region).toEqual({ id, name: 'After', version: 2, parent: null })
    expect(await stored(code)).toHaveLength(1)
  })

  test('another payload is a conflict, and another field too', async () => {
    const code = own()
    await send({ code, name: 'One' }, code)
    expect(result(await send({ code: `${code}-2`, name: 'One' }, code))).toMatchObject({ code: 'CONFLICT' })
    const staff =
      'mutation ($input: StaffMemberCreateInput!) { regionCreate: staffMemberCreate(input: $input) { __typename ... on UserError { code } } }'
    expect(result(await send({ name: 'One' }, code, { query: staff }))).toMatchObject({ code: 'CONFLICT' })
    expect(await stored(code)).toHaveLength(1)
  })

  test('two callers are apart', async () => {
    const code = own()
    const mine = result(await send({ code, name: 'Mine' }, code))
    const theirs = result(await send({ code: `${code}-2`, name: 'Theirs' }, code, { as: otherKey }))
    expect(theirs.region?.code).toBe(`${code}-2`)
    expect(mine.region?.id).not.toBe(theirs.region?.id)
  })

  test('two fields of one request are apart, and replayed together', async () => {
    const code = own()
    const query = `mutation ($a: String!, $b: String!) {
      a: regionCreate(input: { code: $a, name: "A" }) { ... on RegionCreatePayload { region { id } } }
      b: regionCreate(input: { code: $b, name: "B" }) { ... on RegionCreatePayload { region { id } } }
    }`
    const ask = () =>
      graphql(key, query, {
        variables: { a: `${code}-a`, b: `${code}-b` },
        headers: { 'idempotency-key': code },
      })
    const first = await ask()
    expect(first.body.data).toMatchObject({ a: { region: {} }, b: { region: {} } })
    expect((await ask()).body.data).toEqual(first.body.data)
    expect(await stored(code)).toHaveLength(2)
  })

  test('an expected error is kept, even once it would not happen any more', async () => {
    const code = own()
    const child = { code: `${code}-c`, name: 'Child', parent: code }
    const refused = result(await send(child, code))
    expect(refused).toMatchObject({ __typename: 'NotFoundError', issues: [{ path: ['parent'] }] })
    await send({ code, name: 'Parent' }, own())
    expect(result(await send(child, code))).toEqual(refused)
    expect(result(await send(child, own()))).toMatchObject({ __typename: 'RegionCreatePayload' })
  })

  test('what no type admits is not kept', async () => {
    const code = own()
    expect((await send({ code }, code)).body.errors).toHaveLength(1)
    expect(result(await send({ code, name: 'Now' }, code)).region?.code).toBe(code)
  })

  test('requests at the same time write once and get one answer', async () => {
    const code = own()
    const answers = await Promise.all(Array.from({ length: 4 }, () => send({ code, name: 'Once' }, code)))
    expect(new Set(answers.map(answer => JSON.stringify(result(answer)))).size).toBe(1)
    expect(await stored(code)).toHaveLength(1)
  })

  test('16 changes of one row at once, each under a key of its own, all happen', async () => {
    const code = own()
    const { id } = result(await send({ code, name: 'Before' }, code)).region ?? {}
    const query = `mutation ($input: RegionUpdateInput!) {
      regionCreate: regionUpdate(input: $input) { __typename } }`
    const names = Array.from({ length: 16 }, (_, at) => `${code}-${at}`)
    const answers = await Promise.all(names.map(name => send({ id, patch: { name } }, name, { query })))
    expect(answers.map(answer => result(answer).__typename)).toEqual(names.map(() => 'RegionUpdatePayload'))
    const [row] = await fresh(service).db.orm.all(sql`SELECT version FROM regions WHERE code = ${code}`)
    expect(row).toEqual({ version: 17 })
  })

  /** From then on the key is one that was seen good. */
  const lookUp = () => graphql(key, '{ viewer { name } }')

  test.each([1, 2, 3])('a write whose answer is lost %i times happens once', async times => {
    const code = own()
    await lookUp()
    // What the verb needs goes before the write, with the look-up of the key.
    await service.database.gateway.failNext({ kind: 'delay', milliseconds: 0 })
    await service.database.gateway.failNext({ kind: 'swallow' }, times)
    expect(result(await send({ code, name: 'Once' }, code)).region?.code).toBe(code)
    expect(await service.database.gateway.waiting()).toBe(0)
    expect(await stored(code)).toHaveLength(1)
    expect(result(await send({ code, name: 'Once' }, code)).region?.code).toBe(code)
    expect(await stored(code)).toHaveLength(1)
  })

  test('a write whose answer never came is found by whoever asks again', async () => {
    const code = own()
    await lookUp()
    await service.database.gateway.failNext({ kind: 'delay', milliseconds: 0 })
    await service.database.gateway.failNext({ kind: 'swallow' }, 4)
    const lost = await send({ code, name: 'Once' }, code)
    expect(lost.body.errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }])
    expect(await stored(code)).toHaveLength(1)
    expect(result(await send({ code, name: 'Once' }, code)).region?.code).toBe(code)
    expect(await stored(code)).toHaveLength(1)
  })

  test('a key is issued once, and its secret said once', async () => {
    const name = own()
    const query = `mutation ($input: ApiKeyIssueInput!) { apiKeyIssue(input: $input) {
      ... on ApiKeyIssuePayload { secret apiKey { id name } } } }`
    const ask = async () => (await send({ name, scopes: ['regions:read'] }, name, { query })).body.data
    const first = (await ask()) as { apiKeyIssue: { secret: string; apiKey: object } }
    expect(first.apiKeyIssue.secret).toMatch(/^hf_test_/)
    expect(await ask()).toEqual({ apiKeyIssue: { secret: null, apiKey: first.apiKeyIssue.apiKey } })
    const kept = await fresh(service).db.orm.all(sql`SELECT outcome FROM idempotency WHERE key = ${name}`)
    expect(JSON.stringify(kept)).not.toContain(first.apiKeyIssue.secret)
    expect((await graphql(first.apiKeyIssue.secret, '{ viewer { name } }')).body.data).toEqual({
      viewer: { name },
    })
  })
})

test('without an Idempotency-Key each request is one of its own', async () => {
  const name = own()
  const query = 'mutation ($name: String!) { staffMemberCreate(input: { name: $name }) { __typename } }'
  for (let at = 0; at < 2; at++) await graphql(key, query, { variables: { name } })
  const rows = await fresh(service).db.orm.all(sql`SELECT id FROM staff_members WHERE name = ${name}`)
  expect(rows).toHaveLength(2)
})
