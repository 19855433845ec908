import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { lists, storedBefore } from '../nouns/all.ts'
import { me, today } from '../nouns/follow-up.ts'
import type { Row } from '../nouns/noun.ts'
import { testDatabase } from '../support/database.ts'
import { fresh, type TestService, testService } from '../support/service.ts'
import { type Asked, sorted, usualOf, walk } from './walk.ts'

const mostRows = 16

describe.each(lists)('$list.field', ({ noun, list }) => {
  const { source, varying, stored = noun.stored, beside = [], shown = () => true } = list
  if (!stored) throw new Error(`${list.field} has no rows`)
  const { table, row: fixed } = stored
  const column = list.identity?.column ?? 'id'
  let service: TestService

  beforeAll(async () => {
    service = await testService(await testDatabase(), { actor: { staffId: me } })
    service = { ...service, today }
    const { orm } = service.db
    const ids = Array.from({ length: mostRows }, (_, at) => at + 1)
    const statements = storedBefore(table).map(({ table: on, row }) => orm.insert(on).values(ids.map(row)))
    if (statements.length > 0) await service.db.write(statements)
  })

  const values = Object.entries(varying).map(([name, some]) => [name, fc.constantFrom(...some)])
  const rows = fc
    .array(fc.record(Object.fromEntries(values)), { minLength: 1, maxLength: mostRows })
    .map(all => [...beside, ...all.map((one, at): Row => ({ ...fixed(at + 1), ...one }))])

  // Where the rows only link to the entries they have none of the columns that those are ordered by.
  const names = source.through ? [] : Object.keys(source.orderings)
  const usual = usualOf(list)
  const direction = fc.constantFrom<(undefined | 'ASC' | 'DESC')[]>(undefined, 'ASC', 'DESC')
  const by = (field: string) => direction.map((way): Asked => ({ field, ...(way && { direction: way }) }))

  const walks = (orders: fc.Arbitrary<readonly Asked[]>, numRuns: number) =>
    fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 8 }), orders, async (stored, size, asked) => {
        const { db } = fresh(service)
        await db.write([sql`DELETE FROM ${table}`, db.orm.insert(table).values(stored)])
        const expected = sorted(stored.filter(shown), source, asked.length > 0 ? asked : usual).map(
          row => row[column],
        )
        for (const backwards of [false, true]) {
          const { found, totals } = await walk(service, list, { asked, size, backwards })
          expect(found).toEqual(expected)
          expect(totals).toEqual([expected.length])
        }
      }),
      { numRuns },
    )

  test('the pages are the whole list, once each, from either end', () => walks(fc.constant([]), 8))

  test.each(names)('so they are by %s', name =>
    walks(
      by(name).map(one => [one]),
      4,
    ),
  )

  test.runIf(names.length > 1)('so they are by two fields', () =>
    walks(
      fc
        .shuffledSubarray(names, { minLength: 2, maxLength: 2 })
        .chain(([one = '', two = '']) => fc.tuple(by(one), by(two))),
      8,
    ),
  )
})
