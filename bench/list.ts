import { Agent, request } from 'node:http'
import { isDeepStrictEqual } from 'node:util'
import { Failure } from '../scripts/failure.ts'
import { alternate, comparison, number, type Sample, timed } from './measure.ts'
import { runNight } from './nights.ts'
import type { Shop } from './shop.ts'
import type { Server, Stage } from './stage.ts'

const rounds = 8
const requests = 120
const warmUp = 200
/** Requests under way at once. */
const clients = 4

const ours = `query List($customers: Int!, $interactions: Int!) {
  customers(first: $customers, orderBy: { field: NET_SPEND }) {
    nodes {
      id kind name email lifecycle
      region { id name }
      owner { id name }
      metrics { lastPurchaseOn purchaseDays netSpend { minor } }
      interactions(first: $interactions, orderBy: { field: OCCURRED_AT, direction: DESC }) {
        nodes { id kind channel occurredAt subject amount { minor } }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`

/** It has no cursors and no order by more than the named columns; otherwise it asks for the same. */
const theirs = `query List($customers: Int!, $interactions: Int!) {
  customers(limit: $customers, orderBy: {
    netSpend: { direction: desc, priority: 2 }, id: { direction: desc, priority: 1 }
  }) {
    id kind name email lifecycle
    region { id name }
    owner { id name }
    lastPurchaseOn purchaseDays netSpend
    interactions(limit: $interactions, orderBy: {
      occurredAt: { direction: desc, priority: 2 }, id: { direction: desc, priority: 1 }
    }) {
      id kind channel occurredAt subject amount
    }
  }
}`

const variables = { customers: 50, interactions: 10 }

/** The customers who spend most with their newest interactions: Holdfast against what generates such an API. */
export async function benchList(stage: Stage, shop: Shop): Promise<string> {
  const database = await stage.database('list', shop.name)
  await runNight(database, shop.today - 1)
  const worker = await stage.worker('list', database.url)
  const node = await stage.script('drizzle-graphql.ts', database.url)
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const askOurs = () => post(agent, `${worker.url}/graphql`, ours, shop.key)
  const askTheirs = () => post(agent, `${node.url}/graphql`, theirs)
  const rows = requireSame(JSON.parse(await askOurs()), JSON.parse(await askTheirs()))
  await Promise.all([inTurn(warmUp, askOurs), inTurn(warmUp, askTheirs)])

  const measured = await alternate(
    rounds,
    () => round(worker, database, askOurs),
    () => round(node, database, askTheirs),
  )
  agent.destroy()
  await Promise.all([node.stop(), worker.stop()])
  await database.stop()
  return [
    `List: ${variables.customers} customers × ${variables.interactions} interactions, ${rows} rows, the same on both sides`,
    comparison(['Holdfast, workerd', 'drizzle-graphql, Node'], measured, [
      { name: 'perSecond', label: 'requests per second', digits: 0 },
      { name: 'server', label: 'server, ms of processor per request', digits: 2 },
      { name: 'database', label: 'database, ms of processor per request', digits: 2 },
      { name: 'bytes', label: 'bytes of the answer', digits: 0 },
    ]),
    `${rounds} rounds in turn of ${number(requests)} requests, ${clients} at once. Holdfast checks the key and each field's scope`,
    'and bounds the cost; the other side lets everybody in.',
  ].join('\n')
}

async function round(server: Server, database: Server, ask: () => Promise<string>): Promise<Sample> {
  let bytes = 0
  const sample = await timed({ server: server.mark, database: database.mark }, async () => {
    bytes = await inTurn(requests, ask)
    return undefined
  })
  const per = (name: string) => (sample[name] ?? Number.NaN) / requests
  return {
    perSecond: 1_000 / per('milliseconds'),
    server: per('server'),
    database: per('database'),
    bytes: bytes / requests,
  }
}

/** @returns the bytes of all answers */
async function inTurn(count: number, ask: () => Promise<string>): Promise<number> {
  let left = count
  let bytes = 0
  const client = async () => {
    while (left > 0) {
      left -= 1
      const answer = await ask()
      bytes += Buffer.byteLength(answer)
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  return bytes
}

/** Node's own client costs the machine less than `fetch`. */
function post(agent: Agent, url: string, query: string, key?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    }
    const sent = request(url, { method: 'POST', agent, headers }, answer => {
      const parts: Buffer[] = []
      answer.on('data', part => parts.push(part))
      answer.on('error', reject)
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString()
        if (answer.statusCode === 200 && !text.includes('"errors":')) resolve(text)
        else reject(new Failure(`${url} answered ${answer.statusCode}: ${text.slice(0, 300)}`))
      })
    })
    sent.on('error', reject)
    sent.end(JSON.stringify({ query, variables }))
  })
}

interface OurAnswer {
  data: {
    customers: {
      nodes: {
        name: string
        metrics: { netSpend: { minor: string } }
        interactions: { nodes: { subject: string; amount: { minor: string } | null }[] }
      }[]
    }
  }
}

interface TheirAnswer {
  data: {
    customers: {
      name: string
      netSpend: string
      interactions: { subject: string; amount: string | null }[]
    }[]
  }
}

/**
 * @returns how many rows both answers have
 * @throws Failure when they tell different things
 */
function requireSame({ data: a }: OurAnswer, { data: b }: TheirAnswer): number {
  const one = a.customers.nodes.map(({ name, metrics, interactions }) => [
    name,
    metrics.netSpend.minor,
    interactions.nodes.map(({ subject, amount }) => [subject, amount?.minor]),
  ])
  const other = b.customers.map(({ name, netSpend, interactions }) => [
    name,
    netSpend,
    interactions.map(({ subject, amount }) => [subject, amount ?? undefined]),
  ])
  if (!isDeepStrictEqual(one, other)) throw new Failure('The two sides of the list answer different rows.')
  return b.customers.reduce((rows, { interactions }) => rows + 1 + interactions.length, 0)
}
