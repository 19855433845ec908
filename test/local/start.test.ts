import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises'
import { request } from 'node:http'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask } from '../../scripts/graphql.ts'
import { freePort } from '../../scripts/local/ports.ts'
import { answers, holdfast, processesIn, type Running } from './holdfast.ts'

let folder: string
let port: number
let running: Running | null = null

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-local-'))
  port = await freePort()
})

/** Also what a test that failed left running. */
async function end() {
  running?.signal('SIGTERM')
  await running?.ended
  running = null
}

afterAll(async () => {
  await end()
  await rm(folder, { recursive: true, force: true })
})

const common = () => ['--port', String(port), '--data', folder]

/** Starts and waits until it is ready. */
async function startReady(...args: string[]): Promise<Running> {
  await end()
  running = holdfast([...common(), ...args])
  await running.printed('Ctrl-C stops everything.')
  return running
}

async function stop(by: NodeJS.Signals) {
  running?.signal(by)
  const code = await running?.ended
  running = null
  expect(code).toBe(0)
  expect(processesIn(folder)).toEqual([])
  expect(await answers(port)).toBe(false)
}

/** Starts what cannot run; the one line that it prints. */
async function refused(args: string[], node: string[] = []): Promise<string> {
  const failing = holdfast(args, node)
  expect(await failing.ended).toBe(1)
  const lines = failing.output().trim().split('\n')
  expect(lines).toHaveLength(1)
  return lines[0] ?? ''
}

const api = (key: string) => ({ url: `http://127.0.0.1:${port}`, key })
const readKey = async () => (await readFile(join(folder, 'admin.key'), 'utf8')).trim()

const record = `mutation ($input: InteractionRecordInput!) {
  interactionRecord(input: $input) { ... on InteractionRecordPayload { interaction { id } } ... on UserError { message } }
}`

test('the first start prints endpoint and key, answers with them, and leaves nothing running', async () => {
  const first = await startReady('--empty', '--currency', 'GBP')
  const key = await readKey()
  expect(first.output()).toContain(`http://127.0.0.1:${port}/graphql`)
  expect(first.output()).toContain(key)
  expect((await stat(join(folder, 'admin.key'))).mode & 0o777).toBe(0o600)
  for (const secret of ['worker.json', 'database.token'])
    expect((await stat(join(folder, secret))).mode & 0o777).toBe(0o600)
  expect(await ask(api(key), '{ viewer { name } workspace { currency timeZone } }')).toEqual({
    viewer: { name: 'admin' },
    workspace: { currency: 'GBP', timeZone: 'Asia/Ho_Chi_Minh' },
  })

  const refusedFile = await fetch(`http://127.0.0.1:${port}/v1/import/customers?source=till`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv' },
    body: `nonsense,name\n${'1,Somebody\n'.repeat(50_000)}`,
  })
  expect(refusedFile.status).toBe(400)
  // It comes over the connection on which the file came.
  expect(await ask(api(key), '{ viewer { name } }')).toEqual({ viewer: { name: 'admin' } })

  const [samePort, sameFolder] = await Promise.all([
    refused(['--port', String(port), '--data', join(folder, 'other')]),
    refused(['--port', String(await freePort()), '--data', folder]),
  ])
  expect(samePort).toBe(`Port ${port} is in use: choose another one with --port.`)
  expect(sameFolder).toContain('is in use by another start')

  await stop('SIGINT')
})

test('a second start keeps key, data and settings, and begins no night over nobody', async () => {
  const key = await readKey()
  await startReady()
  expect(await readKey()).toBe(key)
  expect(await ask(api(key), '{ workspace { currency } nights(first: 1) { nodes { attempt } } }')).toEqual({
    workspace: { currency: 'GBP' },
    nights: { nodes: [] },
  })
  const customer = { externalId: { source: 'till', externalId: '1' } }
  const input = { customer, kind: 'PURCHASE', amount: '12.50', currency: 'GBP' }
  expect(await ask(api(key), record, { input })).toMatchObject({
    interactionRecord: { interaction: { id: expect.any(String) } },
  })
  await stop('SIGTERM')

  const another = await refused([...common(), '--currency', 'EUR'])
  expect(another).toBe(
    'The currency is fixed to GBP, because facts are recorded already; it cannot become EUR.',
  )
  expect(processesIn(folder)).toEqual([])
})

/** The answer to a GET with these headers; fetch sends no other host than the one that it asks. */
const statusOf = (path: string, headers: Record<string, string>) =>
  new Promise<number | undefined>((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers }, answer => {
      answer.resume()
      resolve(answer.statusCode)
    })
      .once('error', reject)
      .end()
  })

const statusUnder = (host: string, path: string) => statusOf(path, { host })

