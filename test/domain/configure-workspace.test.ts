import { sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { recordInteraction } from '../../src/domain/interactions/record-interaction.ts'
import { configureWorkspace } from '../../src/domain/workspace/configure-workspace.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { testService } from '../support/service.ts'

let database: TestDatabase

beforeEach(async () => {
  database = await testDatabase()
  await database.session().write([sql`DELETE FROM workspace`])
})

const configure = (wanted: Parameters<typeof configureWorkspace>[2]) =>
  configureWorkspace(database.session(), 0, wanted)

test('a new workspace gets what is asked for and defaults for the rest', async () => {
  expect(await configure({ currency: 'GBP' })).toEqual({
    currency: 'GBP',
    decimals: 2,
    timeZone: 'Asia/Ho_Chi_Minh',
    phoneCountry: 'VN',
  })
})

test('asking for nothing keeps what is there, and settings can change while nothing is recorded', async () => {
  await configure({ currency: 'GBP' })
  expect(await configure({})).toMatchObject({ currency: 'GBP' })
  expect(await configure({ timeZone: 'Europe/London', phoneCountry: 'GB' })).toMatchObject({
    currency: 'GBP',
    timeZone: 'Europe/London',
    phoneCountry: 'GB',
  })
})

test('the first interaction fixes the settings', async () => {
  const workspace = { currency: 'VND', timeZone: 'Asia/Ho_Chi_Minh', phoneCountry: 'VN' }
  await recordInteraction(await testService(database, { workspace }), {
    customer: { phone: '+84912345678' },
    kind: 'NOTE',
    body: 'First contact.',
  })
  expect(await configure(workspace)).toMatchObject(workspace)
  expect(await configure({})).toMatchObject(workspace)
  for (const other of [{ currency: 'EUR' }, { timeZone: 'Asia/Tokyo' }, { phoneCountry: 'JP' }]) {
    await expect(configure(other)).rejects.toMatchObject({
      code: 'CONFLICT',
      issues: [{ path: Object.keys(other) }],
    })
  }
  expect(await configure({})).toMatchObject(workspace)
})

test('unknown currencies, zones and countries are refused before anything is written', async () => {
  for (const wrong of [{ currency: 'XXX' }, { timeZone: 'Mars/Olympus' }, { phoneCountry: 'vn' }]) {
    await expect(configure(wrong)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      issues: [{ path: Object.keys(wrong) }],
    })
  }
  expect(await database.session().orm.all(sql`SELECT * FROM workspace`)).toEqual([])
})
