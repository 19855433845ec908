import { beforeAll, expect, test } from 'vitest'
import { createCustomer } from '../../../src/domain/customers/create-customer.ts'
import { updateCustomer } from '../../../src/domain/customers/update-customer.ts'
import { readHistory } from '../../../src/domain/history/read-history.ts'
import { createRegion } from '../../../src/domain/regions/create-region.ts'
import { formatDay } from '../../../src/lib/days.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { as, at, fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService
let customer: number

const day = 86_400_000
const ago = (days: number) => fresh(at(service, service.now - days * day))
const dayAgo = (days: number) => formatDay(service.today - days)

beforeAll(async () => {
  service = await testService(await testDatabase(), { now: '2026-06-20T09:00' })
  customer = (await createCustomer(ago(9), { name: 'Lan' })).customerId
  await createRegion(ago(9), { code: 'HUE', name: 'Huế' })
  await updateCustomer(ago(5), { id: customer, patch: { name: 'Lan Anh' } })
  // The first instant of a day belongs to it, and to none before.
  const midnight = at(service, service.now - 4 * day - 9 * 3_600_000)
  await createRegion(as(fresh(midnight), { caller: 'operator' }), { code: 'DAD', name: 'Đà Nẵng' })
})

const told = async (asked: object) =>
  (await readHistory(fresh(service), asked)).entries.map(({ action }) => action)

test('the history of some days is all that anybody changed on them, the newest first', async () => {
  expect(await told({ from: dayAgo(9), until: dayAgo(5) })).toEqual([
    ...['customer.update', 'region.create', 'customer.create'],
  ])
  expect(await told({ from: dayAgo(4), until: dayAgo(4) })).toEqual(['region.create'])
  expect(await told({ from: dayAgo(3), until: dayAgo(0) })).toEqual([])
})

test('it keeps to kinds of records, one record and one caller where they are said', async () => {
  const days = { from: dayAgo(9), until: dayAgo(0) }
  expect(await told({ ...days, entities: ['REGION'] })).toEqual(['region.create', 'region.create'])
  expect(await told({ by: 'operator', entities: ['REGION'] })).toEqual(['region.create'])
  expect(await told({ ...days, by: 'operator' })).toEqual(['region.create'])
  const of = encodeId('customer', customer)
  expect(await told({ of, from: dayAgo(6), until: dayAgo(0) })).toEqual(['customer.update'])
  expect(await told({ ...days, by: 'night' })).toEqual([])
})

test('its pages are the whole, once each', async () => {
  const found: string[] = []
  for (let after: string | null = null, more = true; more; ) {
    const page = await readHistory(fresh(service), { from: dayAgo(9), until: dayAgo(0), first: 1, after })
    found.push(...page.entries.map(({ cursor }) => cursor))
    more = page.hasNextPage
    after = page.end
  }
  expect(found).toHaveLength(4)
  expect(new Set(found).size).toBe(4)
})

test('whoever may not read a kind is refused it, and not told of it among others', async () => {
  const scopes = new Set(['regions:read'] as const)
  const narrow = as(fresh(service), { scopes })
  const days = { from: dayAgo(9), until: dayAgo(0) }
  const { entries } = await readHistory(narrow, days)
  expect(entries.map(({ entity }) => entity)).toEqual(['REGION', 'REGION'])
  await expect(readHistory(narrow, { ...days, entities: ['CUSTOMER'] })).rejects.toThrow()
})

test.each([
  [{ from: '2026-06-01' }, ['until']],
  [{ until: '2026-06-01' }, ['from']],
  [{ from: '2026-06-02', until: '2026-06-01' }, ['until']],
  [{ from: '2026-05-01', until: '2026-06-01' }, ['until']],
  [{ entities: ['REGION'] }, ['of']],
])('%j is refused', async (asked, path) => {
  await expect(readHistory(fresh(service), asked)).rejects.toMatchObject({ issues: [{ path }] })
})

test('it is asked in GraphQL', async () => {
  const query = `{ history(from: "${dayAgo(9)}", until: "${dayAgo(9)}", entities: [REGION]) { nodes { label { en } } } }`
  expect(await ask(fresh(service), query)).toEqual({
    history: { nodes: [{ label: { en: expect.any(String) } }] },
  })
})
