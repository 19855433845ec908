import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { limits } from '../../src/http/limits.ts'
import { workerDatabase } from '../support/database.ts'
import { fresh, type TestService, testService } from '../support/service.ts'
import { type Answer, codes, graphql, issueKey, logLines, send } from './client.ts'

let service: TestService
/** A key with one scope. */
let weak: string

beforeAll(async () => {
  logLines()
  service = await testService(await workerDatabase(), { now: Date.now() })
  weak = (await issueKey(service, { scopes: ['regions:write'] })).key
})

const json = { 'content-type': 'application/json' }
const post = (body: BodyInit, headers: Record<string, string> = json) =>
  send('/graphql', { method: 'POST', body, headers: { authorization: `Bearer ${weak}`, ...headers } })
const create = 'mutation ($input: RegionCreateInput!) { regionCreate(input: $input) { __typename } }'
const input = { code: 'X', name: 'X' }
const regions = () => fresh(service).db.orm.all(sql`SELECT code FROM regions`)

/** One error, no longer than anybody reads, and nothing of the schema that was not asked for. */
function expectOneError(answer: Answer, code: string) {
  expect(codes(answer)).toEqual([code])
  expect(answer.text.length).toBeLessThan(limits.messageLength + 500)
  expect(answer.text).not.toContain('Did you mean')
}

/** A body that fails when it is read. */
const unreadable = () =>
  new ReadableStream(
    {
      pull() {
        throw new Error('Somebody reads the body.')
      },
    },
    { highWaterMark: 0 },
  )

describe('who has not signed in', () => {
  test.each(['/graphql', '/v1/import/customers?source=a', '/v1/import/interactions'])(
    'is told so whatever the body is: %s',
    async path => {
      const answer = await send(path, { method: 'POST', body: unreadable(), headers: json })
      expect([answer.status, codes(answer)]).toEqual([401, ['UNAUTHENTICATED']])
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    },
  )

  test.each(['GET', 'PUT', 'DELETE'])('is told so whatever is asked: %s', async method => {
    const answer = await send('/graphql?query=%7B__typename%7D&variables=%7B', { method })
    expect([answer.status, codes(answer)]).toEqual([401, ['UNAUTHENTICATED']])
  })
})

test('who lacks the scope of an import is told so whatever the body is', async () => {
  const headers = { 'content-type': 'text/csv', authorization: `Bearer ${weak}` }
  const answer = await send('/v1/import/customers?source=a', { method: 'POST', body: unreadable(), headers })
  expect(answer.status).toBe(403)
  expect(answer.text).toContain('customers:write')
})

/** A body of so many blocks of 100 kB, and how many of them were taken. */
function counted(blocks: number) {
  const body = { taken: 0, stream: new ReadableStream() }
  body.stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (body.taken === blocks) return controller.close()
        body.taken += 1
        controller.enqueue(new Uint8Array(100_000))
      },
    },
    { highWaterMark: 0 },
  )
  return body
}

describe('the body of a refused request', () => {
  const refuse = (body: ReadableStream) => send('/graphql', { method: 'POST', body, headers: json })

  test('is read to its end, or the client that still sends it would see no answer', async () => {
    const body = counted(8)
    expect((await refuse(body.stream)).status).toBe(401)
    expect(body.taken).toBe(8)
  })

  test('is not read without end', async () => {
    const body = counted(Number.POSITIVE_INFINITY)
    expect((await refuse(body.stream)).status).toBe(401)
    expect(body.taken).toBeLessThan(22)
  })
})

