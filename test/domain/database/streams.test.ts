import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { openDatabase, type Session } from '../../../src/database/client.ts'
import { endTurn, takeTurn } from '../../../src/database/hrana/streams.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { type DatabaseServer, startDatabaseServer } from '../../support/server/database-server.ts'

interface Sent {
  url: string
  baton: string | null
  /** Whether the stream stays open. */
  kept: boolean
}

/** Remembers what is sent. */
function watching(forward: typeof fetch = fetch) {
  const sent: Sent[] = []
  const watched: typeof fetch = (input, init) => {
    const { baton, requests } = JSON.parse(String(init?.body))
    sent.push({ url: String(input), baton, kept: requests.length === 1 })
    return forward(input, init)
  }
  return { sent, fetch: watched }
}

let database: TestDatabase
const servers: DatabaseServer[] = []

/** Streams that files before this one left idle are over: all of them together may only be so many. */
function endStreamsOfOthers(): void {
  const later = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000)
  const address = { base: 'http://127.0.0.1/', token: undefined }
  endTurn(address, takeTurn(address), null)
  later.mockRestore()
}

beforeAll(async () => {
  endStreamsOfOthers()
  database = await testDatabase()
  servers.push(await startDatabaseServer(), await startDatabaseServer())
  // The first label of the host's name chooses a database, even where it is a number.
  for (const server of servers) await server.create('127')
})

afterAll(() => Promise.all(servers.map(server => server.stop())))

afterEach(() => {
  vi.restoreAllMocks()
})

const addressOf = (at: number) => `http://127.0.0.1:${servers[at]?.port}/`
const one = (session: Session) => session.read('SELECT 1', [])

test('the reads of all sessions go on with one stream, each write has its own', async () => {
  const [first, second] = [database.session(), database.session()]
  for (const session of [first, second, first]) expect(await one(session)).toEqual([[1]])
  await second.write([sql`DELETE FROM guards`])
  await one(second)
  expect(first.counters).toMatchObject({ roundTrips: 2, freshStreams: 1 })
  expect(second.counters).toMatchObject({ roundTrips: 3, freshStreams: 1 })
})

test('a read sees what was written before, whoever wrote it', async () => {
  const sessions = [database.session(), database.session()] as const
  await sessions[0].write([sql`CREATE TABLE sightings (n INTEGER) STRICT`])
  for (let n = 1; n <= 60; n++) {
    await sessions[n % 2 === 0 ? 0 : 1].write([sql`INSERT INTO sightings VALUES (${n})`])
    const counts = sessions.map(session => session.read('SELECT count(*) FROM sightings', []))
    expect(await Promise.all(counts)).toEqual([[[n]], [[n]]])
  }
  const { roundTrips, freshStreams } = sessions[0].counters
  expect(roundTrips - freshStreams).toBeGreaterThan(50)
})

test('a stream is not used again when it was idle for five seconds', async () => {
  const session = database.session()
  await one(session)
  const { freshStreams } = session.counters
  const now = Date.now()
  vi.spyOn(Date, 'now').mockReturnValue(now + 5_001)
  await one(session)
  expect(session.counters).toMatchObject({ roundTrips: 2, freshStreams: freshStreams + 1 })
})

test('a stream that the server gave up is replaced by one more round trip', async () => {
  const session = openDatabase({ url: addressOf(0) }).session()
  await one(session)
  const now = Date.now()
  vi.spyOn(Date, 'now').mockReturnValue(now)
  await new Promise(resolve => setTimeout(resolve, 12_000))
  expect(await one(session)).toEqual([[1]])
  expect(session.counters).toMatchObject({ roundTrips: 3, freshStreams: 2 })
}, 20_000)

