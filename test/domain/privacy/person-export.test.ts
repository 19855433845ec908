import { desc } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { changes } from '../../../src/database/tables/house/changes.ts'
import { readPerson } from '../../../src/domain/privacy/read-person.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { ask } from '../../support/graphql.ts'
import { as, fresh, type TestService, testService } from '../../support/service.ts'
import { type Planted, plantedPerson } from './planted.ts'

let service: TestService
let customer: string
let other: string
let planted: Planted[]

beforeAll(async () => {
  service = await testService(await testDatabase())
  const made = await plantedPerson(service)
  planted = made.planted
  customer = encodeId('customer', made.customerId)
  other = made.world.otherCustomer
})

const document = `mutation ($customer: ID!) {
  personExport(input: { customer: $customer }) {
    ... on PersonExportPayload { export { exportedAt document } customer { id } }
    ... on UserError { code }
  }
}`

const exported = (of: string, by: TestService = fresh(service)) =>
  ask<{ personExport: { export: { document: Record<string, Record<string, unknown[]>> } } }>(by, document, {
    customer: of,
  })

describe('all that is kept of a person', () => {
  test('has a value of every personal column that the holdings name', async () => {
    const text = JSON.stringify(await exported(customer))
    expect(planted.length).toBeGreaterThan(35)
    expect(planted.filter(({ written }) => !text.includes(written)).map(({ column }) => column)).toEqual([])
  })

  test('has none of somebody else’s', async () => {
    const text = JSON.stringify(await exported(other))
    expect(text).toContain('k1@example.com')
    expect(planted.filter(({ written }) => text.includes(written))).toEqual([])
  })

  test('writes days, instants and ids as the API does', async () => {
    const { tables } = await readPerson(fresh(service), [2 ** 50])
    expect(Object.values(tables).flat()).toEqual([])
    const { personExport } = await exported(other)
    const { consents, interactions } = personExport.export.document.tables ?? {}
    expect(consents?.[0]).toMatchObject({ customerId: other, at: '2026-03-02T02:00:00.000Z', given: true })
    expect(interactions).toContainEqual(
      expect.objectContaining({
        customerId: other,
        id: expect.stringMatching(/^int_/),
        amount: 100_000,
      }),
    )
  })

  test('is told by the trail, and takes three round trips', async () => {
    const by = fresh(service)
    await exported(customer, by)
    expect(by.db.counters.roundTrips).toBeLessThanOrEqual(3)
    const [last] = await fresh(service).db.orm.select().from(changes).orderBy(desc(changes.id)).limit(1)
    expect(last).toMatchObject({ action: 'customer.person-export', actor: 'key:test', detail: null })
    expect(encodeId('customer', last?.entityId ?? 0)).toBe(customer)
  })

  test('says from which export it came, and is found again by it', async () => {
    const { personExport } = await exported(customer)
    const mark = personExport.export.document.export
    expect(mark).toMatch(/^\S+ key:test \S+$/)
    const found = await ask(
      fresh(service),
      'query ($mark: String!) { exportByMark(mark: $mark) { by of format } }',
      {
        mark,
      },
    )
    expect(found).toEqual({
      exportByMark: { by: 'key:test', of: `customers/${customer}`, format: 'json' },
    })
  })

  test('takes the scope for persons besides its own', async () => {
    const scopes = new Set(['privacy:export'] as const)
    await expect(exported(customer, as(service, { scopes }))).rejects.toThrow()
  })
})
