import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DatabaseError } from '../../../src/database/errors.ts'
import { regions } from '../../../src/database/tables/customers/regions.ts'
import { changes } from '../../../src/database/tables/house/changes.ts'
import { commit, guard, StaleRead } from '../../../src/domain/writes/commit.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { insertRegion } from '../../support/regions.ts'
import { type Fault, faultName } from '../../support/server/faults.ts'
import { fresh, type TestService, testService } from '../../support/service.ts'

let database: TestDatabase
let service: TestService

beforeAll(async () => {
  database = await testDatabase()
  service = await testService(database)
})

let code: string
beforeEach(() => {
  service = fresh(service)
  code = crypto.randomUUID()
})

const change = () => ({ action: 'region.create', after: { code } }) as const

const create = (on = service, id = on.newId()) => commit(on, change(), [insertRegion(on, code, id)], { id })

/** What stands in the database of this test's code. */
async function written() {
  const { orm } = fresh(service).db
  const [rows, audits] = await Promise.all([
    orm.select().from(regions).where(sql`${regions.code} = ${code}`),
    orm.select().from(changes).where(sql`${changes.detail} ->> '$.after.code' = ${code}`),
  ])
  return { rows, audits }
}

async function kindOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    cause => cause,
  )
  expect(error).toBeInstanceOf(DatabaseError)
  return error.kind
}

const emptyBatch =
  '{"results":[{"type":"ok","response":{"type":"batch","result":{"step_results":[],"step_errors":[]}}},{"type":"ok","response":{"type":"close"}}]}'

describe('a write', () => {
  test('is one round trip that carries its audit row', async () => {
    const { id } = await create()
    expect(service.db.counters).toMatchObject({ roundTrips: 1, statements: 2 })
    const { rows, audits } = await written()
    expect(rows).toMatchObject([{ id, changeId: audits[0]?.id }])
    expect(audits).toMatchObject([{ actor: 'key:test', action: 'region.create', requestId: 'request:test' }])
  })

  test('counts rows in the table and in every index', async () => {
    await create()
    // region: row, id is the row itself, code, parent, name; audit: row, token, record, caller, instant.
    expect(service.db.counters.rowsWritten).toBe(9)
  })

  const applied: Fault[] = [
    ...[{ kind: 'swallow' } as const, { kind: 'cut' } as const, { kind: 'truncate' } as const],
    ...['{}', 'null', '{"results":[]}', '{"results":[null]}', '{"results":[{"type":"ok"}]}', emptyBatch].map(
      body => ({ kind: 'answer' as const, body }),
    ),
  ]
  test.each(applied.map(fault => [faultName(fault), fault] as const))(
    'that was applied but answered with %s succeeds and happened once',
    async (_, fault) => {
      await database.gateway.failNext(fault)
      const { id } = await create()
      const { rows, audits } = await written()
      expect(rows.map(row => row.id)).toEqual([id])
      expect(audits).toHaveLength(1)
      expect(service.db.counters.roundTrips).toBe(2)
    },
  )

  const refused: Fault[] = [
    { kind: 'drop' },
    { kind: 'status', status: 429 },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 500 },
    { kind: 'exhausted', code: 'SQLITE_FULL' },
    { kind: 'exhausted', code: 'SQLITE_IOERR' },
  ]
  test.each(refused.map(fault => [faultName(fault), fault] as const))(
    'that was not applied after %s is sent again',
    async (_, fault) => {
      await database.gateway.failNext(fault)
      await create()
      expect((await written()).rows).toHaveLength(1)
    },
  )

  test('that hangs past its deadline is sent again and happens once', async () => {
    const hasty = fresh(service, { writeDeadline: 150 })
    await database.gateway.failNext({ kind: 'delay', milliseconds: 300 })
    await create(hasty)
    await new Promise(resolve => setTimeout(resolve, 400))
    const { rows, audits } = await written()
    expect([rows.length, audits.length]).toEqual([1, 1])
  })

  test('happens exactly once whatever the first three requests suffer', async () => {
    const fault: fc.Arbitrary<Fault> = fc.oneof(
      fc.constantFrom<Fault>({ kind: 'drop' }, { kind: 'swallow' }, { kind: 'cut' }, { kind: 'truncate' }),
      fc.constantFrom(429, 500, 502, 503, 504).map(status => ({ kind: 'status' as const, status })),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { maxLength: 3 }), async faults => {
        code = crypto.randomUUID()
        const own = fresh(service)
        for (const one of faults) await database.gateway.failNext(one)
        const { id } = await create(own)
        const { rows, audits } = await written()
        expect(rows.map(row => row.id)).toEqual([id])
        expect(audits).toHaveLength(1)
        expect(own.db.counters.roundTrips).toBe(faults.length + 1)
      }),
      { numRuns: 30 },
    )
  })

  test('gives up as ambiguous when no answer ever arrives', async () => {
    await database.gateway.failNext({ kind: 'drop' }, 4)
    expect(await kindOf(create())).toBe('ambiguous')
    expect((await written()).rows).toEqual([])
  })

  test('stays ambiguous when an unanswered try is followed by refusals', async () => {
    await database.gateway.failNext({ kind: 'swallow' })
    await database.gateway.failNext({ kind: 'status', status: 503 }, 3)
    expect(await kindOf(create())).toBe('ambiguous')
    expect((await written()).rows).toHaveLength(1)
  })

  test('is not applied when every try was refused', async () => {
    await database.gateway.failNext({ kind: 'status', status: 429 }, 4)
    expect(await kindOf(create())).toBe('not-applied')
    expect((await written()).rows).toEqual([])
  })

  test('asks for a lock more often than for an answer', async () => {
    await database.gateway.failNext({ kind: 'busy' }, 10)
    await create(fresh(service, { lockPause: 5 }))
    expect((await written()).audits).toHaveLength(1)
  })

  test('is not applied when the lock is held for as long as one try may take', async () => {
    const own = await testDatabase()
    await own.gateway.failNext({ kind: 'busy' }, 1_000)
    const session = own.session({ writeDeadline: 200, lockPause: 20 })
    const started = performance.now()
    expect(await kindOf(session.write([sql`DELETE FROM regions`]))).toBe('not-applied')
    expect(performance.now() - started).toBeGreaterThanOrEqual(200)
    expect(session.counters.roundTrips).toBeGreaterThan(4)
    await own.close()
  })
})

