import { SELF } from 'cloudflare:test'
import { sql } from 'drizzle-orm'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { limits } from '../../src/http/limits.ts'
import { workerDatabase } from '../support/database.ts'
import { fresh, type TestService, testService } from '../support/service.ts'
import { codes, type GraphQLRequest, graphql, issueKey, logLines, origin, send } from './client.ts'

let service: TestService
let key: string
/** The same without `schema:introspect`. */
let plain: string

beforeAll(async () => {
  service = await testService(await workerDatabase(), { now: Date.now() })
  key = (await issueKey(service)).key
  plain = (await issueKey(service, { scopes: ['customers:read', 'regions:read', 'regions:write'] })).key
})

afterEach(() => {
  vi.restoreAllMocks()
})

const ask = (query: string, request?: GraphQLRequest) => graphql(key, query, request)
const json = { 'content-type': 'application/json' }
const newer = { accept: 'application/graphql-response+json' }
const post = (body: BodyInit, headers: Record<string, string> = json) =>
  send('/graphql', { method: 'POST', body, headers: { authorization: `Bearer ${key}`, ...headers } })

const many = (count: number, one: (at: number) => string) => Array.from({ length: count }, (_, at) => one(at))

describe('a request is refused with 413', () => {
  const body = JSON.stringify({ query: '{ __typename }', padding: 'x'.repeat(limits.bodyBytes) })

  test.each<[string, () => BodyInit]>([
    ['when it says that its body is too large', () => body],
    ['when its body turns out to be too large', () => new Blob([body]).stream()],
  ])('%s', async (_, make) => {
    const headers = { ...json, authorization: `Bearer ${key}` }
    // From outside, so that the length of the body stands in a header where it is known.
    const answer = await SELF.fetch(`${origin}/graphql`, { method: 'POST', headers, body: make() })
    expect(answer.status).toBe(413)
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'TOO_LARGE' } }] })
  })
})

