import { sql } from 'drizzle-orm'
import { integer, sqliteTable } from 'drizzle-orm/sqlite-core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wideInteger } from '../../../src/database/columns.ts'
import { testDatabase } from '../../support/database.ts'

const sums = sqliteTable('sums', { id: integer().primaryKey(), total: wideInteger('total').notNull() })

test('integers of 64 bits come back exactly', async () => {
  const database = await testDatabase()
  const session = database.session()
  await session.write([
    sql`CREATE TABLE sums (id INTEGER PRIMARY KEY NOT NULL, total INTEGER NOT NULL) STRICT`,
  ])
  const edges = [
    0n,
    2n ** 53n - 1n,
    2n ** 53n,
    2n ** 53n + 1n,
    -(2n ** 53n) - 1n,
    2n ** 63n - 1n,
    -(2n ** 63n),
  ]
  const wide = fc.oneof(fc.constantFrom(...edges), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }))
  await fc.assert(
    fc.asyncProperty(fc.array(wide, { minLength: 1, maxLength: 20 }), async totals => {
      await session.write([
        sql`DELETE FROM sums`,
        session.orm.insert(sums).values(totals.map((total, id) => ({ id, total }))),
      ])
      const rows = await session.orm.select().from(sums).orderBy(sums.id)
      expect(rows.map(row => row.total)).toEqual(totals)
    }),
    { numRuns: 40 },
  )
})

test('a sum that passes 2^53 comes back exactly', async () => {
  const session = (await testDatabase()).session()
  const total = sql`sum(value)`.mapWith(value => BigInt(value)).as('total')
  const [row] = await session.orm
    .select({ total })
    .from(sql`json_each(${JSON.stringify(new Array(3).fill(2 ** 53 - 1))})`)
  expect(row?.total).toBe(3n * (2n ** 53n - 1n))
})

test('integers that a number can hold stay numbers', async () => {
  const session = (await testDatabase()).session()
  const row = await session.orm.get(
    sql`SELECT ${2 ** 53 - 1} AS largest, ${-(2 ** 53) + 1} AS smallest, 0 AS zero`,
  )
  expect(row).toEqual({ largest: 2 ** 53 - 1, smallest: -(2 ** 53) + 1, zero: 0 })
})
