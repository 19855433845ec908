import { beforeAll, describe, expect, test } from 'vitest'
import { workerDatabase } from '../support/database.ts'
import { type TestService, testService } from '../support/service.ts'
import { smallWorld } from '../support/world.ts'
import { codes, graphql, issueKey, send } from './client.ts'

let service: TestService
/** For customers and regions, and nothing else. */
let key: string

beforeAll(async () => {
  service = await testService(await workerDatabase(), { now: Date.now() })
  await smallWorld(service)
  const scopes = ['customers:read', 'customers:write', 'regions:read', 'regions:write']
  key = (await issueKey(service, { scopes })).key
  for (const code of ['a', 'b', 'c']) {
    const input = { externalId: { source: 'shop', externalId: code } }
    const document =
      'mutation ($input: CustomerUpsertInput!) { customerUpsert(input: $input) { __typename } }'
    const { body } = await graphql(key, document, { variables: { input } })
    expect(body.data).toEqual({ customerUpsert: { __typename: 'CustomerUpsertPayload' } })
  }
})

describe('refusals that are alike', () => {
  test('of one field are one, at the first of them', async () => {
    const { body } = await graphql(
      key,
      '{ customers { nodes { id owner { id } followUps { nodes { id } } } } }',
    )
    const { length } = (body.data as { customers: { nodes: unknown[] } }).customers.nodes
    expect(length).toBeGreaterThan(3)
    expect(body.errors).toMatchObject([
      {
        message: 'This needs the scope "staff:read".',
        path: ['customers', 'nodes', 0, 'owner'],
        locations: [{ line: 1, column: 26 }],
        extensions: { code: 'FORBIDDEN', count: length },
      },
      { path: ['customers', 'nodes', 0, 'followUps'], extensions: { code: 'FORBIDDEN', count: length } },
    ])
  })

  test('stand apart in several fields, each of which is null', async () => {
    const { body } = await graphql(
      key,
      '{ a: staffMembers { nodes { id } } b: staffMembers { nodes { id } } }',
    )
    expect(body.data).toEqual({ a: null, b: null })
    expect(body.errors?.map(({ path, extensions }) => [path, extensions])).toEqual([
      [['a'], { code: 'FORBIDDEN' }],
      [['b'], { code: 'FORBIDDEN' }],
    ])
  })
})

describe('what is refused takes nothing else with it', () => {
  test('of a query', async () => {
    const answer = await graphql(key, '{ customers(first: 1) { nodes { id } } segments { nodes { id } } }')
    expect(answer.body.data).toMatchObject({
      customers: { nodes: [{ id: expect.any(String) }] },
      segments: null,
    })
    expect(codes(answer)).toEqual(['FORBIDDEN'])
    expect(answer.body.errors?.[0]?.path).toEqual(['segments'])
  })

  test.each([
    ['first: 0', ['first'], 'OUT_OF_RANGE'],
    ['after: "nowhere"', ['after'], 'MALFORMED'],
    ['orderBy: [{ field: SCORE }, { field: SCORE }]', ['orderBy', '1', 'field'], 'INCONSISTENT'],
    ['filter: { any: [{ amount: { atLeast: "x" } }] }', ['filter', 'any', '0', 'amount', 'atLeast'], null],
    ['filter: { staff: { empty: false } }', null, null],
  ])('of a list within a list, by its %s', async (given, path, code) => {
    const reader = (await issueKey(service, { scopes: ['customers:read', 'interactions:read'] })).key
    const asked = (named: string) =>
      `{ customers(first: 3) { nodes { id interactions(first: 1) { nodes { id } } ${named}: interactions(${given}) { nodes { id } } } } }`
    for (const document of [
      asked('others'),
      `{ customers(first: 3) { nodes { id others: interactions(${given}) { totalCount } } } }`,
    ]) {
      const { body } = await graphql(reader, document)
      const { nodes } = (body.data as { customers: { nodes: object[] } }).customers
      expect(nodes).toEqual(Array(3).fill(expect.objectContaining({ id: expect.any(String), others: null })))
      expect(body.errors).toMatchObject([
        {
          path: ['customers', 'nodes', 0, 'others'],
          extensions: path
            ? { code: 'INVALID_INPUT', count: 3, issues: [code ? { path, code } : { path }] }
            : { code: 'FORBIDDEN', count: 3 },
        },
      ])
    }
  })

  test('of a mutation: what the others came to is told', async () => {
    const answer = await graphql(
      key,
      `mutation {
        regionCreate(input: { code: "R1", name: "R1" }) { __typename }
        staffMemberCreate(input: { name: "A" }) { __typename }
        again: regionCreate(input: { code: "R1", name: "R1" }) { ... on ConflictError { reason } }
      }`,
    )
    expect(answer.body.data).toEqual({
      regionCreate: { __typename: 'RegionCreatePayload' },
      staffMemberCreate: null,
      again: { reason: 'DUPLICATE' },
    })
    expect(codes(answer)).toEqual(['FORBIDDEN'])
  })
})

