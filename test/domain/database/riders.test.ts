import { sql } from 'drizzle-orm'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Rider, Session } from '../../../src/database/client.ts'
import { databaseErrorIn } from '../../../src/database/errors.ts'
import { changes } from '../../../src/database/tables/house/changes.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'

let database: TestDatabase
let before: number

beforeAll(async () => {
  database = await testDatabase()
})

beforeEach(async () => {
  before = await database.gateway.requests()
})

const requests = async () => (await database.gateway.requests()) - before

class Refused extends Error {}
const refusal = new Refused('Not you.')

/** Asks for two values, and remembers when it was judged. */
function rider(verdict: () => void = () => undefined) {
  const log: unknown[] = []
  const first: Rider = {
    statements: [sql`SELECT ${'one'} AS a, 2 AS b`, sql`SELECT value FROM json_each('[3,4]')`],
    judge: rows => {
      log.push(rows)
      verdict()
    },
  }
  return { first, log }
}

const refused = () =>
  rider(() => {
    throw refusal
  })

const read = (session: Session, value: number) => session.read(`SELECT ${value}`, [])
const rows = [[['one', 2]], [[3], [4]]]

describe('a rider', () => {
  test('travels at the head of the first reads, and only there', async () => {
    const { first, log } = rider()
    const session = database.session({ first })
    const asked = [1, 2].map(async value => {
      const answer = await read(session, value)
      log.push(value)
      return answer
    })
    expect(await Promise.all(asked)).toEqual([[[1]], [[2]]])
    expect(log).toEqual([rows, 1, 2])
    expect(await read(session, 3)).toEqual([[3]])
    await session.admitted()
    expect(session.counters).toMatchObject({ roundTrips: 2, statements: 5 })
    expect(await requests()).toBe(2)
    expect(log).toHaveLength(3)
  })

  test('that refuses fails what waits and what is asked later with its own error', async () => {
    const { first, log } = refused()
    const session = database.session({ first })
    const settled = await Promise.allSettled([read(session, 1), read(session, 2), session.admitted()])
    expect(settled).toEqual(new Array(3).fill({ status: 'rejected', reason: refusal }))
    await expect(read(session, 3)).rejects.toBe(refusal)
    await expect(session.admitted()).rejects.toBe(refusal)
    await expect(session.write([sql`DELETE FROM changes`])).rejects.toBe(refusal)
    await expect(session.orm.all(sql`SELECT 1`)).rejects.toMatchObject({ cause: refusal })
    await expect(session.orm.select().from(changes)).rejects.toMatchObject({ cause: refusal })
    expect(await requests()).toBe(1)
    expect(log).toEqual([rows])
  })

  test('goes alone before a write where nothing was read', async () => {
    const { first, log } = rider()
    const session = database.session({ first })
    await session.write([sql`DELETE FROM changes`])
    expect(log).toEqual([rows])
    expect(await requests()).toBe(2)
    await session.write([sql`DELETE FROM changes`])
    expect(await requests()).toBe(3)
  })

  test('that refuses lets no write out', async () => {
    const session = database.session({ first: refused().first })
    await expect(session.write([sql`DELETE FROM changes`])).rejects.toBe(refusal)
    expect(session.counters).toMatchObject({ roundTrips: 1, statements: 2 })
    expect(await requests()).toBe(1)
  })

  test('goes with the reads of the tick in which somebody waits for it', async () => {
    const { first } = rider()
    const session = database.session({ first })
    await Promise.all([read(session, 1), session.admitted(), session.admitted()])
    expect(await requests()).toBe(1)
  })

  test('is judged by itself where a read beside it is wrong', async () => {
    const { first, log } = rider()
    const session = database.session({ first })
    const bad = session.read('SELECT nonsense FROM nowhere', [])
    expect(await Promise.allSettled([read(session, 1), bad])).toMatchObject([
      { status: 'fulfilled', value: [[1]] },
      { status: 'rejected', reason: { kind: 'permanent' } },
    ])
    expect(log).toEqual([rows])
    // All together, the rider, and each of the two.
    expect(await requests()).toBe(4)
  })

  test('refuses by itself where a read beside it is wrong', async () => {
    const { first, log } = refused()
    const session = database.session({ first })
    const bad = session.read('SELECT nonsense FROM nowhere', [])
    const settled = await Promise.allSettled([read(session, 1), bad])
    expect(settled).toEqual(new Array(2).fill({ status: 'rejected', reason: refusal }))
    expect(log).toEqual([rows])
    expect(await requests()).toBe(2)
  })

  test('that could not be answered goes again with what is asked next', async () => {
    const { first, log } = rider()
    const session = database.session({ first })
    await database.gateway.failNext({ kind: 'drop' }, 4)
    const failure = await read(session, 1).catch(error => error)
    expect(databaseErrorIn(failure)?.kind).toBe('ambiguous')
    expect(log).toEqual([])
    expect(await read(session, 2)).toEqual([[2]])
    expect(log).toEqual([rows])
  })

  test('must not write', () => {
    const first = { statements: [sql`DELETE FROM changes`], judge: () => undefined }
    expect(() => database.session({ first })).toThrow('Only `write`')
  })
})

test('a session without a rider is admitted at once', async () => {
  await database.session().admitted()
  expect(await requests()).toBe(0)
})