describe('variables', () => {
  const wide = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`a${at}`, 1]))
  const customers = 'query ($f: CustomerFilter) { customers(filter: $f) { totalCount } }'
  const nodes = 'query ($f: [ID!]!) { nodes(ids: $f) { id } }'
  const stages =
    'query ($f: [LifecycleStage!]) { customers(filter: { lifecycle: { in: $f } }) { totalCount } }'

  test.each<[string, string, unknown, string]>([
    ['thousands of unknown keys', customers, wide(4_000), 'BAD_USER_INPUT'],
    ['more keys than may be', customers, wide(100_000), 'TOO_LARGE'],
    ['a list of empty objects', nodes, Array(9_000).fill({}), 'BAD_USER_INPUT'],
    ['a longer list of them', nodes, Array(100_000).fill({}), 'TOO_LARGE'],
    ['an enum with wrong values', stages, Array(9_000).fill('NONE'), 'BAD_USER_INPUT'],
    ['an enum with more of them', stages, Array(20_000).fill('NONE'), 'TOO_LARGE'],
    ['an enum with a value without end', stages, ['X'.repeat(900_000)], 'BAD_USER_INPUT'],
    ['a name without end', customers, { ['x'.repeat(900_000)]: 1 }, 'BAD_USER_INPUT'],
    ['an object where an id should be', nodes, [wide(9_000)], 'BAD_USER_INPUT'],
    ['a name that is almost right', customers, { emaiz: 1 }, 'BAD_USER_INPUT'],
    ['a value that is almost right', stages, ['ACTIVF'], 'BAD_USER_INPUT'],
  ])('come to one short error: %s', async (_, query, f, code) => {
    expectOneError(await graphql(weak, query, { variables: { f } }), code)
  })

  test('say where they are wrong', async () => {
    const { body } = await graphql(weak, create, { variables: { input: { code: 'X', name: 5 } } })
    expect(body.errors?.[0]?.message).toBe(
      'Variable "$input" got an invalid value at "input.name"; String cannot represent a non string value: 5',
    )
    const missing = await graphql(weak, create)
    expect(missing.body.errors?.[0]?.message).toBe(
      'Variable "$input" of type "RegionCreateInput!" is missing.',
    )
  })
})

