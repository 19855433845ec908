import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import * as z from 'zod'
import { chance } from '../../bench/scale/chance.ts'
import { ask, mutateAll } from '../../scripts/graphql.ts'
import { freePort } from '../../scripts/local/ports.ts'
import { holdfast, type Running } from './holdfast.ts'

const script = fileURLToPath(new URL('../../docs/examples/nightly-sync.mjs', import.meta.url))
const people = 10_000
/** Of so many one is an organisation: the segment's members, and whose changes the webhook tells. */
const each = 100
const inStep = `${people} customers are in step.\n`

let folder: string
let port: number
let server: Running

const startServer = async () => {
  server = holdfast(['--port', String(port), '--data', folder, '--empty'], [], { WEBHOOK_LOOPBACK: 'on' })
  await server.printed('Ctrl-C stops everything.')
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-sync-'))
  port = await freePort()
  await startServer()
})

const running = new Set<ChildProcess>()

afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
})

afterAll(async () => {
  server.signal('SIGTERM')
  await server.ended
  await rm(folder, { recursive: true, force: true })
})

const api = async () => ({
  url: `http://127.0.0.1:${port}`,
  key: (await readFile(join(folder, 'admin.key'), 'utf8')).trim(),
})

/** Runs the script. */
async function sync(args: string[] = [], secret = '') {
  const { url, key } = await api()
  const child = spawn(
    process.execPath,
    [script, url, join(folder, 'rows.ndjson'), join(folder, 'kept'), ...args],
    {
      env: { ...process.env, HOLDFAST_KEY: key, WEBHOOK_SECRET: secret },
    },
  )
  running.add(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk))
  const ended = new Promise<number | null>(resolve => child.once('close', resolve))
  return {
    ended: ended.then(code => ({ code, output })),
    printed: (text: string) =>
      vi.waitFor(() => expect(output).toContain(text), { timeout: 90_000, interval: 50 }),
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

const rows = (suffix: string) =>
  Array.from({ length: people }, (_, at) =>
    JSON.stringify({
      ...{ externalId: `c${at}`, name: `Customer ${at}${suffix}` },
      kind: at % each === 0 ? 'ORGANISATION' : 'PERSON',
    }),
  ).join('\n')

const kept = (name: string) => readFile(join(folder, 'kept', name), 'utf8')
const linesOf = async (name: string) =>
  (await kept(name)).split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line)]))

const message = z.object({ type: z.string(), record: z.string() })

interface Page<Node> {
  nodes: Node[]
  pageInfo: { endCursor: string; hasNextPage: boolean }
}

/** All pages of a list: the field with its arguments, of which `after` is one. */
async function all<Node>(
  of: (after: string) => string,
  nodes: string,
  from: string | null = null,
): Promise<Node[]> {
  const found: Node[] = []
  for (let after = from, more = true; more; ) {
    const field = of(after === null ? '' : `after: ${JSON.stringify(after)}`)
    const { list }: { list: Page<Node> } = await ask(
      await api(),
      `{ list: ${field} { nodes { ${nodes} } pageInfo { endCursor hasNextPage } } }`,
    )
    found.push(...list.nodes)
    after = list.pageInfo.endCursor
    more = list.pageInfo.hasNextPage
  }
  return found
}

interface Customer {
  id: string
  version: number
  name: string
  kind: string
}

const inTheServer = () => all<Customer>(after => `customers(first: 100 ${after})`, 'id version name kind')

async function changesFrom(cursor: string) {
  const told = await all<{ action: string; record: string; customer: Customer | null }>(
    after => `changes(first: 100, entities: [CUSTOMER] ${after})`,
    'action record customer { kind }',
    cursor,
  )
  return told
    .filter(({ customer }) => customer?.kind === 'ORGANISATION')
    .map(({ action, record }) => `customer.${action.toLowerCase()} ${record}`)
}

async function make<Payload>(field: string, input: string, selection: string, of: object): Promise<Payload> {
  const [made] = await mutateAll<Payload>(await api(), null, field, input, selection, [of])
  if (made === undefined) throw new Error(`${field} answered nothing.`)
  return made
}

