import { type SQL, sql } from 'drizzle-orm'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createStaffMember } from '../../src/domain/staff/create-staff-member.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { workerDatabase } from '../support/database.ts'
import { fresh, type TestService, testService } from '../support/service.ts'
import { codes, graphql, issueKey, logLines } from './client.ts'

let service: TestService

beforeAll(async () => {
  service = await testService(await workerDatabase(), { now: Date.now() })
})

afterEach(() => {
  vi.restoreAllMocks()
})

const write = (statement: SQL) => fresh(service).db.write([statement])
const viewer = '{ viewer { name scopes reach staff { name } } }'
const regionCreate = `mutation ($code: String!) { regionCreate(input: { code: $code, name: "R" }) {
  ... on RegionCreatePayload { region { id code name parent { id } } }
  ... on UserError { message }
} }`

/** How many requests the database gets while `ask` runs. */
async function trips(ask: () => Promise<unknown>): Promise<number> {
  const before = await service.database.gateway.requests()
  await ask()
  return (await service.database.gateway.requests()) - before
}

/** A key that this isolate has seen good. */
async function knownKey(input: Parameters<typeof issueKey>[1] = {}) {
  const issued = await issueKey(service, input)
  expect((await graphql(issued.key, viewer)).status).toBe(200)
  return { ...issued, row: Number(await rowOf(issued.key)) }
}

async function rowOf(key: string): Promise<unknown> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key))
  const hash = Array.from(new Uint8Array(bytes), byte => byte.toString(16).padStart(2, '0')).join('')
  const [row] = await fresh(service).db.read('SELECT id FROM api_keys WHERE hash = ?', [hash])
  return row?.[0]
}

describe('a request under a key that was seen good', () => {
  test('is one round trip for a query of one level, the look-up of its key included', async () => {
    const { key } = await issueKey(service)
    const list = '{ regions(first: 3) { nodes { id name parent { name } } } }'
    // The first use of a key is written behind the answer.
    expect(await trips(() => graphql(key, list))).toBe(3)
    expect(await trips(() => graphql(key, list))).toBe(1)
    expect(await trips(() => graphql(key, '{ viewer { name } workspace { currency } }'))).toBe(1)
    expect(await trips(() => graphql(key, '{ regions { nodes { id } } }'))).toBe(1)
  })

  test('is two for a mutation: key and what it needs, the write with what the answer shows', async () => {
    const { key } = await knownKey()
    const create = () => graphql(key, regionCreate, { variables: { code: 'TWO' } })
    expect(await trips(create)).toBe(2)
    const [region] = await fresh(service).db.read("SELECT id FROM regions WHERE code = 'TWO'", [])
    const update = `mutation { regionUpdate(input: { id: "${encodeId('region', Number(region?.[0]))}", patch: { name: "Two" } }) {
      ... on RegionUpdatePayload { region { name version } } } }`
    expect(await trips(() => graphql(key, update))).toBe(2)
    const headers = { 'idempotency-key': 'two-trips' }
    const keyed = () => graphql(key, regionCreate, { variables: { code: 'KEYED' }, headers })
    expect(await trips(keyed)).toBe(2)
  })
})

describe('what changes is so for the very next request', () => {
  test('a key that was revoked', async () => {
    const { key, row } = await knownKey()
    await write(sql`UPDATE api_keys SET revoked_at = 1 WHERE id = ${row}`)
    expect((await graphql(key, viewer)).status).toBe(401)
    expect((await graphql(key, viewer)).status).toBe(401)
  })

  test('a key that was given an earlier end, and one whose end came', async () => {
    const { key, row } = await knownKey()
    await write(sql`UPDATE api_keys SET expires_at = 5 WHERE id = ${row}`)
    expect((await graphql(key, viewer)).status).toBe(401)
    const soon = await knownKey({ expiresAt: new Date(Date.now() + 3_600_000).toISOString() })
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_700_000)
    expect((await graphql(soon.key, viewer)).status).toBe(401)
  })

  test('a key that was narrowed, in its scopes and in its reach', async () => {
    const { key, row } = await knownKey()
    await write(sql`UPDATE api_keys SET scopes = '["regions:read"]' WHERE id = ${row}`)
    expect(codes(await graphql(key, '{ staffMembers { nodes { id } } }'))).toEqual(['FORBIDDEN'])
    await write(sql`UPDATE api_keys SET reach = 'OWNED' WHERE id = ${row}`)
    expect((await graphql(key, viewer)).body.data).toMatchObject({ viewer: { reach: 'OWNED' } })
  })

  test('a key of somebody who left', async () => {
    const { staffMemberId } = await createStaffMember(fresh(service), { name: 'An' })
    const { key } = await knownKey({ staff: encodeId('staffMember', staffMemberId) })
    await write(sql`UPDATE staff_members SET active = 0 WHERE id = ${staffMemberId}`)
    expect((await graphql(key, viewer)).status).toBe(401)
  })

  test('nothing is written for a key that ended meanwhile, and nothing of the answer is logged', async () => {
    const { key, row } = await knownKey()
    await graphql(key, regionCreate, { variables: { code: 'BEFORE' } })
    await write(sql`UPDATE api_keys SET revoked_at = 1 WHERE id = ${row}`)
    const lines = logLines()
    expect((await graphql(key, regionCreate, { variables: { code: 'AFTER' } })).status).toBe(401)
    const [[regions] = []] = await fresh(service).db.read(
      "SELECT count(*) FROM regions WHERE code = 'AFTER'",
      [],
    )
    expect(regions).toBe(0)
    expect(lines().map(({ event }) => event)).toEqual(['credential refused', 'request'])
    expect(lines()).not.toContainEqual(expect.objectContaining({ operation: expect.anything() }))
  })
})
