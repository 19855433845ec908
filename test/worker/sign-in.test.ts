import { sql } from 'drizzle-orm'
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose'
import { afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { createCustomer } from '../../src/domain/customers/create-customer.ts'
import { createPersonalReadPolicy } from '../../src/domain/personal-reads/policy.ts'
import { createRegion } from '../../src/domain/regions/create-region.ts'
import { createStaffMember } from '../../src/domain/staff/create-staff-member.ts'
import { updateStaffMember } from '../../src/domain/staff/update-staff-member.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { workerDatabase } from '../support/database.ts'
import { fresh, type TestService, testService } from '../support/service.ts'
import { type Answer, codes, graphql, issueKey, logLines, send } from './client.ts'

let service: TestService

beforeAll(async () => {
  service = await testService(await workerDatabase(), { now: Date.now() })
  await createRegion(fresh(service), { code: 'HN', name: 'Hà Nội' })
})

afterEach(() => {
  vi.restoreAllMocks()
})

const whoami = '{ viewer { kind name scopes reach staff { name } } }'

const refused = {
  errors: [{ message: 'The credential is not valid.', extensions: { code: 'UNAUTHENTICATED' } }],
}

/** The answer and the reason that only the log knows. */
async function refusal(ask: () => Promise<Answer>) {
  const lines = logLines()
  const answer = await ask()
  const reason = lines().find(line => line.event === 'credential refused')?.reason
  vi.restoreAllMocks()
  expect(answer.headers.get('www-authenticate')).toBe('Bearer')
  expect([answer.status, answer.body]).toEqual([401, refused])
  return reason
}

const staffMember = async (name: string, subject?: string) => {
  const { staffMemberId } = await createStaffMember(fresh(service), { name, subject })
  return encodeId('staffMember', staffMemberId)
}

const leave = (id: string) => updateStaffMember(fresh(service), { id, patch: { active: false } })

describe('an API key', () => {
  test('signs in with its scopes', async () => {
    const { key } = await issueKey(service, { name: 'Shop', scopes: ['regions:read', 'customers:read'] })
    expect((await graphql(key, whoami)).body.data).toEqual({
      viewer: {
        kind: 'API_KEY',
        name: 'Shop',
        scopes: ['customers:read', 'regions:read'],
        reach: 'WORKSPACE',
        staff: null,
      },
    })
    expect(codes(await graphql(key, '{ competitors { nodes { id } } }'))).toEqual(['FORBIDDEN'])
  })

  test('stands for its staff member', async () => {
    const staff = await staffMember('Nguyễn An')
    const { key } = await issueKey(service, { staff, reach: 'OWNED' })
    expect((await graphql(key, whoami)).body.data).toMatchObject({
      viewer: { reach: 'OWNED', staff: { name: 'Nguyễn An' } },
    })
  })

  test('is refused with one and the same body for every reason', async () => {
    const { key } = await issueKey(service)
    const last = key.at(-1) === 'a' ? 'b' : 'a'
    expect(await refusal(() => graphql(`${key.slice(0, -1)}${last}`, whoami))).toMatch(/checksum/)
    expect(await refusal(() => graphql(key.slice(0, 20), whoami))).toMatch(/shape/)

    const foreign = await issueKey(service)
    await fresh(service).db.write([
      sql`DELETE FROM api_keys WHERE name = 'Test' AND hash = (
      SELECT hash FROM api_keys ORDER BY id DESC LIMIT 1)`,
    ])
    expect(await refusal(() => graphql(foreign.key, whoami))).toBe('unknown key')

    const short = await issueKey(service, { expiresAt: new Date(Date.now() + 60_000).toISOString() })
    expect((await graphql(short.key, whoami)).status).toBe(200)
    await fresh(service).db.write([
      sql`UPDATE api_keys SET expires_at = ${Date.now() - 1}
      WHERE id = (SELECT max(id) FROM api_keys)`,
    ])
    expect(await refusal(() => graphql(short.key, whoami))).toBe('expired key')

    const staff = await staffMember('Trần Bình')
    const bound = await issueKey(service, { staff })
    expect((await graphql(bound.key, whoami)).status).toBe(200)
    await leave(staff)
    expect(await refusal(() => graphql(bound.key, whoami))).toBe('key of somebody who left')
  })

  test('that is revoked ends with the very next request', async () => {
    const admin = (await issueKey(service)).key
    const { id, key } = await issueKey(service)
    expect((await graphql(key, whoami)).status).toBe(200)
    const revoke = `mutation { apiKeyRevoke(input: { id: "${id}" }) { ... on ApiKeyRevokePayload { apiKey { revokedAt } } } }`
    expect((await graphql(admin, revoke)).body.data).toMatchObject({
      apiKeyRevoke: { apiKey: { revokedAt: expect.any(String) } },
    })
    expect(await refusal(() => graphql(key, whoami))).toBe('revoked key')
  })

  test('that read unusually much is frozen behind its answer, and refused by a code of its own until it is let go on', async () => {
    const admin = (await issueKey(service)).key
    await createCustomer(fresh(service), { name: 'Trần Hoa' })
    await createCustomer(fresh(service), { name: 'Lý Mai' })
    await createPersonalReadPolicy(fresh(service), { patch: { customersPerHour: 1, freezes: true } })
    const scopes = ['customers:read', 'customers:personal']
    const { id, key } = await issueKey(service, { scopes })
    expect((await graphql(key, '{ customers(first: 2) { nodes { name } } }')).status).toBe(200)
    await expect.poll(async () => (await graphql(key, whoami)).status, { timeout: 5_000 }).toBe(403)
    const answer = await graphql(key, whoami)
    expect(codes(answer)).toEqual(['KEY_FROZEN'])
    await createPersonalReadPolicy(fresh(service), { patch: { customersPerHour: 10_000 } })
    await graphql(admin, `mutation { apiKeyUnfreeze(input: { id: "${id}" }) { __typename } }`)
    expect((await graphql(key, whoami)).status).toBe(200)
  })

  test('is kept as a hash alone', async () => {
    const { key } = await issueKey(service)
    const tables = await fresh(service).db.orm.all<{ name: string }>(
      sql`SELECT name FROM pragma_table_list WHERE type <> 'virtual' AND name NOT LIKE 'sqlite%'`,
    )
    for (const { name } of tables) {
      const rows = await fresh(service).db.orm.all(sql.raw(`SELECT * FROM "${name}"`))
      expect(JSON.stringify(rows)).not.toContain(key.slice(8))
    }
  })

  test('is one of few credentials that the door knows', async () => {
    const { key } = await issueKey(service)
    const by = (authorization: string) => () =>
      send('/graphql?query={__typename}', { headers: { authorization } })
    for (const header of [`Basic ${btoa('a:b')}`, key, 'Bearer', `Bearer ${key} ${key}`, `Token ${key}`])
      expect(await refusal(by(header))).toBe('not a bearer credential')
    expect(await refusal(by('Bearer something'))).toBe('no strategy knows this kind of credential')
    expect((await by(`bearer  ${key}`)()).status).toBe(200)
  })

  test('opens and closes the import door too', async () => {
    const init = { method: 'POST', body: 'externalId\n', headers: { 'content-type': 'text/csv' } }
    expect((await send('/v1/import/customers?source=a', init)).status).toBe(401)
    const headers = { ...init.headers, authorization: 'Bearer hfk_wrong' }
    expect(await refusal(() => send('/v1/import/customers?source=a', { ...init, headers }))).toMatch(/shape/)
  })
})

test('the anonymous sees nothing but the health', async () => {
  expect(codes(await graphql(null, whoami))).toEqual(['UNAUTHENTICATED'])
  expect((await graphql(null, '{ __type(name: "Customer") { name } }')).body.data).toBeUndefined()
  expect((await send('/v1/import/interactions?source=a', { method: 'POST', body: '{}' })).status).toBe(401)
  expect(await send('/health')).toMatchObject({
    status: 200,
    body: { status: 'ok', migrations: { applied: expect.any(Number) }, lastNight: null },
  })
})

describe('an access token', () => {
  const issuer = 'https://login.example/'
  const audience = 'holdfast'
  const address = (name: string) => `${inject('board')}${name}`
  const settings = {
    JWT_ISSUER: issuer,
    JWT_AUDIENCE: audience,
    JWT_JWKS_URL: address('keys'),
  }
  const now = () => Math.floor(Date.now() / 1_000)

  let rsa: { publicKey: CryptoKey; privateKey: CryptoKey }
  let elliptic: { publicKey: CryptoKey; privateKey: CryptoKey }

  const pin = (name: string, status: number, body: string) =>
    fetch(address(name), { method: 'PUT', body: JSON.stringify({ status, body }) })

  beforeAll(async () => {
    rsa = await generateKeyPair('RS256', { extractable: true })
    elliptic = await generateKeyPair('ES256', { extractable: true })
    const keys = [
      { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', alg: 'RS256', use: 'sig' },
      { ...(await exportJWK(elliptic.publicKey)), kid: 'elliptic', alg: 'ES256', use: 'sig' },
    ]
    await pin('keys', 200, JSON.stringify({ keys }))
    await staffMember('Lê Chi', 'login|chi')
  })

  type Claims = Record<string, unknown>

  /** A claim that is undefined is left out. */
  const claims = (also: Claims = {}) =>
    JSON.parse(
      JSON.stringify({
        iss: issuer,
        aud: audience,
        sub: 'login|somebody',
        exp: now() + 300,
        iat: now(),
        scope: 'openid customers:read  regions:read unheard:of',
        ...also,
      }),
    )

  const token = (
    also?: Claims,
    header: { alg?: string; kid?: string; typ?: string } = {},
    key = rsa.privateKey,
  ) => new SignJWT(claims(also)).setProtectedHeader({ alg: 'RS256', kid: 'rsa', ...header }).sign(key)

  const ask = (credential: string, query = whoami, other: Record<string, string> = settings) =>
    graphql(credential, query, { settings: other })

  test('signs in with the scopes of its "scope" claim', async () => {
    expect((await ask(await token())).body.data).toEqual({
      viewer: {
        kind: 'TOKEN',
        name: 'login|somebody',
        scopes: ['customers:read', 'regions:read'],
        reach: 'WORKSPACE',
        staff: null,
      },
    })
  })

  test('signs in with the scopes of its "permissions" claim', async () => {
    const also = { scope: undefined, permissions: ['regions:read', 'nothing'] }
    expect((await ask(await token(also))).body.data).toMatchObject({ viewer: { scopes: ['regions:read'] } })
    expect((await ask(await token({ scope: undefined }))).body.data).toMatchObject({ viewer: { scopes: [] } })
  })

  test('signs in with another algorithm of the list', async () => {
    const signed = await token({}, { alg: 'ES256', kid: 'elliptic' }, elliptic.privateKey)
    expect((await ask(signed)).body.data).toMatchObject({ viewer: { kind: 'TOKEN' } })
    const narrow = { ...settings, JWT_ALGORITHMS: 'RS256' }
    expect(await refusal(() => ask(signed, whoami, narrow))).toMatch(/ALG_NOT_ALLOWED/)
  })

  test('stands for the staff member with its subject, until that one leaves', async () => {
    const chi = await token({ sub: 'login|chi', scope: 'staff:read', holdfast_reach: 'owned' })
    expect((await ask(chi)).body.data).toMatchObject({
      viewer: { name: 'Lê Chi', reach: 'OWNED', staff: { name: 'Lê Chi' } },
    })
    const staff = await staffMember('Phạm Dung', 'login|dung')
    const dung = await token({ sub: 'login|dung' })
    expect((await ask(dung)).status).toBe(200)
    await leave(staff)
    expect(await refusal(() => ask(dung))).toBe('token of somebody who left')
  })

  test('sees the customers of the regions that it names, or those of care teams', async () => {
    const region = encodeId('region', 7)
    for (const regions of [[region], `${region} ${encodeId('region', 8)}`]) {
      const signed = await token({ holdfast_reach: 'region', holdfast_regions: regions })
      expect((await ask(signed, '{ viewer { reach } customers { nodes { id } } }')).body.data).toEqual({
        viewer: { reach: 'REGION' },
        customers: { nodes: [] },
      })
    }
    const cares = await token({ holdfast_reach: 'team' })
    expect((await ask(cares, whoami)).body.data).toMatchObject({ viewer: { reach: 'TEAM' } })
  })

  test('that is narrowed to what its subject owns sees nobody when that is no staff member', async () => {
    const lonely = await token({ holdfast_reach: 'owned' })
    expect((await ask(lonely, '{ customers { nodes { id } } }')).body.data).toEqual({
      customers: { nodes: [] },
    })
  })

  const base64 = (value: unknown) => btoa(JSON.stringify(value)).replaceAll('=', '')
  const bad: [why: string, make: () => Promise<string>, reason: RegExp][] = [
    ['of another issuer', () => token({ iss: 'https://evil.example/' }), /CLAIM/],
    ['for another audience', () => token({ aud: 'other' }), /CLAIM/],
    ['that has expired', () => token({ exp: now() - 60 }), /EXPIRED/],
    ['that is not yet good', () => token({ nbf: now() + 600 }), /CLAIM/],
    ['that never expires', () => token({ exp: undefined }), /CLAIM/],
    ['without a subject', () => token({ sub: undefined }), /CLAIM/],
    ['with an empty subject', () => token({ sub: '' }), /subject/],
    ['of a key that the provider does not know', () => token({}, { kid: 'other' }), /NO_MATCHING_KEY/],
    [
      'signed with another key of that name',
      async () => token({}, {}, (await generateKeyPair('RS256')).privateKey),
      /SIGNATURE/,
    ],
    ['without a signature', async () => `${base64({ alg: 'none' })}.${base64(claims())}.`, /./],
    [
      'signed with the public key as a shared secret',
      async () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'HS256', kid: 'rsa' })
          .sign(new TextEncoder().encode(await exportSPKI(rsa.publicKey))),
      /ALG_NOT_ALLOWED/,
    ],
    [
      'that was changed after it was signed',
      async () => {
        const [head, , signature] = (await token()).split('.')
        return `${head}.${base64(claims({ scope: 'customers:write' }))}.${signature}`
      },
      /SIGNATURE/,
    ],
    ...['OWNED', ['owned'], 'regional', null, true, {}].map(
      (reach): [string, () => Promise<string>, RegExp] => [
        `that narrows to ${JSON.stringify(reach)}, whatever that is`,
        () => token({ holdfast_reach: reach }),
        /unknown reach/,
      ],
    ),
    ['that narrows by a claim of a later day', () => token({ holdfast_region: 'HN' }), /holdfast_region/],
    ...[undefined, null, [], '', 'HN', ['reg_!'], [encodeId('customer', 7)], 7].map(
      (regions): [string, () => Promise<string>, RegExp] => [
        `that narrows to the regions ${JSON.stringify(regions)}`,
        () => token({ holdfast_reach: 'region', holdfast_regions: regions }),
        /region/,
      ],
    ),
    [
      'that names regions, and does not narrow to them',
      () => token({ holdfast_regions: [encodeId('region', 7)] }),
      /regions do not go/,
    ],
    ['that is bound to a key', () => token({ cnf: { jkt: 'a' } }), /cnf/],
    ['whose scopes are a list', () => token({ scope: ['customers:read'] }), /scope/],
    ['whose scopes are null', () => token({ scope: null }), /scope/],
    ['whose permissions are a text', () => token({ permissions: 'customers:read' }), /permissions/],
    ['whose permissions hold a number', () => token({ permissions: ['customers:read', 7] }), /permissions/],
    ['from the future', () => token({ iat: now() + 90 }), /future/],
    ['issued at no number', () => token({ iat: 'now' }), /CLAIM/],
    ...['nonce', 'at_hash', 'c_hash', 's_hash', 'events'].map(
      (name): [string, () => Promise<string>, RegExp] => [
        `that is none for access, by its ${name}`,
        () => token({ [name]: 'a' }, { typ: 'JWT' }),
        new RegExp(name),
      ],
    ),
    ['that its provider calls an ID token', () => token({ typ: 'ID' }), /typ/],
    ['that its provider uses as an ID token', () => token({ token_use: 'id' }), /token_use/],
    ['of the type of logout tokens', () => token({}, { typ: 'logout+jwt' }), /logout\+jwt/],
    ['that is no token', async () => 'a.b.c', /JWS|JWT/],
    ['of empty parts', async () => '..', /./],
  ]

  test.each(bad)('is refused: %s', async (_, make, reason) => {
    const credential = await make()
    expect(await refusal(() => ask(credential))).toMatch(reason)
  })

  test.each<[string, Claims, string | undefined]>([
    ['that says so', { nonce: 'a', at_hash: 'a' }, 'at+jwt'],
    ['that says so at length', { nonce: 'a' }, 'application/at+JWT'],
    ['of the common type', { azp: 'app', typ: 'Bearer', token_use: 'access' }, 'JWT'],
    ['of a clock that is a little ahead', { iat: now() + 20 }, undefined],
    ['that narrows to nothing', { holdfast_reach: 'workspace' }, undefined],
    ['with permissions beside its scopes', { permissions: ['reports:read'] }, undefined],
  ])('opens what it says: one %s', async (_, also, typ) => {
    const signed = await token(also, typ === undefined ? {} : { typ })
    expect((await ask(signed)).body.data).toMatchObject({
      viewer: { scopes: ['customers:read', 'regions:read'], reach: 'WORKSPACE' },
    })
  })

  test('of a new key is good at once, and made-up keys have the keys fetched only now and then', async () => {
    const name = crypto.randomUUID()
    const other = { ...settings, JWT_JWKS_URL: address(name) }
    const next = await generateKeyPair('RS256', { extractable: true })
    const keys = [{ ...(await exportJWK(rsa.publicKey)), kid: 'rsa', alg: 'RS256', use: 'sig' }]
    const announce = () => pin(name, 200, JSON.stringify({ keys }))
    await announce()
    expect((await ask(await token(), whoami, other)).status).toBe(200)
    const fetched = vi.spyOn(globalThis, 'fetch')
    const clock = vi.spyOn(Date, 'now')
    const later = (milliseconds: number) => clock.mockReturnValue(realNow + milliseconds)
    const realNow = Date.now()
    const fetches = () => fetched.mock.calls.filter(([url]) => String(url).includes(name)).length
    later(4_000)
    for (const kid of ['a', 'b', 'c']) await ask(await token({}, { kid }), whoami, other)
    expect(fetches()).toBe(1)
    keys.push({ ...(await exportJWK(next.publicKey)), kid: 'next', alg: 'RS256', use: 'sig' })
    await announce()
    fetched.mockClear()
    later(8_000)
    const signed = await token({}, { kid: 'next' }, next.privateKey)
    expect((await ask(signed, whoami, other)).status).toBe(200)
    expect(fetches()).toBe(1)
  })

  test.each([
    ['JWT_ALGORITHMS', ''],
    ['JWT_ALGORITHMS', 'none'],
    ['JWT_ALGORITHMS', 'RS256,HS256'],
    ['JWT_JWKS_URL', 'http://login.example/keys'],
    ['JWT_JWKS_URL', 'keys'],
  ])('is not asked for under a setting that would let anybody in: %s=%s', async (name, value) => {
    const lines = logLines()
    const answer = await ask(await token(), whoami, { ...settings, [name]: value })
    expect(answer.status).toBe(500)
    expect(JSON.stringify(lines())).toContain(name)
  })

  test('is refused where no provider is set', async () => {
    const credential = await token()
    expect(await refusal(() => graphql(credential, whoami))).toMatch(/no identity provider/)
  })

  test.each<[string, number, string]>([
    ['does not answer', 0, ''],
    ['answers with an error', 500, '{}'],
    ['answers with something else', 200, '<html>'],
    ['answers with half its keys', 200, '{"keys":"none"}'],
  ])('is neither good nor bad while the provider %s', async (_, status, body) => {
    const name = crypto.randomUUID()
    await pin(name, status, body)
    const other = { ...settings, JWT_JWKS_URL: address(name) }
    const credential = await token()
    const lines = logLines()
    const answer = await ask(credential, whoami, other)
    expect([answer.status, codes(answer)]).toEqual([503, ['SERVICE_UNAVAILABLE']])
    expect(answer.text).not.toContain('127.0.0.1')
    expect(lines()).toContainEqual(expect.objectContaining({ event: 'request failed' }))
    await pin(name, 200, await (await fetch(address('keys'))).text())
    expect((await ask(credential, whoami, other)).status).toBe(200)
  })
})