/** What failed while somebody was dead waits for up to five minutes: whoever is back asks for it at once. */
async function askForWaiting(webhook: string) {
  const { node } = await ask<{ node: { deliveries: { nodes: { id: string }[] } } }>(
    await api(),
    `query ($id: ID!) { node(id: $id) { ... on Webhook {
      deliveries(first: 100, filter: { state: { equals: PENDING } }) { nodes { id } } } } }`,
    { id: webhook },
  )
  const waiting = node.deliveries.nodes
  await mutateAll(await api(), null, 'webhookRedeliver', 'WebhookRedeliverInput', 'delivery { id }', waiting)
}

test('a sync that is killed again and again, and its server too, ends with both sides equal', async () => {
  const lots = chance(16, 0)
  await writeFile(join(folder, 'rows.ndjson'), rows(''))
  expect(await (await sync()).ended).toEqual({ code: 0, output: inStep })

  const receiver = await freePort()
  const organisations = { kind: { in: ['ORGANISATION'] } }
  const { segment } = await make<{ segment: { id: string } }>(
    'segmentCreate',
    'SegmentCreateInput',
    'segment { id }',
    {
      ...{ name: 'Organisations', rule: organisations },
    },
  )
  const { changesCursor } = await ask<{ changesCursor: string }>(await api(), '{ changesCursor }')
  const { secret, webhook } = await make<{ secret: string; webhook: { id: string } }>(
    ...(['webhookCreate', 'WebhookCreateInput', 'secret webhook { id }'] as const),
    {
      ...{ name: 'Shop', url: `http://127.0.0.1:${receiver}/`, entities: ['CUSTOMER'] },
      filters: { customer: organisations },
    },
  )
  const listening = () => sync(['--segment', segment.id, '--port', String(receiver)], secret)

  await writeFile(join(folder, 'rows.ndjson'), rows(' changed'))
  for (let kill = 0; kill < 3; kill++) {
    const killed = await listening()
    await pause(300 + lots.below(1_500))
    await killed.kill()
  }
  let partner = await listening()
  await pause(500 + lots.below(1_000))
  server.signal('SIGKILL')
  await server.ended
  await startServer()
  await partner.printed(inStep)
  await partner.kill()
  partner = await listening()
  await partner.printed(inStep)

  const genuine = new Webhook(secret)
  const told = (await changesFrom(changesCursor)).sort()
  expect(new Set(told).size).toBe(people / each)
  await vi.waitFor(
    async () => {
      await askForWaiting(webhook.id)
      const messages = (await linesOf('messages.ndjson')).map(({ headers, body }) =>
        message.parse(genuine.verify(body, headers)),
      )
      expect(messages.map(({ type, record }) => `${type} ${record}`).sort()).toEqual(told)
    },
    { timeout: 60_000, interval: 1_000 },
  )
  const forged = await fetch(`http://127.0.0.1:${receiver}/`, {
    method: 'POST',
    headers: { 'webhook-id': 'whd_1', 'webhook-timestamp': String(Math.floor(Date.now() / 1_000)) },
    body: '{}',
  })
  expect(forged.status).toBe(401)

  // From here on nothing is pushed: what changes comes to the copy because a message says so.
  const [late] = (await inTheServer()).filter(({ kind }) => kind === 'ORGANISATION')
  await make('customerUpdate', 'CustomerUpdateInput', 'customer { id }', {
    id: late?.id,
    patch: { name: 'Late' },
  })
  await vi.waitFor(async () => expect(await kept('copy.json')).toContain('"Late"'), {
    timeout: 20_000,
    interval: 200,
  })
  await partner.kill()

  const customers = await inTheServer()
  const { customers: copied } = JSON.parse(await kept('copy.json')) as { customers: Record<string, Customer> }
  const plain = ({ id, version, name }: Customer) => `${id} ${version} ${name}`
  expect(Object.values(copied).map(plain).sort()).toEqual(customers.map(plain).sort())
  expect(customers.filter(({ name }) => name.endsWith(' changed'))).toHaveLength(people - 1)
  const members = await linesOf('members.ndjson')
  expect(members.map(({ id }) => id).sort()).toEqual(
    customers.flatMap(({ id, kind }) => (kind === 'ORGANISATION' ? [id] : [])).sort(),
  )
})