test('streams that went with a server are replaced by one more round trip in all', async () => {
  let at = 0
  const moving: typeof fetch = (input, init) =>
    fetch(String(input).replace(addressOf(0), addressOf(at)), init)
  const open = openDatabase({ url: addressOf(0), fetch: moving })
  const session = open.session()
  await Promise.all([one(session), one(open.session()), one(open.session())])
  at = 1
  expect(await one(session)).toEqual([[1]])
  expect(await one(session)).toEqual([[1]])
  expect(session.counters).toMatchObject({ roundTrips: 4, freshStreams: 2 })
})

test('a baton that somebody used is replaced by one more round trip', async () => {
  let twice = false
  const session = openDatabase({
    url: addressOf(1),
    token: 'of this test',
    fetch: async (input, init) => {
      if (twice) await fetch(input, init)
      twice = false
      return fetch(input, init)
    },
  }).session()
  await one(session)
  twice = true
  expect(await one(session)).toEqual([[1]])
  expect(session.counters).toMatchObject({ roundTrips: 3, freshStreams: 2 })
})

test.each(['cut', 'truncate', 'swallow'] as const)('nothing goes on with a stream after a %s', async kind => {
  const { sent, fetch } = watching()
  const own = await testDatabase()
  const session = openDatabase({ url: own.url, fetch }).session()
  await one(session)
  await own.gateway.failNext({ kind })
  expect(await one(session)).toEqual([[1]])
  expect(await one(session)).toEqual([[1]])
  const [first, broken, again, last] = sent.map(({ baton }) => baton)
  expect([first, again]).toEqual([null, null])
  expect(broken).toEqual(expect.any(String))
  expect(last).toEqual(expect.any(String))
  expect(last).not.toBe(broken)
  await own.close()
})

test('a statement that fails leaves its stream to the next', async () => {
  const session = database.session()
  await one(session)
  const { freshStreams } = session.counters
  for (let round = 0; round < 3; round++) {
    await expect(session.read('SELECT nonsense FROM nowhere', [])).rejects.toMatchObject({
      kind: 'permanent',
    })
    expect(await one(session)).toEqual([[1]])
  }
  expect(session.counters.freshStreams).toBe(freshStreams)
})

test('the next request goes where the server asks for it, with its token only as safely as before', async () => {
  const asked = ['https://other.example/a/', 'http://other.example/b/', null, null]
  const answer = { cols: [], rows: [], affected_row_count: 0 }
  const { sent, fetch } = watching(async () =>
    Response.json({
      baton: `baton ${asked.length}`,
      base_url: asked.shift(),
      results: [
        {
          type: 'ok',
          response: { type: 'batch', result: { step_results: [{}, answer, {}, null], step_errors: [] } },
        },
      ],
    }),
  )
  const session = openDatabase({ url: 'libsql://one.example', fetch }).session()
  for (const _ of [...asked]) await one(session)
  expect(sent.map(({ url }) => String(url))).toEqual([
    'https://one.example/v3/pipeline',
    'https://other.example/a/v3/pipeline',
    'https://other.example/a/v3/pipeline',
    'https://other.example/a/v3/pipeline',
  ])
})

test('forty readers at once beside writers keep eight streams at most', async () => {
  const { sent, fetch } = watching()
  const own = await testDatabase()
  const open = openDatabase({ url: own.url, fetch })
  const readers = Array.from({ length: 40 }, async () => {
    const session = open.session()
    for (let round = 0; round < 5; round++) expect(await one(session)).toEqual([[1]])
  })
  const writers = Array.from({ length: 8 }, () => open.session().write([sql`DELETE FROM guards`]))
  await Promise.all([...readers, ...writers])
  const opened = sent.filter(({ baton, kept }) => kept && baton === null)
  expect(opened.length).toBeGreaterThan(0)
  expect(opened.length).toBeLessThanOrEqual(8)
  const batons = sent.flatMap(({ baton }) => baton ?? [])
  expect(batons.length).toBeGreaterThan(0)
  expect(new Set(batons).size).toBe(batons.length)
  await own.close()
})