describe('a document', () => {
  const listed = (count: number) =>
    `{ customers(filter: { lifecycle: { in: [${'NONE '.repeat(count)}] } }) { totalCount } }`

  test.each<[string, string, string]>([
    [
      'with a list literal nested 1,900 deep',
      `{ nodes(ids: ${'['.repeat(1_900)}${']'.repeat(1_900)}) { id } }`,
      'TOO_DEEP',
    ],
    [
      'with an object literal nested 900 deep',
      `{ customers(filter: ${'{a:'.repeat(900)}1${'}'.repeat(900)}) { totalCount } }`,
      'TOO_DEEP',
    ],
    ['with brackets that never close', `{ nodes(ids: ${'['.repeat(3_000)}`, 'TOO_DEEP'],
    [
      'with a type nested deep',
      `query ($a: ${'['.repeat(900)}Int${']'.repeat(900)}) { __typename }`,
      'TOO_DEEP',
    ],
    ['longer than a document may be', `{ __typename } #${'x'.repeat(limits.documentLength)}`, 'TOO_LARGE'],
    [
      'with a string without end',
      `{ region(id: "${'x'.repeat(90_000)}") { nam } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'with a number for a stage without end',
      `{ customers(filter: { lifecycle: { equals: ${'1'.repeat(90_000)} } }) { totalCount } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['with a name without end', `{ ${'x'.repeat(90_000)} }`, 'GRAPHQL_VALIDATION_FAILED'],
    ['with a name that is almost right', '{ customerz { totalCount } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'with a value that is almost right',
      '{ customers(filter: { lifecycle: { in: [ACTIVF] } }) { totalCount } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('comes to one short error: %s', async (_, query, code) => {
    expectOneError(await graphql(weak, query), code)
  })

  test('with thousands of wrong values comes to a few errors', async () => {
    const { status, body, text } = await graphql(weak, listed(3_900))
    expect(status).toBe(200)
    expect(body.errors?.length).toBe(limits.validationErrors + 1)
    expect(text.length).toBeLessThan(5_000)
  })

  test('whose fragments lead through each other without end is refused, not a fault of ours', async () => {
    const chain = Array.from({ length: 440 }, (_, at) => `fragment A${at} on Query{...A${at + 1}}`).join(' ')
    const { status } = await graphql(weak, `{...A0} ${chain} fragment A440 on Query{__typename}`)
    expect(status).toBeLessThan(500)
  })
})

describe('another way to ask', () => {
  const query = JSON.stringify({ query: create, variables: { input } })
  const form = () => {
    const data = new FormData()
    data.set('operations', query)
    data.set('map', '{"0":5}')
    data.set('0', new Blob(['x']))
    return data
  }

  test.each(['text/plain', 'text/html', 'text/event-stream', 'application/json;q=0', 'garbage'])(
    'is refused before anything is carried out where its client takes no such answer: %s',
    async accept => {
      const body = JSON.stringify({ query: create, variables: { input } })
      const answer = await post(body, { ...json, accept })
      expect([answer.status, codes(answer)]).toEqual([406, ['NOT_ACCEPTABLE']])
      expect(await regions()).toEqual([])
    },
  )

  test.each(['/graphql?query=%7B__typename%7D%FF', '/v1/import/customers?source=a%FF'])(
    'is refused where its address is not UTF-8: %s',
    async path => {
      const answer = await send(path, { headers: { authorization: `Bearer ${weak}` } })
      expect([answer.status, codes(answer)]).toEqual([400, ['BAD_REQUEST']])
    },
  )

  test.each<[string, () => BodyInit, Record<string, string>]>([
    ['a form', () => new URLSearchParams({ query: create, variables: JSON.stringify({ input }) }), {}],
    [
      'a form with half of its variables',
      () => 'query={__typename}&variables=%7B',
      { 'content-type': 'application/x-www-form-urlencoded' },
    ],
    ['an upload', form, {}],
    [
      'a bare document',
      () => 'mutation { regionCreate(input: { code: "X", name: "X" }) { __typename } }',
      { 'content-type': 'application/graphql' },
    ],
    ['a text', () => query, { 'content-type': 'text/plain' }],
    ['a packed body', () => query, { ...json, 'content-encoding': 'gzip' }],
    ['another type that begins alike', () => query, { 'content-type': 'application/jsonx' }],
    [
      'JSON in another character set',
      () => query,
      { 'content-type': 'application/json; charset=iso-8859-1' },
    ],
  ])('is refused with 415: %s', async (_, body, headers) => {
    const answer = await post(body(), headers)
    expect([answer.status, codes(answer)]).toEqual([415, ['UNSUPPORTED_MEDIA_TYPE']])
    expect(await regions()).toEqual([])
  })

  test.each([
    'variables=%7B',
    'variables=5',
    'variables=[]',
    'extensions=%7B',
    'extensions=x',
    'operationName=X',
  ])('is refused with 400: a GET with %s', async parameter => {
    const headers = { authorization: `Bearer ${weak}` }
    const answer = await send(`/graphql?query=%7B__typename%7D&${parameter}`, { headers })
    expect(answer.status).toBe(400)
    expect(codes(answer)).toEqual([expect.any(String)])
    expect(answer.headers.get('x-request-id')).not.toBeNull()
  })

  test('is refused with 400: JSON that is not UTF-8', async () => {
    const bytes = new TextEncoder().encode(query.replace('"name":"X"', '"name":"Ren\u0001"'))
    const answer = await post(bytes.map(byte => (byte === 1 ? 0xe9 : byte)))
    expect([answer.status, codes(answer)]).toEqual([400, ['BAD_REQUEST']])
    expect(await regions()).toEqual([])
  })

  test('is taken: JSON that says how it is written', async () => {
    for (const type of ['application/json; charset=UTF-8', 'APPLICATION/JSON'])
      expect((await post('{"query":"{ __typename }"}', { 'content-type': type })).status).toBe(200)
  })
})

test('who asks too much at once is told to ask later, and nobody else', async () => {
  const costly =
    '{ regions(first: 100) { nodes { id name code children(first: 30) { nodes { id name code } } } } }'
  const [mine, other] = [
    (await issueKey(service, { scopes: ['regions:read'] })).key,
    (await issueKey(service, { scopes: ['regions:read'] })).key,
  ]
  const answers = await Promise.all([
    ...Array.from({ length: 40 }, () => graphql(mine, costly)),
    graphql(other, costly),
  ])
  const theirs = answers.pop()
  expect(theirs?.status).toBe(200)
  const refused = answers.filter(({ status }) => status === 429)
  expect(refused.length).toBeGreaterThan(0)
  expect(refused.length).toBeLessThan(40)
  for (const answer of refused) {
    expect(codes(answer)).toEqual(['TOO_MANY_REQUESTS'])
    expect(answer.headers.get('retry-after')).toBe('1')
  }
  expect((await graphql(mine, costly)).status).toBe(200)
})

test('fifty small queries at once all pass', async () => {
  const { key } = await issueKey(service, { scopes: ['regions:read'] })
  const small = '{ regions(first: 50) { nodes { id name code version } pageInfo { hasNextPage } } }'
  const answers = await Promise.all(Array.from({ length: 50 }, () => graphql(key, small)))
  expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200))
})
