import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeAll, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { dayOf } from '../../support/days.ts'
import { type TestService, testService } from '../../support/service.ts'
import { expectReports } from './compare.ts'
import { buyersOf } from './naive.ts'
import { importSales, metricsNight, type Sale } from './world.ts'

let database: TestDatabase
let service: TestService

beforeAll(async () => {
  database = await testDatabase()
  service = await testService(database)
})
const tables = [
  'nights',
  'cohorts',
  'cohort_months',
  'lifecycle_changes',
  'interactions',
  'customer_external_ids',
  'customers',
]

const empty = () => service.db.write(tables.map(table => sql.raw(`DELETE FROM ${table}`)))

const first = dayOf('2023-11-20')

const sale: fc.Arbitrary<Sale> = fc.record({
  customer: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  day: fc.integer({ min: first, max: first + 500 }),
  amount: fc.oneof(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 9 * 10 ** 12, max: 10 ** 13 })),
  refund: fc.boolean(),
})

test('whatever is sold, the reports are what a count over all customers gives', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(sale, { maxLength: 40 }),
      fc.integer({ min: 0, max: 520 }),
      fc.integer({ min: 1, max: 60 }),
      async (sales, length, more) => {
        await empty()
        await importSales(service, sales)
        for (const asOf of [first + length, first + length + more]) {
          await metricsNight(service, asOf)
          await expectReports(service, buyersOf(sales, asOf), asOf, '2023-10', '2025-06')
        }
      },
    ),
    { numRuns: 25 },
  )
}, 120_000)

test.each<[string, Sale[]]>([
  ['nobody', []],
  ['one customer', [{ customer: 'a', day: first, amount: 5 }]],
  ['refunds alone', [{ customer: 'a', day: first, amount: 5, refund: true }]],
  ['purchases of nothing', [{ customer: 'a', day: first, amount: 0 }]],
  ['everything on one day', ['a', 'b', 'c'].map(customer => ({ customer, day: first, amount: 7 }))],
])('%s: every number is defined', async (_name, sales) => {
  await empty()
  await importSales(service, sales)
  for (const asOf of [first - 1, first, first + 400]) {
    await metricsNight(service, asOf)
    await expectReports(service, buyersOf(sales, asOf), asOf, '2023-10', '2025-01')
  }
})
