import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Session } from '../../../src/database/client.ts'
import { DatabaseError } from '../../../src/database/errors.ts'
import { changes } from '../../../src/database/tables/house/changes.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { type Fault, faultName } from '../../support/server/faults.ts'

let database: TestDatabase
let session: Session

beforeAll(async () => {
  database = await testDatabase()
})

beforeEach(() => {
  session = database.session()
})

const number = (value: number, from = session) =>
  from.orm.get<{ value: number }>(sql`SELECT ${value} AS value`).then(row => row.value)

describe('statements of one tick', () => {
  test('share one round trip', async () => {
    const before = await database.gateway.requests()
    expect(await Promise.all([number(1), number(2), number(3)])).toEqual([1, 2, 3])
    expect(session.counters).toMatchObject({ roundTrips: 1, statements: 3 })
    expect((await database.gateway.requests()) - before).toBe(1)
  })

  test('may be written by hand, and give their values in the order of the columns', async () => {
    const [rows, value] = await Promise.all([
      session.read('SELECT value, value * 0.5, NULL, 1 AS value FROM json_each(?)', ['[1, 2, "three"]']),
      number(1),
    ])
    expect(rows).toEqual([
      [1, 0.5, null, 1],
      [2, 1, null, 1],
      ['three', 0, null, 1],
    ])
    expect(value).toBe(1)
    expect(session.counters).toMatchObject({ roundTrips: 1, statements: 2 })
    expect(await session.read("SELECT x'00ff'", [])).toEqual([['AP8']])
    await expect(session.read('DELETE FROM guards', [])).rejects.toMatchObject({ kind: 'permanent' })
    await expect(session.read('SELECT ?', [Number.NaN])).rejects.toMatchObject({ kind: 'permanent' })
  })

  test('see one state of the database', async () => {
    const count = () =>
      session.orm.get<{ n: number }>(sql`SELECT count(*) AS n FROM changes`).then(row => row.n)
    const writer = database.session()
    const write = (at: number) =>
      writer.write([
        sql`INSERT INTO changes (token, at, actor, action, entity, request_id)
          VALUES (${`snapshot ${at}`}, ${at}, 'a', 'b', 'c', 'd')`,
      ])
    const rounds = Array.from({ length: 8 }, async (_, at) => {
      const [counts] = await Promise.all([Promise.all([count(), count(), count()]), write(at)])
      return new Set(counts).size
    })
    expect(await Promise.all(rounds)).toEqual(new Array(8).fill(1))
  })

  test('pay for the next tick separately', async () => {
    expect(await number(1)).toBe(1)
    expect(await number(2)).toBe(2)
    expect(session.counters.roundTrips).toBe(2)
  })

  test('get their own answers although one of them is wrong', async () => {
    const settled = await Promise.allSettled([
      number(1),
      session.orm.get(sql`SELECT nonsense FROM nowhere`),
      number(3),
    ])
    expect(settled.map(one => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(settled[0]).toMatchObject({ value: 1 })
    expect(settled[2]).toMatchObject({ value: 3 })
  })

  test('answer in order however many they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer(), { minLength: 1, maxLength: 60 }), async values => {
        const own = database.session()
        expect(await Promise.all(values.map(value => number(value, own)))).toEqual(values)
        expect(own.counters).toMatchObject({ roundTrips: 1, statements: values.length })
      }),
      { numRuns: 25 },
    )
  })
})

