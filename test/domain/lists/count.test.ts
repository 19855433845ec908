import { sql } from 'drizzle-orm'
import { beforeAll, expect, test } from 'vitest'
import { mostCounted } from '../../../src/domain/lists/count.ts'
import { encodeId } from '../../../src/lib/ids.ts'
import { testDatabase } from '../../support/database.ts'
import { addCustomers } from '../../support/facts.ts'
import { ask } from '../../support/graphql.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService

/** One more than a count looks at, each a minute after the one before, every hundredth a call. */
beforeAll(async () => {
  service = await testService(await testDatabase())
  await addCustomers(service, [1, 2])
  const atOnce = 25_000
  for (let from = 1; from <= mostCounted + 1; from += atOnce)
    await service.db.write([
      sql`
      WITH RECURSIVE one(n) AS (
        SELECT CAST(${from} AS INTEGER) UNION ALL SELECT n + 1 FROM one WHERE n < ${Math.min(from + atOnce - 1, mostCounted + 1)})
      INSERT INTO interactions (customer_id, occurred_at, id, day, kind, cancelled, created_at, updated_at, version, change_id)
      SELECT 1 + (n > 250), n * 60000, n, n / 1440, iif(n % 100 = 0, 'CALL', 'NOTE'), 0, 1, 1, 1, 0 FROM one`,
    ])
}, 60_000)

const count = async (filter: string) => {
  const { interactions } = await ask<{ interactions: object }>(
    fresh(service),
    `{ interactions(first: 1${filter && `, filter: ${filter}`}) { totalCount totalCountExact } }`,
  )
  return interactions
}

test('all rows of a list are counted, however many', async () => {
  expect(await count('')).toEqual({ totalCount: mostCounted + 1, totalCountExact: true })
})

test('what no index finds is counted among as many rows as a count looks at', async () => {
  expect(await count('{ kind: { equals: CALL } }')).toEqual({
    totalCount: mostCounted / 100,
    totalCountExact: false,
  })
})

test('what an index finds is counted to its end', async () => {
  const id = encodeId('customer', 1)
  expect(await count(`{ customer: { id: { equals: "${id}" } }, kind: { equals: CALL } }`)).toEqual({
    totalCount: 2,
    totalCountExact: true,
  })
})

test('what an index finds too much of is counted as far as a count goes', async () => {
  expect(await count('{ occurredAt: { from: { date: "1970-01-01" } } }')).toEqual({
    totalCount: mostCounted,
    totalCountExact: false,
  })
})
