import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { decodeId } from '../../src/lib/ids.ts'
import { workerDatabase } from '../support/database.ts'
import { fresh, type TestService, testService } from '../support/service.ts'
import { type Answer, codes, graphql, issueKey, send } from './client.ts'

let service: TestService

beforeAll(async () => {
  service = await testService(await workerDatabase(), { now: Date.now() })
})

const settings = { POINTS_PER_MINUTE: '20000' }
/** May cost some thousand points. */
const costly = '{ customers(first: 50) { nodes { interactions(first: 50) { nodes { id kind } } } } }'

const rowOf = async (id: string) => {
  const [row] = await fresh(service).db.orm.all<{ level: number; last_used_at: number | null }>(
    sql`SELECT level, last_used_at FROM api_keys WHERE id = ${decodeId(id)?.id ?? 0}`,
  )
  return row
}

describe('what a caller may spend', () => {
  test('is said in each answer, and what is too much is refused until it has leaked out', async () => {
    const { id, key } = await issueKey(service)
    const first = await graphql(key, costly, { settings })
    expect(first.headers.get('ratelimit-policy')).toBe('"points";q=20000;w=60')
    expect(first.headers.get('ratelimit')).toMatch(/^"points";r=1\d{4};t=\d+$/)
    let last = first
    for (let at = 0; at < 10 && last.status === 200; at++) last = await graphql(key, costly, { settings })
    expect(last.status).toBe(429)
    expect(codes(last)).toEqual(['BUDGET_SPENT'])
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(last.headers.get('ratelimit')).toMatch(/^"points";r=\d{1,4};t=\d+$/)
    expect((await rowOf(id))?.level).toBeGreaterThan(10_000)
    const other = await issueKey(service)
    expect((await graphql(other.key, costly, { settings })).status).toBe(200)
    // What stands in the database is learnt with the first look-up of other buckets.
    const elsewhere = { ...settings }
    await graphql(key, '{ viewer { name } }', { settings: elsewhere })
    expect(codes(await graphql(key, costly, { settings: elsewhere }))).toEqual(['BUDGET_SPENT'])
    const file = await send(
      '/v1/import/customers?source=a',
      {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv' },
        body: 'externalId\n1\n',
      },
      settings,
    )
    expect([file.status, codes(file)]).toEqual([429, ['BUDGET_SPENT']])
  })

  test('who was refused is told the same again without anything being looked up, and a key that ended soon 401', async () => {
    const { id, key } = await issueKey(service)
    const own = { ...settings }
    const untilRefused = async (query: string) => {
      let answer = await graphql(key, query, { settings: own })
      for (let at = 0; at < 100 && answer.status === 200; at++)
        answer = await graphql(key, query, { settings: own })
      return answer
    }
    await untilRefused(costly)
    // Hardly anything would fit now.
    const first = await untilRefused('{ customers(first: 100) { nodes { id kind } } }')
    const asked = await service.database.gateway.requests()
    const authorization = { authorization: `Bearer ${key}` }
    const again = await Promise.all([
      graphql(key, costly, { settings: own }),
      graphql(key, '{ nothing of it is parsed', { settings: own }),
      send('/v1/export/customers', { headers: authorization }, own),
      send('/v1/interactions', { method: 'POST', headers: authorization, body: 'x' }, own),
    ])
    expect(await service.database.gateway.requests()).toBe(asked)
    const seen = ({ status, text, headers }: Answer) => [
      ...[status, text.replace(/\d+ seconds/, 'so many seconds'), [...headers.keys()]],
      headers.get('ratelimit-policy'),
    ]
    expect(first.status).toBe(429)
    for (const answer of again) {
      expect(seen(answer)).toEqual(seen(first))
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    await fresh(service).db.write([
      sql`UPDATE api_keys SET revoked_at = 1 WHERE id = ${decodeId(id)?.id ?? 0}`,
    ])
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 2_000)
    expect((await graphql(key, costly, { settings: own })).status).toBe(401)
    vi.restoreAllMocks()
  })

  test('a key tells when it was used last, written once an hour', async () => {
    const { id, key } = await issueKey(service)
    expect((await rowOf(id))?.last_used_at).toBeNull()
    await graphql(key, '{ viewer { name } }')
    const used = (await rowOf(id))?.last_used_at
    expect(used).toBeGreaterThan(Date.now() - 60_000)
    await graphql(key, '{ viewer { name } }')
    expect((await rowOf(id))?.last_used_at).toBe(used)
  })

  test('strangers of one address are stopped before the database is asked', async () => {
    let asked = 0
    const STRANGERS = { limit: async () => ({ success: ++asked < 3 }) }
    const brake = { STRANGERS }
    const ask = (key: string) =>
      graphql(key, '{ viewer { name } }', {
        headers: { 'cf-connecting-ip': '192.0.2.1' },
        settings: brake,
      })
    const { key } = await issueKey(service)
    expect((await ask(key)).status).toBe(200)
    expect((await ask(key)).status).toBe(200)
    const unknown = (await issueKey(service)).key
    expect((await ask(unknown)).status).toBe(200)
    const refused = await ask((await issueKey(service)).key)
    expect([refused.status, codes(refused)]).toEqual([429, ['TOO_MANY_REQUESTS']])
    expect((await ask(key)).status).toBe(200)
  })
})

test('a rotated key is good until its overlap ends, its successor from the start', async () => {
  const admin = await issueKey(service)
  const old = await issueKey(service, { name: 'Till', scopes: ['customers:read'] })
  const rotate = async (by: string, input: object) => {
    const { body } = await graphql(
      by,
      `mutation ($input: ApiKeyRotateInput!) { apiKeyRotate(input: $input) {
        ... on ApiKeyRotatePayload { secret apiKey { id name scopes hint } old { id expiresAt } }
        ... on UserError { code issues { path code } }
      } }`,
      { variables: { input } },
    )
    return body.data?.apiKeyRotate as Record<string, unknown> & { secret: string }
  }
  const rotated = await rotate(admin.key, { id: old.id, overlapHours: 2 })
  expect(rotated).toMatchObject({
    secret: expect.stringMatching(/^hf_test_/),
    apiKey: { name: 'Till', scopes: ['customers:read'], hint: expect.stringMatching(/^hf_test_.{4}…$/) },
    old: { id: old.id, expiresAt: expect.any(String) },
  })
  const status = async (key: string) => (await graphql(key, '{ viewer { name } }')).status
  expect([await status(old.key), await status(rotated.secret)]).toEqual([200, 200])
  const atOnce = await rotate(admin.key, { id: old.id, overlapHours: 0 })
  expect([await status(old.key), await status(atOnce.secret)]).toEqual([401, 200])
  expect(await rotate(admin.key, { id: old.id, overlapHours: 0 })).toMatchObject({ code: 'CONFLICT' })
  const narrow = await issueKey(service, { scopes: ['api-keys:read', 'api-keys:write'] })
  const { id } = await issueKey(service)
  expect(await rotate(narrow.key, { id, overlapHours: 1 })).toMatchObject({
    code: 'INVALID_INPUT',
    issues: [{ path: ['id'], code: 'NOT_ALLOWED' }],
  })
})
