import { beforeAll, expect, test } from 'vitest'
import type { Value } from '../../../src/domain/export/column.ts'
import { exportedCustomers } from '../../../src/domain/export/customers.ts'
import { startExport } from '../../../src/domain/export/start-export.ts'
import { customerImport } from '../../../src/domain/import/customers.ts'
import { testDatabase } from '../../support/database.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'

/** More than one page holds, of which the first is larger than one answer of the database may be. */
const count = 2_600
const long = 'đ'.repeat(9_000)

let service: TestService

beforeAll(async () => {
  service = await testService(await testDatabase())
  for (let from = 0; from < count; from += 200) {
    const rows = Array.from({ length: 200 }, (_, at) => ({
      line: at + 1,
      fields: { externalId: `c${from + at}`, attributes: from < 1_200 ? { long } : {} },
    }))
    expect((await customerImport(fresh(service), { source: 'shop' }).chunk(rows)).created).toBe(200)
  }
}, 60_000)

const keys = (rows: Value[][]) => rows.map(([, key = null]) => key)
const all = Array.from({ length: count }, (_, at) => `c${at}`)

const begin = (input: object) =>
  startExport(fresh(service), exportedCustomers, { format: 'ndjson', source: 'shop', ...input })

test('rows that are larger than one answer come in smaller pages, all of them once', async () => {
  const { pages } = await begin({ columns: ['externalId', 'attributes'] })
  const sizes: number[] = []
  const found: Value[] = []
  for await (const rows of pages) {
    sizes.push(rows.length)
    found.push(...keys(rows))
  }
  expect(found).toEqual(all)
  expect(sizes[0]).toBeLessThan(700)
})

test('an export goes on behind the last row of any page', async () => {
  const { pages } = await begin({ columns: ['externalId'] })
  const { value: first = [] } = await pages.next()
  expect(first.length).toBe(2_500)
  await pages.return(undefined)
  const { pages: rest } = await begin({ columns: ['externalId'], after: first.at(-1)?.[0] })
  const found: Value[] = []
  for await (const rows of rest) found.push(...keys(rows))
  expect([...keys(first), ...found]).toEqual(all)
})