describe('a query is refused with 400', () => {
  const nested = (levels: number, field: string) => `${`${field} { `.repeat(levels)}id${' }'.repeat(levels)}`
  const refusals: [why: string, query: string, code: string][] = [
    ['with too many tokens', `{ ${'__typename '.repeat(limits.tokens)}}`, 'TOO_LARGE'],
    ['nested 3,000 deep', `{ region(id: "reg_1") { ${nested(3_000, 'parent')} } }`, 'TOO_DEEP'],
    ['nested 1,000 deep', `{ region(id: "reg_1") { ${nested(1_000, 'parent')} } }`, 'TOO_DEEP'],
    ['one level too deep', `{ region(id: "reg_1") { ${nested(limits.depth - 1, 'parent')} } }`, 'TOO_DEEP'],
    [
      'too deep through fragments',
      `{ region(id: "reg_1") { ...A0 } } ${many(12, at => `fragment A${at} on Region { parent { ...A${at + 1} } }`).join(' ')}
        fragment A12 on Region { id }`,
      'TOO_DEEP',
    ],
    ['with too many aliases', `{ ${many(61, at => `a${at}: __typename`).join(' ')} }`, 'TOO_MANY_ALIASES'],
    ['with an alias without end', `{ viewer { ${'x'.repeat(limits.aliasLength + 1)}: name } }`, 'TOO_LARGE'],
    [
      'with too many aliases for the schema',
      `{ ${many(60, at => `a${at}: __schema { types { ...F } }`).join(' ')} }
        fragment F on __Type { ${many(60, at => `d${at}: fields { name description }`).join(' ')} }`,
      'TOO_MANY_ALIASES',
    ],
    [
      'that repeats the schema',
      `{ ${many(31, at => `a${at}: __schema { types { name } }`).join(' ')} }`,
      'TOO_REPETITIVE',
    ],
    [
      'that repeats a field within the schema',
      `{ __schema { types { ${'name '.repeat(31)} } } }`,
      'TOO_REPETITIVE',
    ],
    [
      'that asks for the schema several times over',
      `{ ${many(30, at => `a${at}: __schema { types { fields { name description args { name description } } } }`).join(' ')} }`,
      'TOO_COSTLY',
    ],
    ['that repeats a field', `{ viewer { ${'name '.repeat(31)} } }`, 'TOO_REPETITIVE'],
    ['that repeats a field thousands of times', `{ ${'__typename '.repeat(3_900)} }`, 'TOO_REPETITIVE'],
    [
      'whose fragments double it 100 times',
      `{ viewer { ...A0 } } ${many(100, at => `fragment A${at} on Viewer { ...A${at + 1} ...A${at + 1} }`).join(' ')}
        fragment A100 on Viewer { name }`,
      'TOO_LARGE',
    ],
    [
      'that may cost too much',
      '{ customers(first: 100) { nodes { interactions(first: 100) { nodes { id kind } } } } }',
      'TOO_COSTLY',
    ],
  ]

  test.each(refusals)('%s', async (_, query, code) => {
    const started = performance.now()
    const answer = await ask(query)
    expect([answer.status, codes(answer)]).toEqual([400, [code]])
    expect(performance.now() - started).toBeLessThan(1_500)
  })

  test('the same by what its variables ask', async () => {
    const query = `query ($first: Int) { customers(first: $first) { nodes { interactions(first: 50) { nodes { id } } } } }`
    expect((await ask(query, { variables: { first: 5 } })).body.errors).toBeUndefined()
    expect(codes(await ask(query, { variables: { first: 100_000_000 } }))).not.toBeUndefined()
    const costly = query.replace('nodes { id }', 'nodes { id kind day channel subject }')
    const answer = await ask(costly, { variables: { first: 100 } })
    expect([answer.status, codes(answer)]).toEqual([400, ['TOO_COSTLY']])
    expect(answer.body.extensions?.cost?.bound).toBeGreaterThan(limits.cost)
  })

  test('unless it only reaches the limits', async () => {
    const parents = (levels: number) => ask(`{ region(id: "reg_1") { ${nested(levels, 'parent')} } }`)
    const found = await parents(8)
    expect(found).toMatchObject({ status: 200, body: { data: { region: null } } })
    expect(found.body.errors).toBeUndefined()
    // Within the limits, and yet deeper than the database reads.
    expect(codes(await parents(limits.depth - 2))).toEqual(['TOO_DEEP'])
    const aliased = (field: string) => many(30, at => `${field}${at}: ${field}`).join(' ')
    expect((await ask(`{ ${aliased('__typename')} viewer { ${aliased('name')} } }`)).status).toBe(200)
  })
})

describe('the cost', () => {
  test('is in every answer of an operation, errors included', async () => {
    const answers = [
      await ask('{ viewer { name } }'),
      await ask('{ customer(by: { id: "nonsense" }) { id } }'),
      await ask('mutation { regionCreate(input: { code: " ", name: "" }) { __typename } }'),
    ]
    for (const { body } of answers)
      expect(body.extensions?.cost).toEqual({ bound: expect.any(Number), limit: limits.cost })
  })

  test('grows with the pages asked for, not with what they hold', async () => {
    const bound = async (first: number) =>
      (await ask(`{ customers(first: ${first}) { nodes { id } } }`)).body.extensions?.cost?.bound ?? 0
    expect(await bound(50)).toBe(await bound(50))
    expect(await bound(100)).toBeGreaterThan((await bound(50)) * 1.9)
  })

  test('is the named operation’s own', async () => {
    const query = `query Small { viewer { name } }
      query Large { customers(first: 100) { nodes { interactions(first: 100) { nodes { id kind } } } } }`
    const named = (operationName: string) => post(JSON.stringify({ query, operationName }))
    expect((await named('Small')).status).toBe(200)
    expect(codes(await named('Large'))).toEqual(['TOO_COSTLY'])
  })
})

describe('introspection', () => {
  test('does not come in through the suggestions of an error', async () => {
    const query = '{ customers { nodes { nam } } }'
    const answer = JSON.stringify(await ask(query))
    const silent = JSON.stringify(await graphql(plain, query))
    expect(answer).toContain('Did you mean')
    expect(silent).toContain('Cannot query field')
    expect(silent).not.toContain('Did you mean')
  })

  const document = (name: string) => `query ${name} { __schema { queryType { name } } }`

  test.each([
    ['Refused', () => [plain, key, plain]],
    ['Allowed', () => [key, plain, key]],
  ])('takes its scope, whoever asked the same before (%s first)', async (name, callers) => {
    for (const caller of callers()) {
      const answer = await graphql(caller, document(name))
      if (caller === key) expect(answer.body.data).toEqual({ __schema: { queryType: { name: 'Query' } } })
      else {
        expect(answer.body.errors).toMatchObject([
          { message: 'This needs the scope "schema:introspect".', extensions: { code: 'FORBIDDEN' } },
        ])
      }
      expect('data' in answer.body).toBe(caller === key)
    }
  })

  test('is refused of a single type too', async () => {
    expect((await graphql(plain, '{ __type(name: "Customer") { name } }')).body.data).toBeUndefined()
  })

  test('in full, as tools ask it, passes the guards', async () => {
    const { getIntrospectionQuery } = await import('graphql')
    const introspector = (await issueKey(service, { scopes: ['schema:introspect'] })).key
    const options = { specifiedByUrl: true, inputValueDeprecation: true, oneOf: true, typeDepth: 9 }
    for (const query of [getIntrospectionQuery(), getIntrospectionQuery(options)])
      expect((await graphql(introspector, query)).body.errors).toBeUndefined()
  })

  test('of a name is open to all', async () => {
    expect((await graphql(plain, '{ __typename }')).body.data).toEqual({ __typename: 'Query' })
  })
})

describe('what is asked in a wrong way', () => {
  test.each<[string, () => ReturnType<typeof send>]>([
    ['no JSON', () => post('{"query":')],
    ['a JSON text', () => post('"{ viewer { name } }"')],
    ['null', () => post('null')],
    ['nothing', () => post('')],
    ['no query', () => post('{}')],
    ['a query that is a number', () => post('{"query":1}')],
    ['several requests at once', () => post('[{"query":"{ __typename }"},{"query":"{ __typename }"}]')],
    ['another content type', () => post('{ __typename }', { 'content-type': 'text/plain' })],
    ['no content type', () => post(new Blob(['{}']))],
    ['XML', () => post('<query/>', { 'content-type': 'application/xml' })],
    ['an operation that is not there', () => post('{"query":"{ __typename }","operationName":"X"}')],
    ['two operations and no name', () => post('{"query":"query A { __typename } query B { __typename }"}')],
    ['half a document', () => post('{"query":"{ viewer {"}', { ...json, ...newer })],
    ['a field that is not there', () => post('{"query":"{ nothing }"}', { ...json, ...newer })],
    ['bytes that are no UTF-8', () => post(new Uint8Array([0x7b, 0xff, 0x7d]))],
    ['a subscription', () => post('{"query":"subscription { changes { id } }"}')],
    ['nothing by GET', () => send('/graphql', { headers: { authorization: `Bearer ${key}` } })],
    ['DELETE', () => send('/graphql', { method: 'DELETE', headers: { authorization: `Bearer ${key}` } })],
    [
      'PUT',
      () => send('/graphql', { method: 'PUT', body: '{}', headers: { authorization: `Bearer ${key}` } }),
    ],
  ])('is refused: %s', async (_, ask) => {
    const { status, body } = await ask()
    expect(body.data ?? null).toBeNull()
    // GraphQL over HTTP: 200 with errors, where the older media type is asked for.
    if (status !== 200) expect(Math.floor(status / 100)).toBe(4)
    expect(body.errors).toMatchObject([{ extensions: { code: expect.any(String) } }])
  })

  test('is refused with 405: a mutation by GET', async () => {
    const query = encodeURIComponent(
      'mutation { regionCreate(input: { code: "G", name: "G" }) { __typename } }',
    )
    const answer = await send(`/graphql?query=${query}`, { headers: { authorization: `Bearer ${key}` } })
    expect(answer.status).toBe(405)
    expect(await regionCodes()).toEqual([])
  })

  test.each<[string, string, unknown]>([
    ['a number for a text', 'query ($x: ID!) { node(id: $x) { id } }', { a: 1 }],
    ['null for what is needed', 'query ($x: ID!) { node(id: $x) { id } }', null],
    ['a text for a number', 'query ($x: Int) { customers(first: $x) { nodes { id } } }', '5'],
    ['a fraction for a number', 'query ($x: Int) { customers(first: $x) { nodes { id } } }', 1.5],
    ['a number past 32 bits', 'query ($x: Int) { customers(first: $x) { nodes { id } } }', 2 ** 31],
    [
      'no member of an enum',
      'query ($x: CustomerFilter) { customers(filter: $x) { nodes { id } } }',
      { lifecycle: ['DEAD'] },
    ],
    [
      'a field too many',
      'query ($x: CustomerFilter) { customers(filter: $x) { nodes { id } } }',
      { shoeSize: 4 },
    ],
    [
      'two of which one is due',
      'query ($x: CustomerKey!) { customer(by: $x) { id } }',
      { id: 'cus_1', email: 'a@b.c' },
    ],
    [
      'a day that never was',
      'query ($x: CampaignFilter) { campaigns(filter: $x) { nodes { id } } }',
      { runningOn: '2026-02-30' },
    ],
  ])('is refused as BAD_USER_INPUT: %s', async (_, query, x) => {
    const answer = await ask(query, { variables: { x }, headers: newer })
    expect([answer.status, codes(answer)]).toEqual([400, ['BAD_USER_INPUT']])
    const older = await ask(query, { variables: { x } })
    expect([older.status, codes(older)]).toEqual([200, ['BAD_USER_INPUT']])
  })

  test.each(
    [
      `{ nodes(ids: [${many(101, () => '"cus_1"').join(' ')}]) { id } }`,
      '{ customer(by: { id: "cus_!" }) { id } }',
      '{ region(id: "cus_1") { id } }',
      '{ customers(first: 101) { nodes { id } } }',
      '{ customers(first: -1) { nodes { id } } }',
      '{ customers(first: 1, last: 1) { nodes { id } } }',
      '{ customers(after: "nonsense") { nodes { id } } }',
      '{ customers(filter: { region: { in: ["stf_1"] } }) { nodes { id } } }',
      '{ segmentPreview(rule: { all: [] }) { __typename } }',
    ].map(query => [query.slice(0, 60), query]),
  )('is refused as INVALID_INPUT: %s', async (_, query) => {
    const answer = await ask(query, { headers: newer })
    expect(answer.status).toBeLessThan(500)
    expect(answer.body.errors).toMatchObject([
      { path: [expect.any(String)], extensions: { code: 'INVALID_INPUT' } },
    ])
  })

  test.each(['', 'é', 'x'.repeat(201), 'a b'])(
    'is refused with 400: the Idempotency-Key "%s"',
    async value => {
      const headers = { 'idempotency-key': encodeURIComponent(value) === value ? value : value }
      const answer = await ask('{ __typename }', { headers })
      expect([answer.status, codes(answer)]).toEqual([400, ['BAD_IDEMPOTENCY_KEY']])
    },
  )

  test('is refused with 404, as JSON: a way that leads nowhere', async () => {
    for (const [path, method] of [['/nothing'], ['/graphql/x'], ['/health', 'POST']] as const) {
      const answer = await send(path, method ? { method } : {})
      expect([answer.status, codes(answer)]).toEqual([404, ['NOT_FOUND']])
    }
  })
})

const regionCodes = () => fresh(service).db.orm.all(sql`SELECT code FROM regions`)

describe('when the database is out', () => {
  test('who signs in gets 503 with the request id, and nothing else', async () => {
    const lines = logLines()
    await service.database.gateway.failNext({ kind: 'status', status: 503 }, 4)
    const answer = await ask('{ viewer { name } }')
    expect(answer.status).toBe(503)
    const requestId = answer.headers.get('x-request-id')
    expect(answer.body).toEqual({
      errors: [
        {
          message: 'The database is not available; try again.',
          extensions: { code: 'SERVICE_UNAVAILABLE', requestId },
        },
      ],
    })
    expect(lines()).toContainEqual(
      expect.objectContaining({ event: 'request failed', requestId, error: expect.stringContaining('503') }),
    )
  })

  test('a query that it broke off gets the same, in GraphQL', async () => {
    const lines = logLines()
    // Of a key that nobody has seen yet the first request to the database is its own.
    const { key: unknown } = await issueKey(service)
    await service.database.gateway.failNext({ kind: 'delay', milliseconds: 0 })
    await service.database.gateway.failNext({ kind: 'drop' }, 4)
    const answer = await graphql(unknown, '{ customers { nodes { id } } }')
    expect(await service.database.gateway.waiting()).toBe(0)
    const requestId = answer.headers.get('x-request-id')
    expect(answer.body.errors).toEqual([
      {
        message: 'The database is not available; try again.',
        locations: expect.anything(),
        path: ['customers'],
        extensions: { code: 'SERVICE_UNAVAILABLE', requestId },
      },
    ])
    expect(answer.text).not.toMatch(/select|stack|at \w+ \(/i)
    expect(lines()).toContainEqual(
      expect.objectContaining({ event: 'request failed', requestId, path: ['customers'] }),
    )
  })

  test('a fault of our own is masked, with its cause in the log', async () => {
    const lines = logLines()
    await service.db.write([sql`ALTER TABLE regions RENAME COLUMN sort_name TO sorted`])
    const answer = await ask('{ regions { nodes { name } } }', { headers: newer })
    await service.db.write([sql`ALTER TABLE regions RENAME COLUMN sorted TO sort_name`])
    expect(answer.body.errors).toMatchObject([
      { message: 'Something went wrong.', extensions: { code: 'INTERNAL_SERVER_ERROR' } },
    ])
    expect(answer.text).not.toMatch(/sort_name|select|stack/i)
    const requestId = answer.headers.get('x-request-id')
    expect(lines()).toContainEqual(
      expect.objectContaining({ requestId, error: expect.stringContaining('sort_name') }),
    )
  })

  test('health says so, with 503', async () => {
    expect(await send('/health')).toMatchObject({ status: 200, body: { status: 'ok' } })
    await service.database.gateway.failNext({ kind: 'drop' }, 4)
    expect(await send('/health')).toMatchObject({ status: 503, body: { status: 'database unreachable' } })
  })
})

describe('a page of another origin', () => {
  const settings = { CORS_ORIGINS: 'https://a.example, https://b.example' }
  const from = (page: string, also: Record<string, string> = {}) =>
    graphql(key, '{ __typename }', { settings, headers: { origin: page, ...also } })

  test('may call when it is listed', async () => {
    for (const page of ['https://a.example', 'https://b.example']) {
      const { headers } = await from(page)
      expect(headers.get('access-control-allow-origin')).toBe(page)
      expect(headers.get('access-control-expose-headers')).toContain('x-request-id')
      expect(headers.get('vary')).toMatch(/origin/i)
    }
  })

  test('may not when it is not', async () => {
    for (const page of ['https://evil.example', 'https://a.example.evil.example', 'null', 'http://a.example'])
      expect((await from(page)).headers.get('access-control-allow-origin')).toBeNull()
    const { headers } = await graphql(key, '{ __typename }', { headers: { origin: 'https://a.example' } })
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })

  test('may any when all are listed', async () => {
    const any = await graphql(key, '{ __typename }', {
      settings: { CORS_ORIGINS: '*' },
      headers: { origin: 'https://c.example' },
    })
    expect(any.headers.get('access-control-allow-origin')).toBe('https://c.example')
  })

  test('is told before it asks, without a credential', async () => {
    const preflight = (page: string) =>
      send(
        '/graphql',
        {
          method: 'OPTIONS',
          headers: {
            origin: page,
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'authorization,content-type,idempotency-key',
          },
        },
        settings,
      )
    const { status, headers } = await preflight('https://a.example')
    expect(status).toBe(204)
    expect(headers.get('access-control-allow-origin')).toBe('https://a.example')
    expect(headers.get('access-control-allow-methods')).toContain('POST')
    for (const name of ['authorization', 'content-type', 'idempotency-key'])
      expect(headers.get('access-control-allow-headers')).toContain(name)
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull()
  })

  test('may read why it was refused', async () => {
    const { status, headers } = await graphql('hfk_wrong', '{ __typename }', {
      settings,
      headers: { origin: 'https://a.example' },
    })
    expect(status).toBe(401)
    expect(headers.get('access-control-allow-origin')).toBe('https://a.example')
  })
})

test('the line in the log names the operation and what went wrong, never a value', async () => {
  const lines = logLines()
  const create = (name: string) =>
    `mutation ${name} { regionCreate(input: { code: " ", name: "" }) { __typename } }`
  await ask('query Mine { viewer { name } }')
  await ask('{ viewer { name } hidden: workspace { currency } }')
  await ask(create('x'.repeat(3_000)))
  await graphql(plain, '{ segments { nodes { id } } }')
  await graphql(null, 'query Secret { viewer { name } }')
  await ask('{ viewer {')
  const logged = lines()
    .filter(({ event }) => event === 'request')
    .map(({ operation, codes }) => ({ operation, codes }))
  expect(logged).toEqual([
    { operation: 'query Mine' },
    { operation: 'query viewer workspace' },
    { operation: `mutation ${'x'.repeat(91)}`, codes: ['INVALID_INPUT'] },
    { operation: 'query segments', codes: ['FORBIDDEN'] },
    { codes: ['UNAUTHENTICATED'] },
    { codes: ['GRAPHQL_PARSE_FAILED'] },
  ])
})

test('every answer has an id, under which the log has one line with what it cost', async () => {
  const lines = logLines()
  const answers = [await ask('{ viewer { name } }'), await send('/nothing'), await send('/health')]
  for (const { headers } of answers) {
    const requestId = headers.get('x-request-id')
    expect(requestId).toMatch(/^[\w-]+$/)
    expect(lines().filter(line => line.requestId === requestId && line.event === 'request')).toHaveLength(1)
  }
  expect(lines()[0]).toMatchObject({ status: 200, roundTrips: 1, statements: 1, rowsWritten: 0 })
  expect(JSON.stringify(lines())).not.toContain(key)
})

test('no answer is kept on its way, or taken for another type than it says', async () => {
  for (const { headers } of [await ask('{ __typename }'), await send('/nothing'), await send('/health')]) {
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  }
})

test('a browser is led to the editor only where that is switched on', async () => {
  const page = (GRAPHIQL: string) => send('/graphql', { headers: { accept: 'text/html' } }, { GRAPHIQL })
  expect((await page('on')).status).toBe(302)
  expect((await page('off')).status).not.toBe(302)
})

test('variables that are nested too deep are refused before anything walks them', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  const query = 'mutation ($a: JSON) { customerCreate(input: { attributes: $a }) { __typename } }'
  const answer = await post(`{"query":${JSON.stringify(query)},"variables":{"a":${deep}}}`, {
    ...json,
    'idempotency-key': 'deep',
  })
  expect(answer.status).toBe(400)
  expect(answer.text).toContain('TOO_DEEP')
})