describe('a hash in the stead of a query', () => {
  const extensions = { persistedQuery: { version: 1, sha256Hash: 'f'.repeat(64) } }
  const refused = {
    message: 'PersistedQueryNotSupported',
    extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' },
  }
  const authorization = () => ({ authorization: `Bearer ${key}` })

  test('is answered as clients look for it, in the body of a POST', async () => {
    const { status, body } = await graphql(key, undefined, { extensions })
    expect([status, body]).toEqual([200, { errors: [refused] }])
  })

  test('and in the address of a GET', async () => {
    const address = `/graphql?extensions=${encodeURIComponent(JSON.stringify(extensions))}`
    const { status, body } = await send(address, { headers: authorization() })
    expect([status, body]).toEqual([200, { errors: [refused] }])
  })

  test('beside the query it is passed over', async () => {
    const { body } = await graphql(key, '{ viewer { __typename } }', { extensions })
    expect(body.data).toEqual({ viewer: { __typename: 'Viewer' } })
  })
})

describe('what is said to people', () => {
  const refused = `mutation ($input: RegionCreateInput!) { regionCreate(input: $input) {
    ... on UserError { message issues { path code message } } ... on ConflictError { reason other } } }`
  const variables = { input: { code: ' ', name: 'x'.repeat(5_000) } }
  const spoken = (language: string, more: Record<string, string> = {}) => ({
    'accept-language': language,
    ...more,
  })

  test('is said in the language that the request likes best, its codes alike in each', async () => {
    const vietnamese = await graphql(key, refused, { variables, headers: spoken('vi-VN,vi;q=0.9,en;q=0.5') })
    expect(vietnamese.body.data?.regionCreate).toMatchObject({
      message: 'Dữ liệu nhập không hợp lệ.',
      issues: [
        { path: ['code'], code: 'EMPTY', message: 'đang để trống' },
        { path: ['name'], code: 'TOO_LONG', message: 'dài hơn 200 ký tự' },
      ],
    })
    expect(vietnamese.headers.get('content-language')).toBe('vi')
    expect(vietnamese.headers.get('vary')).toContain('Accept-Language')
    const other = await graphql(key, refused, { variables, headers: spoken('fr, de;q=0.8') })
    expect(other.headers.get('content-language')).toBe('en')
    expect(other.body.data?.regionCreate).toMatchObject({
      issues: [{ code: 'EMPTY', message: 'is empty' }, { code: 'TOO_LONG' }],
    })
  })

  test('is said anew where a request under a key is sent again in another language', async () => {
    const again = (language: string) =>
      graphql(key, refused, {
        variables,
        headers: spoken(language, { 'idempotency-key': 'in-two-languages' }),
      })
    for (const [language, message] of [
      ['en', 'The input is not valid.'],
      ['vi', 'Dữ liệu nhập không hợp lệ.'],
    ] as const)
      expect((await again(language)).body.data?.regionCreate).toMatchObject({ message })
    const another = await graphql(key, refused, {
      variables: { input: { code: 'R9', name: 'R9' } },
      headers: spoken('vi', { 'idempotency-key': 'in-two-languages' }),
    })
    expect(another.body.data?.regionCreate).toMatchObject({
      issues: [{ path: [], code: 'TAKEN', message: 'Idempotency-Key này đã được dùng với nội dung khác.' }],
      reason: 'KEY_REUSED',
      other: null,
    })
  })

  test('of a query too: of its fields, of its document, and before it is read', async () => {
    const headers = spoken('vi')
    const wrong = await graphql(key, '{ region(id: "nonsense") { id } segments { nodes { id } } }', {
      headers,
    })
    const issues = [{ path: ['id'], code: 'NOT_AN_ID', message: 'không phải là mã của khu vực' }]
    expect(wrong.body.errors?.find(({ path }) => path?.[0] === 'region')).toMatchObject({
      message: 'Dữ liệu nhập không hợp lệ.',
      extensions: { code: 'INVALID_INPUT', issues },
    })
    expect(wrong.body.errors?.find(({ path }) => path?.[0] === 'segments')).toMatchObject({
      message: 'Cần có quyền "segments:read".',
      extensions: { code: 'FORBIDDEN' },
    })
    for (const language of ['vi', 'en', 'vi']) {
      const { body } = await graphql(key, '{ __schema { queryType { name } } }', {
        headers: spoken(language),
      })
      const said = language === 'vi' ? 'Cần có quyền' : 'This needs the scope'
      expect(body.errors).toMatchObject([
        { message: `${said} "schema:introspect".`, extensions: { code: 'FORBIDDEN' } },
      ])
    }
    const unknown = await graphql(null, '{ viewer { name } }', { headers })
    expect(unknown.body.errors).toMatchObject([{ message: 'Hãy đăng nhập trước.' }])
  })

  test('of the rows of a file', async () => {
    const importer = (await issueKey(service)).key
    const upload = (path: string, body: string) =>
      send(path, {
        method: 'POST',
        body,
        headers: spoken('vi', { authorization: `Bearer ${importer}`, 'content-type': 'text/csv' }),
      })
    const { text } = await upload('/v1/import/customers?source=shop', 'externalId,email\nx1,nobody\nx2\n')
    expect(JSON.parse(text)).toMatchObject({
      rejected: 2,
      errors: [
        { line: 2, field: 'email', code: 'NOT_AN_EMAIL', reason: 'không phải là địa chỉ e-mail' },
        { line: 3, field: null, code: 'MALFORMED', reason: 'Dòng này có 1 ô, trong khi dòng tiêu đề có 2.' },
      ],
    })
    const foreign = await upload('/v1/import/customers?source=shop', 'externalId,secret\nx1,a\n')
    expect(foreign.body.errors).toMatchObject([
      { message: expect.stringContaining('"secret"'), extensions: { code: 'INVALID_INPUT' } },
    ])
  })
})

