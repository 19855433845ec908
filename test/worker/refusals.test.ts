import { beforeAll, describe, expect, test } from 'vitest'
import { workerDatabase } from '../support/database.ts'
import { type TestService, testService } from '../support/service.ts'
import { smallWorld } from '../support/world.ts'
import { codes, graphql, issueKey, send } from './client.ts'

let service: TestService
/** Reads and writes customers and regions, and nothing else. */
let key: string

beforeAll(async () => {
  service = await testService(await workerDatabase(), { now: Date.now() })
  await smallWorld(service)
  const scopes = ['customers:read', 'customers:write', 'regions:write']
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
    const { body } = await graphql(key, '{ customers { nodes { id owner { id } region { name } } } }')
    const { length } = (body.data as { customers: { nodes: unknown[] } }).customers.nodes
    expect(length).toBeGreaterThan(3)
    expect(body.errors).toMatchObject([
      {
        message: 'This needs the scope "staff:read".',
        path: ['customers', 'nodes', 0, 'owner'],
        locations: [{ line: 1, column: 26 }],
        extensions: { code: 'FORBIDDEN', count: length },
      },
      { path: ['customers', 'nodes', 0, 'region'], extensions: { code: 'FORBIDDEN', count: length } },
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
