import { env } from 'cloudflare:test'
import { eq, sql } from 'drizzle-orm'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { regions } from '../../src/database/tables/customers/regions.ts'
import { commit } from '../../src/domain/writes/commit.ts'
import { type TestDatabase, workerDatabase } from '../support/database.ts'
import { insertRegion } from '../support/regions.ts'
import { type Fault, faultName } from '../support/server/faults.ts'
import { fresh, type TestService, testService } from '../support/service.ts'

let database: TestDatabase
let service: TestService

beforeAll(async () => {
  database = await workerDatabase()
  service = await testService(database, { workspace: { currency: 'GBP' } })
})

beforeEach(() => {
  service = fresh(service)
})

const readCurrency = (from = service) => from.db.orm.all(sql`SELECT currency FROM workspace`)

test('the Worker and its tests meet in one database', () => {
  expect(navigator.userAgent).toBe('Cloudflare-Workers')
  expect(env).toMatchObject({ DATABASE_URL: database.url })
})

test('statements of one tick share one round trip in workerd', async () => {
  expect(await Promise.all([readCurrency(), readCurrency()])).toEqual([
    [{ currency: 'GBP' }],
    [{ currency: 'GBP' }],
  ])
  expect(service.db.counters).toEqual({
    roundTrips: 1,
    freshStreams: expect.any(Number),
    statements: 2,
    rowsRead: 2,
    rowsWritten: 0,
    commits: 0,
    longestStatement: expect.any(Number),
  })
})

test('a read that hangs ends at its deadline in workerd and is sent again', async () => {
  await database.gateway.failNext({ kind: 'delay', milliseconds: 60_000 })
  const hasty = fresh(service, { readDeadline: 200 })
  const started = Date.now()
  expect(await readCurrency(hasty)).toEqual([{ currency: 'GBP' }])
  expect(hasty.db.counters.roundTrips).toBe(2)
  expect(Date.now() - started).toBeLessThan(3_000)
})

const faults: Fault[] = [
  { kind: 'drop' },
  { kind: 'swallow' },
  { kind: 'cut' },
  { kind: 'truncate' },
  { kind: 'status', status: 503 },
]

test.each(faults.map(fault => [faultName(fault), fault] as const))(
  'a write happens exactly once in workerd despite %s',
  async (_, fault) => {
    const code = crypto.randomUUID()
    await database.gateway.failNext(fault)
    const change = { action: 'region.create' } as const
    await commit(service, change, [insertRegion(service, code)], {})
    expect(service.db.counters.roundTrips).toBe(2)
    const rows = await fresh(service).db.orm.select().from(regions).where(eq(regions.code, code))
    expect(rows).toHaveLength(1)
  },
)