/** Sends the beginning of a request, and gets what is answered first. */
function begin(head: string) {
  const socket = createConnection({ host: '127.0.0.1', port }, () => socket.write(head))
  const answered = new Promise<string>((resolve, reject) => {
    socket.once('data', chunk => resolve(String(chunk)))
    socket.once('error', reject)
  })
  answered.catch(() => undefined)
  const sent = new Promise(resolve => socket.once('connect', resolve))
  return { socket, answered, sent }
}

describe('while it runs', () => {
  beforeAll(() => startReady())
  afterAll(end)

  test('the database server lets nobody in without its token', async () => {
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(await readFile(join(folder, 'worker.json'), 'utf8')) ?? []
    const token = (await readFile(join(folder, 'database.token'), 'utf8')).trim()
    const requests = [{ type: 'execute', stmt: { sql: 'SELECT currency FROM workspace' } }]
    const enter = async (authorization: string | null) => {
      const headers = { origin: 'http://page.example', ...(authorization && { authorization }) }
      const answer = await fetch(`${url}/v2/pipeline`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ baton: null, requests }),
      })
      return answer.status
    }
    expect(await enter(null)).toBe(401)
    expect(await enter('Bearer another')).toBe(401)
    expect(await enter(`Bearer ${token}`)).toBe(200)
    const { PATH, HOME } = process.env
    for (const DATABASE_TOKEN of ['', 'another']) {
      const env = { PATH, HOME, DATABASE_TOKEN }
      const args = ['tsx', 'scripts/migrate.ts', '--database-url', url ?? '']
      const { status, stdout, stderr } = spawnSync('npx', args, { env, encoding: 'utf8' })
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
      expect(stderr.trim().split('\n')).toEqual([
        expect.stringContaining('DATABASE_TOKEN is not the right one.'),
      ])
    }
  })

  test('a browser is signed in once, by the address that was printed, and only under our own names', async () => {
    const url = `http://127.0.0.1:${port}`
    const codeIn = (text: string) => /graphiql#(\S+)/.exec(text)?.[1]
    const exchange = (body: object, origin = url) =>
      fetch(`${url}/local/sign-in`, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    const code = codeIn(running?.output() ?? '')
    expect((await exchange({ code: 'another' })).status).toBe(401)
    expect((await exchange({})).status).toBe(400)
    expect((await exchange({ code }, 'http://page.example')).status).toBe(403)
    const answer = await exchange({ code })
    expect(await answer.json()).toEqual({ key: await readKey() })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect((await exchange({ code })).status).toBe(401)

    const page = await fetch(`${url}/graphiql`)
    expect(page.status).toBe(200)
    expect(await page.text()).not.toContain(await readKey())
    const paths = ['/health', '/graphiql', '/local/sign-in']
    expect(await Promise.all(paths.map(path => statusUnder(`page.example:${port}`, path)))).toEqual([
      421, 421, 421,
    ])
    expect(await Promise.all(paths.map(path => statusUnder(`localhost:${port}`, path)))).toEqual([
      200, 200, 404,
    ])
    expect(await statusUnder('127.0.0.1:1', '/health')).toBe(421)
  })

  test('pages of this machine may call the API and nothing else, and nobody moves the clock', async () => {
    const url = `http://127.0.0.1:${port}`
    const allowed = async (path: string) => {
      const answer = await fetch(`${url}${path}`, { headers: { origin: 'http://localhost:5173' } })
      await answer.body?.cancel()
      return answer.headers.get('access-control-allow-origin')
    }
    expect(await allowed('/graphql')).toBe('http://localhost:5173')
    expect(await allowed('/v1/import/customers')).toBe('http://localhost:5173')
    for (const path of ['/health', '/local/sign-in', '/__scheduled', '/graphiql'])
      expect(await allowed(path)).toBeNull()
    for (const path of ['/__scheduled', '/cdn-cgi/explorer', '/cdn-cgi/explorer/api/workflows'])
      expect((await fetch(`${url}${path}`)).status).toBe(404)
    const authorization = 'Bearer undefined'
    for (const headers of [{}, { authorization }])
      expect((await fetch(`${url}/local/tick`, { method: 'POST', headers })).status).toBe(401)
  })

  test('no header makes it believe in another name or address, and the runtime around it answers nothing', async () => {
    const host = `127.0.0.1:${port}`
    const own = { 'mf-original-url': `http://${host}/health` }
    expect(await statusOf('/health', { host: `page.example:${port}`, ...own })).toBe(421)
    for (const header of ['mf-original-url', 'mf-cf-blob', 'mf-proxy-shared-secret', 'mf-route-override'])
      expect(await statusOf('/health', { host, [header]: '{' })).toBe(200)
    for (const path of ['handler/scheduled', 'mf/scheduled', 'handler/email', 'platform-proxy'])
      expect(await statusOf(`/cdn-cgi/${path}`, { host })).toBe(404)
  })

  test('bodies that never come and clients that go away keep nobody waiting', async () => {
    const head = `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 900000\r\n\r\n{`
    const held = Array.from({ length: 200 }, () => begin(head))
    expect(await held[0]?.answered).toMatch(/^HTTP\/1\.1 401 /)
    for (let round = 0; round < 100; round++) {
      const six = Array.from({ length: 6 }, () => begin(head))
      await Promise.all(six.map(({ sent }) => sent))
      for (const { socket } of six) socket.destroy()
    }
    const signal = AbortSignal.timeout(4_000)
    expect((await fetch(`http://127.0.0.1:${port}/health`, { signal })).status).toBe(200)
    for (const { socket } of held) socket.destroy()
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200)
  })

  test('the log holds JSON objects alone, warnings among them', async () => {
    await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { authorization: 'Bearer nobody', 'content-type': 'application/json' },
      body: '{}',
    })
    const events = async () => {
      const lines = (await readFile(join(folder, 'worker.log'), 'utf8')).trim().split('\n')
      return lines.map(line => JSON.parse(line).event)
    }
    // Lines come after their answers.
    await expect.poll(events, { timeout: 10_000 }).toContain('credential refused')
    expect(await events()).toContain('request')
  })
})