describe('the values of enums in words', () => {
  const words = (names: string, language: string) =>
    graphql(key, `{ enumLabels${names} { name values { value label } } }`, {
      headers: { 'accept-language': language },
    })

  test('are told in the language that is asked for', async () => {
    const { body } = await words('(names: ["Gender"])', 'vi')
    expect(body.data?.enumLabels).toEqual([
      {
        name: 'Gender',
        values: [
          { value: 'FEMALE', label: 'Nữ' },
          { value: 'MALE', label: 'Nam' },
          { value: 'OTHER', label: 'Khác' },
        ],
      },
    ])
    expect((await words('(names: ["Gender"])', 'en')).text).toContain('"label":"Female"')
    expect((await words('', 'en')).text.length).toBeGreaterThan(5_000)
  })

  test('of none that nobody knows', async () => {
    const { body } = await words('(names: ["Mood"])', 'en')
    expect(body).toMatchObject({
      data: { enumLabels: null },
      errors: [{ extensions: { issues: [{ path: ['names', '0'], code: 'NOT_A_CHOICE' }] } }],
    })
  })
})

describe('a conflict', () => {
  test('names who has claimed the item, to who may see staff', async () => {
    const supervisor = (await issueKey(service)).key
    const blind = (await issueKey(service, { scopes: ['follow-ups:write'] })).key
    const made = await graphql(
      supervisor,
      `mutation ($customer: ID!, $a: StaffMemberCreateInput!, $b: StaffMemberCreateInput!) {
        followUpCreate(input: { customer: $customer, dueOn: "${new Date(Date.now() + 86_400_000 * 3).toISOString().slice(0, 10)}" }) {
          ... on FollowUpCreatePayload { followUp { id } } }
        a: staffMemberCreate(input: $a) { ... on StaffMemberCreatePayload { staffMember { id } } }
        b: staffMemberCreate(input: $b) { ... on StaffMemberCreatePayload { staffMember { id } } }
      }`,
      { variables: { customer: await firstCustomer(supervisor), a: { name: 'An' }, b: { name: 'Bình' } } },
    )
    const data = made.body.data as {
      followUpCreate: { followUp: { id: string } }
      a: { staffMember: { id: string } }
      b: { staffMember: { id: string } }
    }
    const claim = (caller: string, staff: string) =>
      graphql(
        caller,
        `mutation ($id: ID!, $staff: ID!) { followUpClaim(input: { id: $id, staff: $staff }) {
          __typename ... on ConflictError { reason other issues { code } } } }`,
        { variables: { id: data.followUpCreate.followUp.id, staff } },
      )
    await claim(supervisor, data.a.staffMember.id)
    const taken = { __typename: 'ConflictError', reason: 'CLAIMED', issues: [{ code: 'NOT_NOW' }] }
    expect((await claim(supervisor, data.b.staffMember.id)).body.data?.followUpClaim).toEqual({
      ...taken,
      other: data.a.staffMember.id,
    })
    expect((await claim(blind, data.b.staffMember.id)).body.data?.followUpClaim).toEqual({
      ...taken,
      other: null,
    })
  })
})

async function firstCustomer(caller: string): Promise<string> {
  const { body } = await graphql(caller, '{ customers(first: 1) { nodes { id } } }')
  return (body.data as { customers: { nodes: [{ id: string }] } }).customers.nodes[0].id
}

test('conditions that lie deeper within each other than the database reads are told so', async () => {
  const scopes = ['competitors:read', 'campaigns:read', 'exposures:read', 'customers:read']
  const reader = await issueKey(service, { scopes })
  const customer = (rfmCell: object) => ({ customer: { all: [{ not: { rfmCell } }] } })
  const exposures = (rfmCell: object) => ({ every: { any: [customer(rfmCell)] } })
  const filter = { campaigns: { every: { any: [{ exposures: exposures({ in: ['Lost'] }) }] } } }
  const document =
    'query ($filter: CompetitorFilter) { competitors(filter: $filter) { totalCount nodes { id } } }'
  const { body } = await graphql(reader.key, document, { variables: { filter } })
  expect(body.errors?.map(({ path, extensions }) => [path, extensions?.code])).toEqual([
    [['competitors'], 'TOO_DEEP'],
  ])
})
