import { asc } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { tokenLevels } from '../../../src/database/tables/house/api-keys.ts'
import { forgetTokenLevels, leaked, tokenLevelSweep } from '../../../src/domain/nights/forget-token-levels.ts'
import { testDatabase } from '../../support/database.ts'
import { runOf, runThrough } from '../../support/nights.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'

let service: TestService

beforeEach(async () => {
  const database = await testDatabase()
  service = await testService(database)
  return () => database.close()
})

const seen = (ages: Readonly<Record<string, number>>) =>
  fresh(service).db.write([
    service.db.orm
      .insert(tokenLevels)
      .values(
        Object.entries(ages).map(([caller, age]) => ({ caller, level: 5, levelAt: service.now - age })),
      ),
  ])

const callers = async () => {
  const rows = await fresh(service).db.orm.select().from(tokenLevels).orderBy(asc(tokenLevels.caller))
  return rows.map(({ caller }) => caller)
}

const forget = (levels = forgetTokenLevels) => runThrough(service, levels, runOf(service.today - 1))

test('the night deletes the buckets of tokens that nobody showed for a day, and no others', async () => {
  await seen({ a: leaked + 1, b: leaked, c: 0 })
  expect(await forget()).toMatchObject({ counts: { tokenLevels: 1 } })
  expect(await callers()).toEqual(['b', 'c'])
})

test('a step deletes a chunk at most, and nothing is written where none is so old', async () => {
  await seen({ a: 2 * leaked, b: 2 * leaked, c: 2 * leaked, d: 0 })
  expect(await forget(tokenLevelSweep(2))).toMatchObject({ counts: { tokenLevels: 3 }, chunks: 2 })
  expect(await forget()).toMatchObject({ counts: { tokenLevels: 0 }, cost: { rowsWritten: 0 } })
  expect(await callers()).toEqual(['d'])
})