test('a database that is gone, empty or another one is never taken for a new one', async () => {
  const key = await readKey()
  const [kept, away] = [join(folder, 'database'), join(folder, 'database-away')]
  await rename(kept, away)
  expect(await refused(common())).toContain(`The database that belongs to ${folder} is gone`)
  await mkdir(kept)
  expect(await refused([...common(), '--empty'])).toContain(`The database that belongs to ${folder} is gone`)
  expect(await refused([...common(), '--database-url', 'http://127.0.0.1:1'])).toContain(
    `${folder} belongs to another database, a database of its own`,
  )
  await rm(kept, { recursive: true })
  await rename(away, kept)
  expect(await readKey()).toBe(key)
  await startReady()
  expect(await ask(api(key), '{ workspace { currency } }')).toEqual({ workspace: { currency: 'GBP' } })
  await stop('SIGTERM')
})

test('a start with somebody recorded begins a night at once; even one that is killed leaves nothing running', async () => {
  await startReady()
  const key = await readKey()
  expect(await ask(api(key), '{ nights(first: 1) { nodes { attempt } } }')).toEqual({
    nights: { nodes: [{ attempt: 1 }] },
  })
  running?.signal('SIGKILL')
  await running?.ended
  running = null
  await expect.poll(() => processesIn(folder), { timeout: 10_000 }).toEqual([])
})

/** In which nobody makes a file, not even root, whom permissions do not bind. */
const readOnly = '/sys/kernel'

test.skipIf(!existsSync(readOnly))('a data folder that is read-only is said in one sentence', async () => {
  const sentence = await refused(['--port', String(await freePort()), '--data', readOnly])
  expect(sentence).toMatch(
    /^\/sys\/kernel\/lock cannot be used: (?:permission denied|read-only file system)\.$/,
  )
})

test('an address that is none of this machine is said in one sentence', async () => {
  const elsewhere = ['--port', String(await freePort()), '--data', join(folder, 'nowhere')]
  expect(await refused([...elsewhere, '--host', '203.0.113.1'])).toBe(
    '203.0.113.1 is no address of this machine: choose another one with --host.',
  )
})

test('a database that does not answer, an unknown option and an old Node are said in one sentence', async () => {
  const dead = await freePort()
  const elsewhere = ['--port', String(await freePort()), '--data', join(folder, 'elsewhere')]
  const oldNode = "Object.defineProperty(process, 'versions', { value: { node: '18.20.4' } })"
  const [database, address, option, node] = await Promise.all([
    refused([...elsewhere, '--database-url', `http://127.0.0.1:${dead}`]),
    refused([
      '--port',
      String(await freePort()),
      '--data',
      join(folder, 'third'),
      '--database-url',
      'file:x',
    ]),
    refused(['--prot', '1']),
    refused([], ['--import', `data:text/javascript,${encodeURIComponent(oldNode)}`]),
  ])
  expect(database).toBe(`The database at 127.0.0.1:${dead} does not answer.`)
  expect(address).toContain('is not the address of a database')
  expect(option).toContain("Unknown option '--prot'")
  expect(node).toBe('Holdfast needs Node 20.19 or newer; this is Node 18.20.4.')
  expect(processesIn(folder)).toEqual([])
})
