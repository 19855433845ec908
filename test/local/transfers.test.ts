import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { freePort } from '../../scripts/local/ports.ts'
import { holdfast, npmRun, type Running } from './holdfast.ts'

// Each starts the server anew.
vi.setConfig({ testTimeout: 240_000 })

const people = 21_000

let folder: string
let port: number
let server: Running
let slow: Server
/** Of the import. */
let id = ''

const startServer = async () => {
  server = holdfast(['--port', String(port), '--data', folder, '--empty'])
  await server.printed('Ctrl-C stops everything.')
}

async function killServer() {
  server.signal('SIGKILL')
  await server.ended
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-transfers-'))
  port = await freePort()
  slow = slowly(port)
  await startServer()
})

afterAll(async () => {
  slow.close()
  server.signal('SIGTERM')
  await server.ended
  await rm(folder, { recursive: true, force: true })
})

/** The server at the end of a slow line: what is to be struck in its middle has one. */
function slowly(port: number): Server {
  const line = createServer((asked, answer) => {
    const headers = { ...asked.headers, host: `127.0.0.1:${port}` }
    const { method, url: path } = asked
    const onward = request({ host: '127.0.0.1', port, method, path, headers }, async got => {
      answer.once('close', () => got.destroy())
      answer.writeHead(got.statusCode ?? 0, got.headers)
      try {
        for await (const block of got) {
          answer.write(block)
          await pause(60)
        }
        answer.end()
      } catch {
        answer.destroy()
      }
    })
    onward.once('error', () => answer.destroy())
    pause(600).then(() => asked.pipe(onward))
  })
  return line.listen(0, '127.0.0.1')
}

const file = (name: string) => join(folder, name)
const options = (address: number) => [
  ...['--url', `http://127.0.0.1:${address}`],
  ...['--key-file', file('admin.key')],
]
const direct = () => options(port)
const slowLine = () => options((slow.address() as AddressInfo).port)

/** Waits for what a command comes to that nobody strikes any more. */
async function done(command: Running): Promise<string> {
  expect(await command.ended, command.output()).toBe(0)
  return command.output()
}

async function kill(command: Running) {
  command.signal('SIGKILL')
  await command.ended
}

/** The rows of a file, without the marks of the exports that it was taken by. */
const unmarked = async (name: string) =>
  (await readFile(file(name), 'utf8')).replace(/,(?:[0-9a-f-]{36} [^,\r]*|export)?(?=\r\n)/g, '')

/** An export of the customers, undisturbed. */
async function exported(name: string): Promise<string> {
  await done(npmRun('export', 'customers', file(name), ...which, ...direct()))
  return await unmarked(name)
}

const which = ['--source', 'shop', '--columns', 'externalId,name']
const left = () => ['customers.csv', 'out.csv'].flatMap(name => [`${name}.part`, `${name}.progress`])

test('an import whose command and server are killed in its middle ends with the rows of the file', async () => {
  const rows = Array.from({ length: people }, (_, at) => `c${at},Customer ${at}`)
  await writeFile(file('customers.csv'), ['externalId,name', ...rows].join('\n'))
  const command = () =>
    npmRun('import', 'customers', file('customers.csv'), '--source', 'shop', ...slowLine())

  const first = command()
  await first.printed(' 10,000 rows')
  await kill(first)
  const second = command()
  await second.printed('goes on behind 10,000 rows')
  await second.printed(' 20,000 rows')
  await killServer()
  await startServer()
  const said = await done(second)

  const [created = 0, unchanged = 0] = [/([\d,]+) created/, /([\d,]+) unchanged/].map(count =>
    Number(count.exec(said)?.[1]?.replaceAll(',', '')),
  )
  expect(created + unchanged).toBe(people)
  expect(said).toContain(' 0 rejected')
  id = /imp_\w+/.exec(said)?.[0] ?? ''
  const [, ...stored] = (await exported('whole.csv')).trim().split('\r\n')
  expect(stored.map(row => row.slice(row.indexOf(',') + 1)).toSorted()).toEqual(rows.toSorted())
})

test('an export whose command and server are killed in its middle is the file of an undisturbed one', async () => {
  const command = () => npmRun('export', 'customers', file('out.csv'), ...which, ...slowLine())

  const first = command()
  await expect.poll(() => existsSync(file('out.csv.progress')), { timeout: 30_000 }).toBe(true)
  await kill(first)
  expect(existsSync(file('out.csv'))).toBe(false)
  const second = command()
  await second.printed('Goes on behind the ')
  await second.printed(' rows\n')
  await killServer()
  await startServer()
  await done(second)

  expect(await unmarked('out.csv')).toBe(await exported('whole.csv'))
  expect(left().filter(name => existsSync(file(name)))).toEqual([])
})

test('an import is undone, and an undo that is given again says the same', async () => {
  const undo = () => done(npmRun('import', '--undo', id, ...direct()))
  const said = `Import ${id} is undone: 21,000 removed, 0 restored, 0 kept`
  expect(await undo()).toContain(said)
  expect(await undo()).toContain(said)
  expect((await exported('whole.csv')).trim().split('\r\n')).toHaveLength(1)
})
