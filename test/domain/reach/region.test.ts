import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { issueApiKey } from '../../../src/domain/api-keys/issue-api-key.ts'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { newestCursor, readChanges } from '../../../src/domain/feed/read-changes.ts'
import { readHistory } from '../../../src/domain/history/read-history.ts'
import { recordInteraction } from '../../../src/domain/interactions/record-interaction.ts'
import { createRegion } from '../../../src/domain/regions/create-region.ts'
import { search } from '../../../src/domain/search/search.ts'
import { fitsReach, scopes } from '../../../src/domain/service/scopes.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService
let north: number
/** By region: north, a part of it, south, and nowhere. */
let ids: Record<'N' | 'N1' | 'S' | 'none', number>

/** Sees the north. */
const narrow = () =>
  as(service, {
    ...{ reach: 'REGION', regions: [north], caller: 'key:7' },
    scopes: new Set(scopes.filter(scope => fitsReach(scope, 'REGION'))),
  })

beforeAll(async () => {
  service = await testService(await testDatabase())
  north = (await createRegion(fresh(service), { code: 'N', name: 'North' })).regionId
  await createRegion(fresh(service), { code: 'N1', name: 'North part', parent: 'N' })
  await createRegion(fresh(service), { code: 'S', name: 'South' })
  const person = async (region: string | null) => {
    const { customerId } = await createCustomer(fresh(service), {
      name: `Nguyễn Thị ${region ?? 'Nowhere'}`,
      region,
      email: `${region ?? 'nowhere'}@example.com`,
    })
    await recordInteraction(fresh(service), {
      ...{
        customer: { id: encodeId('customer', customerId) },
        kind: 'PURCHASE',
        amount: '5',
        currency: 'VND',
      },
    })
    return customerId
  }
  ids = { N: await person('N'), N1: await person('N1'), S: await person('S'), none: await person(null) }
})

const seen = () => [ids.N, ids.N1].map(id => encodeId('customer', id)).toSorted()

test('lists, counts, sub-queries and search hold the customers of the region and of all within it', async () => {
  const told = await ask<{
    customers: { totalCount: number; nodes: { id: string }[] }
    interactions: { totalCount: number }
    some: { totalCount: number }
    elsewhere: { totalCount: number }
  }>(
    narrow(),
    `{ customers(first: 10) { totalCount nodes { id } } interactions(first: 10) { totalCount }
      some: interactions(filter: { customer: { kind: { equals: PERSON } } }) { totalCount }
      elsewhere: interactions(filter: { customer: { id: { equals: "${encodeId('customer', ids.S)}" } } }) { totalCount } }`,
  )
  expect(told.customers.totalCount).toBe(2)
  expect(told.customers.nodes.map(({ id }) => id).toSorted()).toEqual(seen())
  expect([told.interactions, told.some, told.elsewhere].map(one => one.totalCount)).toEqual([2, 2, 0])
  for (const text of ['nguyen', 'nguyen thi', 's@example.com', 'n1@example.com']) {
    const hits = await search(narrow(), { text, kinds: ['CUSTOMER'] })
    expect(hits.every(({ id }) => [ids.N, ids.N1].includes(id))).toBe(true)
    expect([text, hits.length]).toEqual([text, { nguyen: 2, 'nguyen thi': 2, 's@example.com': 0 }[text] ?? 1])
  }
})

test('the feed and histories tell of those alone, and who came and left', async () => {
  const after = await newestCursor(fresh(service))
  const entries = async () =>
    (await readChanges(narrow(), { after, entities: ['CUSTOMER'] })).entries.map(one => [
      one.action,
      one.recordId,
    ])
  await updateCustomer(fresh(service), { id: ids.S, patch: { acquisitionSource: 'Fair' } })
  expect(await entries()).toEqual([])
  await updateCustomer(fresh(service), { id: ids.N1, patch: { region: 'S' } })
  await updateCustomer(fresh(service), { id: ids.none, patch: { region: 'N1' } })
  expect(await entries()).toEqual([
    ['REMOVED', ids.N1],
    ['UPDATED', ids.none],
  ])
  const history = async (id: number) =>
    (await readHistory(narrow(), { of: encodeId('customer', id) })).entries.length
  expect(await history(ids.N1)).toBe(0)
  expect(await history(ids.none)).toBeGreaterThan(0)
  await updateCustomer(fresh(service), { id: ids.N1, patch: { region: 'N1' } })
})

describe('whoever sees a region', () => {
  test('makes customers there alone, and leads nobody out of it', async () => {
    await expect(createCustomer(narrow(), { name: 'Anh', region: 'S' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(createCustomer(narrow(), { name: 'Anh' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      issues: [{ path: ['region'] }],
    })
    const { customerId } = await createCustomer(narrow(), { name: 'Anh', region: 'N1' })
    await expect(updateCustomer(narrow(), { id: customerId, patch: { region: 'S' } })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await updateCustomer(narrow(), { id: customerId, patch: { region: 'N' } })
  })

  test('records nothing of a newcomer, who has no region, nor of somebody elsewhere', async () => {
    for (const customer of [{ email: 'new@example.com' }, { email: 's@example.com' }])
      await expect(recordInteraction(narrow(), { customer, kind: 'CALL' })).rejects.toMatchObject({
        code: 'NOT_FOUND',
      })
  })

  test('holds no scope of the whole', () => {
    for (const scope of ['staff:write', 'reports:read', 'api-keys:write', 'imports:read'] as const)
      expect(fitsReach(scope, 'REGION')).toBe(false)
  })
})

test('a key of this reach names its regions, and none of another reach does', async () => {
  const issue = (more: object) =>
    issueApiKey(fresh(service), { name: 'Key', scopes: ['customers:read'], ...more })
  const { apiKeyId } = await issue({ reach: 'REGION', regions: [encodeId('region', north)] })
  expect(
    await fresh(service).db.orm.all(sql`SELECT reach, regions FROM api_keys WHERE id = ${apiKeyId}`),
  ).toEqual([{ reach: 'REGION', regions: `[${north}]` }])
  for (const wrong of [{ reach: 'REGION' }, { regions: [encodeId('region', north)] }])
    await expect(issue(wrong)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      issues: [{ path: ['regions'] }],
    })
  await expect(issue({ reach: 'REGION', regions: ['reg_7zzzzzz'] })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})