describe('a read', () => {
  const passing: Fault[] = [
    { kind: 'drop' },
    { kind: 'swallow' },
    { kind: 'cut' },
    { kind: 'truncate' },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 429 },
    { kind: 'status', status: 502 },
  ]
  test.each(passing.map(fault => [faultName(fault), fault] as const))(
    'is sent again after %s',
    async (_, fault) => {
      await database.gateway.failNext(fault)
      expect(await Promise.all([number(7), number(8)])).toEqual([7, 8])
      expect(session.counters).toMatchObject({ roundTrips: 2, statements: 4 })
      expect(await database.gateway.waiting()).toBe(0)
    },
  )

  test('gives up after four attempts', async () => {
    await database.gateway.failNext({ kind: 'drop' }, 4)
    await expect(number(1)).rejects.toMatchObject({ cause: { kind: 'ambiguous' } })
    expect(session.counters.roundTrips).toBe(4)
    expect(await database.gateway.waiting()).toBe(0)
  })

  test('is not sent again when the database says that it is wrong', async () => {
    await expect(session.orm.get(sql`SELECT`)).rejects.toMatchObject({ cause: { kind: 'permanent' } })
    await database.gateway.failNext({ kind: 'status', status: 401 })
    await expect(number(1)).rejects.toMatchObject({ cause: { kind: 'permanent' } })
    expect(session.counters.roundTrips).toBe(2)
  })

  test('that hangs ends at its deadline and is sent again', async () => {
    const hasty = database.session({ readDeadline: 200 })
    await database.gateway.failNext({ kind: 'delay', milliseconds: 60_000 })
    const started = Date.now()
    expect(await number(5, hasty)).toBe(5)
    expect(Date.now() - started).toBeGreaterThanOrEqual(190)
    expect(Date.now() - started).toBeLessThan(1_500)
  })

  test('that always hangs fails within its attempts', async () => {
    const hasty = database.session({ readDeadline: 50 })
    await database.gateway.failNext({ kind: 'delay', milliseconds: 60_000 }, 4)
    await expect(number(5, hasty)).rejects.toMatchObject({ cause: expect.any(DatabaseError) })
    expect(hasty.counters.roundTrips).toBe(4)
  })

  test.each([
    `INSERT INTO guards VALUES (1)`,
    `WITH one AS (SELECT 1) INSERT OR IGNORE INTO guards SELECT 1 FROM one`,
    `REPLACE INTO guards VALUES (1)`,
    `UPDATE guards SET holds = 1`,
    `UPDATE OR IGNORE guards SET holds = 1`,
    `WITH one AS (SELECT 1) DELETE FROM guards`,
    `CREATE TABLE sneaked (a)`,
    `COMMIT`,
  ])('cannot write: %s', async statement => {
    await expect(session.orm.run(sql.raw(statement))).rejects.toMatchObject({ cause: { kind: 'permanent' } })
    expect(session.counters.roundTrips).toBe(0)
  })

  test.each([
    `VALUES (1)`,
    `WITH one AS (SELECT replace('insert it', 'delete', 'update') AS a) SELECT a FROM one`,
    `PRAGMA foreign_keys`,
  ])('may be any reading statement: %s', async statement => {
    await expect(session.orm.all(sql.raw(statement))).resolves.toHaveLength(1)
  })
})

describe('the counters', () => {
  test('tell rows read and written exactly', async () => {
    const own = await testDatabase()
    const writer = own.session()
    await writer.write([
      sql`INSERT INTO changes (token, at, actor, action, entity, request_id)
        SELECT value, 0, 'a', 'b', 'c', 'd' FROM json_each('["one","two","three"]')`,
    ])
    // Each row stands in the table and in the indexes of its token, its actor and its instant; the sequence of ids is one row more.
    expect(writer.counters).toEqual({
      roundTrips: 1,
      freshStreams: expect.any(Number),
      statements: 1,
      rowsRead: 4,
      rowsWritten: 13,
      commits: 1,
      longestStatement: expect.any(Number),
    })

    const reader = own.session()
    const rows = await reader.orm.select({ token: changes.token }).from(changes).orderBy(changes.id)
    expect(rows.map(row => row.token)).toEqual(['one', 'two', 'three'])
    expect(reader.counters).toEqual({
      roundTrips: 1,
      freshStreams: expect.any(Number),
      statements: 1,
      rowsRead: 3,
      rowsWritten: 0,
      commits: 0,
      longestStatement: expect.any(Number),
    })

    await reader.orm.select({ id: changes.id }).from(changes).where(sql`${changes.id} = 2`)
    expect(reader.counters).toEqual({
      roundTrips: 2,
      freshStreams: expect.any(Number),
      statements: 2,
      rowsRead: 4,
      rowsWritten: 0,
      commits: 0,
      longestStatement: expect.any(Number),
    })
  })

  test('tell the longest statement, whatever came after it, until they are set back', async () => {
    const own = database.session()
    const upTo = (n: number) =>
      own.orm.all(sql`
        WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${n})
        SELECT count(*) FROM numbers`)
    await upTo(100_000)
    const { longestStatement } = own.counters
    expect(longestStatement).toBeGreaterThan(1)
    await upTo(1)
    expect(own.counters.longestStatement).toBe(longestStatement)
    own.counters.longestStatement = 0
    await upTo(1)
    expect(own.counters.longestStatement).toBeLessThan(longestStatement)
  })

  test('of two sessions are apart', async () => {
    const other = database.session()
    await number(1)
    expect(other.counters).toEqual({
      roundTrips: 0,
      freshStreams: expect.any(Number),
      statements: 0,
      rowsRead: 0,
      rowsWritten: 0,
      commits: 0,
      longestStatement: 0,
    })
  })
})
