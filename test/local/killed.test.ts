import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ask } from '../../scripts/graphql.ts'
import { freePort } from '../../scripts/local/ports.ts'
import { answers, descendants, holdfast, type Process, type Running, tellsProcesses } from './holdfast.ts'

// What hangs is given most of a minute.
vi.setConfig({ testTimeout: 240_000 })

let folder: string
let port: number
let running: Running | null = null
let written = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-killed-'))
  port = await freePort()
})

afterAll(async () => {
  running?.signal('SIGTERM')
  await running?.ended
  await rm(folder, { recursive: true, force: true })
})

const api = async () => ({
  url: `http://127.0.0.1:${port}`,
  key: (await readFile(join(folder, 'admin.key'), 'utf8')).trim(),
})

async function startReady(): Promise<Running> {
  running = holdfast(['--port', String(port), '--data', folder, '--empty'])
  await running.printed('Ctrl-C stops everything.')
  return running
}

async function writeCustomer() {
  const query =
    'mutation ($input: CustomerCreateInput!) { customerCreate(input: $input) { ... on CustomerCreatePayload { customer { id } } } }'
  expect(await ask(await api(), query, { input: { name: `Somebody ${++written}` } })).toMatchObject({
    customerCreate: { customer: { id: expect.any(String) } },
  })
}

const alive = ({ pid }: Process) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Each program by what its command line holds, and what the operator reads when it is gone or hangs. */
const victims = [
  ['SIGKILL', 'the runtime', 'entry=127.0.0.1:0 ', /^The Worker ended unexpectedly/],
  ['SIGKILL', 'its supervisor', 'local/runtime.mjs', /^The Worker ended unexpectedly/],
  ['SIGKILL', 'the database server', 'sqld', /^The database server ended unexpectedly/],
  ['SIGSTOP', 'the database server', 'sqld', /^The database server does not answer any more/],
  ['SIGKILL', 'the guard', 'guard.mjs', /^The process that ends the others with this one ended/],
] as const

test.skipIf(!tellsProcesses).each(victims)(
  '%s of %s ends everything with one sentence, and nothing written is lost',
  async (signal, _, mark, sentence) => {
    const held = await startReady()
    await writeCustomer()
    const family = descendants(held.pid)
    const struck = family.filter(({ command }) => command.includes(mark))
    expect(struck).not.toEqual([])
    for (const { pid } of struck) process.kill(pid, signal)
    expect(await held.ended).toBe(1)
    running = null
    expect(held.output().trim().split('\n').at(-1)).toMatch(sentence)
    await expect.poll(() => family.filter(alive), { timeout: 10_000 }).toEqual([])
    expect(await answers(port)).toBe(false)
  },
)

test.skipIf(!tellsProcesses)('a start that was killed is followed at once by another one', async () => {
  const held = await startReady()
  await writeCustomer()
  const family = descendants(held.pid)
  held.signal('SIGKILL')
  await held.ended
  await startReady()
  expect(family.filter(alive)).toEqual([])
  expect(await ask(await api(), '{ customers { totalCount } }')).toEqual({
    customers: { totalCount: written },
  })
})

test('of two starts at once one is refused', async () => {
  running?.signal('SIGTERM')
  await running?.ended
  running = null
  const ports = await Promise.all([freePort(), freePort()])
  const both = ports.map(own => holdfast(['--port', String(own), '--data', folder]))
  const code = await Promise.race(both.map(one => one.ended))
  expect(code).toBe(1)
  const refused = both.filter(one => one.output().includes(`${folder} is in use by another start.`))
  expect(refused).toHaveLength(1)
  const [other] = both.filter(one => !refused.includes(one))
  await other?.printed('Ctrl-C stops everything.')
  other?.signal('SIGTERM')
  expect(await other?.ended).toBe(0)
})