describe('a batch that fails', () => {
  test('at a guard leaves nothing and says that the read was stale', async () => {
    const work = commit(
      service,
      change(),
      [
        insertRegion(service, code),
        guard(service, sql`EXISTS (SELECT 1 FROM regions WHERE code = 'somewhere else')`),
      ],
      {},
    )
    await expect(work).rejects.toBeInstanceOf(StaleRead)
    expect(await written()).toEqual({ rows: [], audits: [] })
    expect(service.db.counters.roundTrips).toBe(1)
  })

  test('does not fail at a guard that holds', async () => {
    await create()
    const version = sql`(SELECT version FROM regions WHERE code = ${code}) = 1`
    await expect(commit(service, change(), [guard(service, version)], 'kept')).resolves.toBe('kept')
  })

  test('at a guard that is unknown leaves nothing', async () => {
    const missing = sql`(SELECT version FROM regions WHERE code = 'nowhere') = 1`
    const work = commit(service, change(), [insertRegion(service, code), guard(service, missing)], {})
    await expect(work).rejects.toBeInstanceOf(StaleRead)
    expect((await written()).rows).toEqual([])
  })

  test('in its middle leaves nothing and names the broken rule', async () => {
    const [taken, id] = [`${code} taken`, service.newId()]
    await service.db.write([insertRegion(service, taken)])
    const work = commit(
      service,
      change(),
      [insertRegion(service, code, id), insertRegion(service, taken), insertRegion(service, `${code} after`)],
      {},
    )
    await expect(work).rejects.toMatchObject({ kind: 'rolled-back', constraint: 'regions.code' })
    expect(await written()).toEqual({ rows: [], audits: [] })
  })

  test('because a row points nowhere is rolled back', async () => {
    const work = service.db.write([
      insertRegion(service, code),
      sql`UPDATE regions SET parent_id = 4711 WHERE code = ${code}`,
    ])
    await expect(work).rejects.toMatchObject({ kind: 'rolled-back', constraint: 'foreign key' })
    expect((await written()).rows).toEqual([])
  })

  test('because it is no SQL is not sent again', async () => {
    expect(await kindOf(service.db.write([insertRegion(service, code), sql`NONSENSE`]))).toBe('permanent')
    expect(service.db.counters.roundTrips).toBe(1)
    expect((await written()).rows).toEqual([])
  })

  test('because its text is too large is not sent again', async () => {
    await database.gateway.failNext({ kind: 'status', status: 413 })
    expect(await kindOf(create())).toBe('permanent')
    expect(service.db.counters.roundTrips).toBe(1)
  })
})

test('writers that meet wait for each other instead of failing', async () => {
  const codes = Array.from({ length: 20 }, (_, at) => `${code} ${at}`)
  const writers = codes.map(each => {
    const own = fresh(service)
    return commit(own, change(), [insertRegion(own, each)], each)
  })
  expect(await Promise.all(writers)).toEqual(codes)
  const { audits } = await written()
  expect(new Set(audits.map(audit => audit.id)).size).toBe(20)
})
