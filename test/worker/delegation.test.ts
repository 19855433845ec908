import { beforeAll, describe, expect, test } from 'vitest'
import { issueApiKey } from '../../src/domain/api-keys/issue-api-key.ts'
import { revokeApiKey } from '../../src/domain/api-keys/revoke-api-key.ts'
import { createStaffMember } from '../../src/domain/staff/create-staff-member.ts'
import { updateStaffMember } from '../../src/domain/staff/update-staff-member.ts'
import { decodeId, encodeId } from '../../src/lib/ids.ts'
import { workerDatabase } from '../support/database.ts'
import { as, fresh, type TestService, testService } from '../support/service.ts'
import { graphql, issueKey } from './client.ts'

let service: TestService

beforeAll(async () => {
  service = await testService(await workerDatabase(), { now: Date.now() })
})

const staffMember = async (name: string) =>
  encodeId('staffMember', (await createStaffMember(fresh(service), { name })).staffMemberId)

const inHours = (hours: number) => new Date(service.now + hours * 3_600_000).toISOString()

interface Issued {
  id: string
  key: string
  issuedBy: string
  expiresAt: string | null
  staff: { id: string } | null
}

/** Issues a key with another, over HTTP; the error where it is refused. */
async function issueWith(key: string, more: object = {}): Promise<Issued & { issues?: unknown }> {
  const input = { name: 'Child', scopes: ['api-keys:read', 'api-keys:write', 'staff:read'], ...more }
  const { body } = await graphql(
    key,
    `mutation ($input: ApiKeyIssueInput!) { apiKeyIssue(input: $input) {
      ... on ApiKeyIssuePayload { secret apiKey { id issuedBy expiresAt staff { id } } }
      ... on UserError { issues { path message } }
    } }`,
    { variables: { input } },
  )
  const { apiKeyIssue } = body.data as { apiKeyIssue: { secret: string; apiKey: Omit<Issued, 'key'> } }
  const { secret, apiKey, ...error } = apiKeyIssue
  return { ...apiKey, ...error, key: secret }
}

const revokeWith = (key: string, id: string, descendants?: boolean) =>
  graphql(
    key,
    `mutation ($input: ApiKeyRevokeInput!) { apiKeyRevoke(input: $input) {
      ... on ApiKeyRevokePayload { apiKey { revokedAt } }
    } }`,
    { variables: { input: { id, ...(descendants === undefined ? {} : { descendants }) } } },
  )

const statusOf = async (key: string) => (await graphql(key, '{ viewer { name } }')).status

describe('a key issued with another', () => {
  test('is told by it, and tells which that was; of who may read no keys both are hidden', async () => {
    const parent = await issueKey(service)
    const heir = await issueWith(parent.key)
    const grandchild = await issueWith(heir.key, { scopes: ['staff:read'] })
    const keys =
      '{ apiKeys(first: 10) { nodes { id issuer { id } issued(first: 5) { totalCount nodes { id issued(first: 5) { nodes { id } } } } } } }'
    const { body } = await graphql(parent.key, keys)
    const { nodes } = (body.data as { apiKeys: { nodes: { id: string }[] } }).apiKeys
    expect(nodes.filter(({ id }) => [parent.id, heir.id, grandchild.id].includes(id))).toEqual([
      {
        ...{ id: parent.id, issuer: null },
        issued: { totalCount: 1, nodes: [{ id: heir.id, issued: { nodes: [{ id: grandchild.id }] } }] },
      },
      {
        ...{ id: heir.id, issuer: { id: parent.id } },
        issued: { totalCount: 1, nodes: [{ id: grandchild.id, issued: { nodes: [] } }] },
      },
      { id: grandchild.id, issuer: { id: heir.id }, issued: { totalCount: 0, nodes: [] } },
    ])
    expect((await graphql(grandchild.key, keys)).body).toMatchObject({
      data: { apiKeys: null },
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    })
  })

  test('ends when that one ends, unless an earlier end is asked for', async () => {
    const parent = await issueKey(service, { expiresAt: inHours(2) })
    const heir = await issueWith(parent.key)
    expect(heir.expiresAt).toBe(inHours(2))
    expect((await issueWith(heir.key)).expiresAt).toBe(inHours(2))
    expect((await issueWith(parent.key, { expiresAt: inHours(1) })).expiresAt).toBe(inHours(1))
    expect((await issueWith(parent.key, { expiresAt: inHours(3) })).issues).toMatchObject([
      { path: ['expiresAt'] },
    ])
    const endless = await issueKey(service)
    expect((await issueWith(endless.key)).expiresAt).toBeNull()
  })

  test('acts for the same staff member and no other, and ends when that one leaves', async () => {
    const [an, binh] = [await staffMember('An'), await staffMember('Bình')]
    const parent = await issueKey(service, { staff: an })
    const child = await issueWith(parent.key)
    expect(child.staff).toEqual({ id: an })
    expect((await issueWith(parent.key, { staff: binh })).issues).toMatchObject([{ path: ['staff'] }])
    const grandchild = await issueWith(child.key)
    expect([await statusOf(child.key), await statusOf(grandchild.key)]).toEqual([200, 200])
    await updateStaffMember(fresh(service), { id: an, patch: { active: false } })
    expect([await statusOf(child.key), await statusOf(grandchild.key)]).toEqual([401, 401])
  })

  test('stays when that one is revoked alone, so that a key can replace itself', async () => {
    const old = await issueKey(service)
    const next = await issueWith(old.key)
    await revokeWith(next.key, old.id)
    expect([await statusOf(old.key), await statusOf(next.key)]).toEqual([401, 200])
  })

  test('ends with the very next request when that one is revoked with its descendants', async () => {
    const admin = await issueKey(service)
    const parent = await issueKey(service)
    const child = await issueWith(parent.key)
    const grandchild = await issueWith(child.key)
    const stranger = await issueWith(admin.key)
    await revokeWith(admin.key, child.id)
    await revokeWith(admin.key, parent.id)
    expect(await statusOf(grandchild.key)).toBe(200)
    await revokeWith(admin.key, parent.id, true)
    expect(await statusOf(grandchild.key)).toBe(401)
    expect([await statusOf(admin.key), await statusOf(stranger.key)]).toEqual([200, 200])
  })

  test('is not left behind by a key that is revoked while it issues it', async () => {
    const { id } = await issueKey(service)
    const caller = `key:${decodeId(id)?.id}`
    await revokeApiKey(fresh(service), { id, descendants: true })
    await expect(
      issueApiKey(as(service, { caller }), { name: 'Late', scopes: ['customers:read'] }),
    ).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })
})

test('keys tell who issued them, and are found by it', async () => {
  const parent = await issueKey(service)
  const child = await issueWith(parent.key)
  expect(child.issuedBy).toBe(parent.id)
  const issuedBy = (who: string) =>
    graphql(
      parent.key,
      `query ($who: String!) { apiKeys(filter: { issuedBy: { equals: $who } }) { nodes { id } } }`,
      {
        variables: { who },
      },
    )
  expect((await issuedBy(parent.id)).body.data).toEqual({ apiKeys: { nodes: [{ id: child.id }] } })
  const caller = 'token:https://login.example/|somebody'
  const { apiKeyId } = await issueApiKey(as(service, { kind: 'TOKEN', caller }), {
    ...{ name: 'By a token', scopes: ['customers:read'] },
  })
  expect((await issuedBy(caller)).body.data).toEqual({
    apiKeys: { nodes: [{ id: encodeId('apiKey', apiKeyId) }] },
  })
})
