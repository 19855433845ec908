import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask } from '../../scripts/graphql.ts'
import { freePort } from '../../scripts/local/ports.ts'
import { holdfast, type Running } from './holdfast.ts'

const script = fileURLToPath(new URL('../../docs/examples/nightly-sync.mjs', import.meta.url))
const people = 10_000

let folder: string
let port: number
let server: Running

const startServer = async () => {
  server = holdfast(['--port', String(port), '--data', folder, '--empty'])
  await server.printed('Ctrl-C stops everything.')
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-sync-'))
  port = await freePort()
  await startServer()
})

afterAll(async () => {
  server.signal('SIGTERM')
  await server.ended
  await rm(folder, { recursive: true, force: true })
})

const url = () => `http://127.0.0.1:${port}`
const key = async () => (await readFile(join(folder, 'admin.key'), 'utf8')).trim()

/** Runs the script; it is killed after so many milliseconds, unless it is through before. */
async function sync(killAfter: number | null): Promise<{ code: number | null; output: string }> {
  const child = spawn(
    process.execPath,
    [script, url(), join(folder, 'rows.ndjson'), join(folder, 'copy.json')],
    {
      env: { ...process.env, HOLDFAST_KEY: await key() },
    },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk))
  const timer = killAfter === null ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter)
  const code = await new Promise<number | null>(resolve => child.once('close', resolve))
  clearTimeout(timer)
  return { code, output }
}

const rows = (suffix: string) =>
  Array.from({ length: people }, (_, at) =>
    JSON.stringify({ externalId: `c${at}`, name: `Customer ${at}${suffix}` }),
  ).join('\n')

interface Kept {
  id: string
  version: number
  name: string
}

async function inTheServer(): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  let after: string | null = null
  do {
    const query: string = `query ($after: String) { customers(first: 100, after: $after) {
      nodes { id version name } pageInfo { endCursor hasNextPage } } }`
    const { customers } = (await ask({ url: url(), key: await key() }, query, { after })) as {
      customers: { nodes: Kept[]; pageInfo: { endCursor: string; hasNextPage: boolean } }
    }
    for (const { id, version, name } of customers.nodes) found.set(id, `${version} ${name}`)
    after = customers.pageInfo.hasNextPage ? customers.pageInfo.endCursor : null
  } while (after !== null)
  return found
}

test('a sync that is killed again and again, and its server too, ends with both sides equal', async () => {
  await writeFile(join(folder, 'rows.ndjson'), rows(''))
  expect(await sync(null)).toEqual({ code: 0, output: `${people} customers are in step.\n` })
  await writeFile(join(folder, 'rows.ndjson'), rows(' changed'))
  for (const killAfter of [300, 900, 1_500]) expect((await sync(killAfter)).code).not.toBe(0)
  const running = sync(null)
  await new Promise(resolve => setTimeout(resolve, 1_000))
  server.signal('SIGKILL')
  await server.ended
  await startServer()
  expect(await running).toEqual({ code: 0, output: `${people} customers are in step.\n` })
  const { customers } = JSON.parse(await readFile(join(folder, 'copy.json'), 'utf8')) as {
    customers: Record<string, Kept>
  }
  const copied = Object.values(customers).map(({ id, version, name }) => [id, `${version} ${name}`] as const)
  expect(new Map(copied)).toEqual(await inTheServer())
  expect(copied.filter(([, said]) => said.endsWith(' changed'))).toHaveLength(people)
})
