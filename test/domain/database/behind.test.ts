import { eq, sql } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import type { Rider, Session, Statement } from '../../../src/database/client.ts'
import { changes } from '../../../src/database/tables/house/changes.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'

let database: TestDatabase
let session: Session

beforeEach(async () => {
  database = await testDatabase()
  session = database.session()
  return database.close
})

const change = (token: string) => ({ token, at: 0, actor: 'a', action: 'b', entity: 'c', requestId: 'd' })
const insert = (token: string) => session.orm.insert(changes).values(change(token))
const count = () => session.read('SELECT count(*) FROM changes', [])
const tokens = () => session.orm.select({ token: changes.token }).from(changes).orderBy(changes.id)

/** Writes, and reads behind it. */
async function writeAndRead<Read>(statements: readonly Statement[], ask: () => Promise<Read>[]) {
  let reads: Promise<PromiseSettledResult<Read>[]> = Promise.resolve([])
  const write = session.write(statements, {
    behind: () => {
      reads = Promise.allSettled(ask())
    },
  })
  const [written] = await Promise.allSettled([write])
  return { written, reads: await reads }
}

test('reads behind a write see it, in its round trip', async () => {
  const { written, reads } = await writeAndRead<unknown>([insert('one'), insert('two')], () => [
    count(),
    tokens().execute(),
    session.orm.query.changes
      .findFirst({ columns: { token: true }, where: eq(changes.token, 'two') })
      .execute(),
  ])
  expect(written).toMatchObject({ status: 'fulfilled', value: [{ rowsAffected: 1 }, { rowsAffected: 1 }] })
  expect(reads).toEqual([
    { status: 'fulfilled', value: [[2]] },
    { status: 'fulfilled', value: [{ token: 'one' }, { token: 'two' }] },
    { status: 'fulfilled', value: { token: 'two' } },
  ])
  expect(session.counters).toMatchObject({ roundTrips: 1, statements: 5 })
  expect(await database.gateway.requests()).toBe(1)
})

test('a write that fails fails the reads behind it, and nothing is sent again', async () => {
  const { written, reads } = await writeAndRead([insert('one'), insert('one')], () => [count()])
  expect(written).toMatchObject({ reason: { kind: 'rolled-back', constraint: 'changes.token' } })
  expect(reads).toEqual([written])
  expect(await database.gateway.requests()).toBe(1)
  expect(await count()).toEqual([[0]])
})

test('reads go again with a write whose answer was lost', async () => {
  await database.gateway.failNext({ kind: 'swallow' })
  const { reads } = await writeAndRead([insert('one').onConflictDoNothing()], () => [count()])
  expect(reads).toEqual([{ status: 'fulfilled', value: [[1]] }])
  expect(await database.gateway.requests()).toBe(2)
})

test('reads go by themselves where an earlier try turns out to have been applied', async () => {
  await database.gateway.failNext({ kind: 'swallow' })
  const { written, reads } = await writeAndRead([insert('one')], () => [count()])
  expect(written).toMatchObject({ reason: { kind: 'rolled-back', constraint: 'changes.token' } })
  expect(reads).toEqual([{ status: 'fulfilled', value: [[1]] }])
  expect(await database.gateway.requests()).toBe(3)
})

test('a write that was never answered fails the reads behind it', async () => {
  await database.gateway.failNext({ kind: 'drop' }, 4)
  const { written, reads } = await writeAndRead([insert('one')], () => [count()])
  expect(written).toMatchObject({ reason: { kind: 'ambiguous' } })
  expect(reads).toEqual([written])
})

test('a read that is wrong undoes no write, and leaves the others their answers', async () => {
  const { written, reads } = await writeAndRead([insert('one')], () => [
    session.read('SELECT nonsense FROM nowhere', []),
    count(),
  ])
  expect(written?.status).toBe('fulfilled')
  expect(reads).toMatchObject([{ reason: { kind: 'permanent' } }, { status: 'fulfilled', value: [[1]] }])
})

test('what was asked before goes its own way', async () => {
  const before = count()
  const { reads } = await writeAndRead([insert('one')], () => [count()])
  expect(reads).toEqual([{ status: 'fulfilled', value: [[1]] }])
  await before
  expect(await database.gateway.requests()).toBe(2)
})

test('a failure to ask sends nothing, and ends the gathering', async () => {
  const fault = new Error('of this test')
  const asked: Promise<unknown>[] = []
  const work = session.write([insert('one')], {
    behind: () => {
      asked.push(count().catch(error => error))
      throw fault
    },
  })
  await expect(work).rejects.toBe(fault)
  expect(await Promise.all(asked)).toEqual([fault])
  expect(await database.gateway.requests()).toBe(0)
  expect(await count()).toEqual([[0]])
})

test('a rider goes before both', async () => {
  const first: Rider = { statements: [sql`SELECT 1`], judge: () => undefined }
  session = database.session({ first })
  const { reads } = await writeAndRead([insert('one')], () => [count()])
  expect(reads).toEqual([{ status: 'fulfilled', value: [[1]] }])
  expect(await database.gateway.requests()).toBe(2)
})
