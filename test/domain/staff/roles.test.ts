import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { apiKeys } from '../../../src/database/tables/house/api-keys.ts'
import { issueApiKey } from '../../../src/domain/api-keys/issue-api-key.ts'
import { grantedScopes, type RoleName, roles } from '../../../src/domain/service/roles.ts'
import { fitsReach, scopes } from '../../../src/domain/service/scopes.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { addStaff } from '../follow-ups/world.ts'

let service: TestService

beforeAll(async () => {
  service = await testService(await testDatabase())
})

const names = Object.keys(roles) as RoleName[]

async function issued(input: object) {
  const { apiKeyId } = await issueApiKey(fresh(service), { name: 'Key', ...input })
  const [key] = await fresh(service).db.orm.select().from(apiKeys).where(eq(apiKeys.id, apiKeyId))
  return key?.scopes ?? []
}

describe.each(names)('%s', role => {
  test('is what a key with it holds, and a token with it', async () => {
    expect(new Set(await issued({ scopes: [role] }))).toEqual(new Set(roles[role].scopes))
    expect(grantedScopes(['openid', role], 'WORKSPACE')).toEqual(new Set(roles[role].scopes))
  })

  test('gives who sees only some customers what fits', async () => {
    const staff = await addStaff(service)
    const held = await issued({ scopes: [role], reach: 'OWNED', staff })
    expect(new Set(held)).toEqual(new Set(roles[role].scopes.filter(scope => fitsReach(scope, 'OWNED'))))
    expect(grantedScopes([role], 'OWNED')).toEqual(new Set(held))
  })
})

test('a role stands beside scopes, each once', async () => {
  const held = await issued({ scopes: ['role:care', 'customers:read', 'reports:read'] })
  expect(held.toSorted()).toEqual([...new Set([...roles['role:care'].scopes, 'reports:read'])].toSorted())
})

test('nobody gives by a role what is not their own', async () => {
  const care = as(service, { scopes: new Set([...roles['role:care'].scopes, 'api-keys:write']) })
  await expect(issueApiKey(care, { name: 'Key', scopes: ['role:sales'] })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    issues: [{ path: ['scopes'] }],
  })
  await expect(issueApiKey(care, { name: 'Key', scopes: ['role:care'] })).resolves.toBeDefined()
})

test('marketing knows nobody by name, the owner may everything, and no role but the owner issues keys', () => {
  expect(roles['role:marketing'].scopes).not.toContain('customers:personal')
  expect(roles['role:owner'].scopes).toEqual(scopes)
  expect(names.filter(name => new Set<string>(roles[name].scopes).has('api-keys:write'))).toEqual([
    'role:owner',
  ])
})

test('the schema lists them in the words of the reader', async () => {
  const { roles: listed } = await ask<{ roles: { name: string; label: string; scopes: string[] }[] }>(
    as(service, { scopes: new Set() }),
    '{ roles { name label scopes } }',
  )
  expect(listed.map(({ name }) => name)).toEqual(names)
  expect(listed[0]).toMatchObject({ label: 'Owner: everything', scopes })
})
