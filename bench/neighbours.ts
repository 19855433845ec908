import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { type Api, ask, mutateAll } from '../scripts/graphql.ts'
import { adminKey, prepareDatabase } from '../scripts/operator.ts'
import { configureWorkspace } from '../src/domain/workspace/configure-workspace.ts'
import { number, table } from './measure.ts'
import { targetsTable } from './scale/targets.ts'
import { type Errand, type Latencies, startTraffic } from './scale/traffic.ts'
import { importAll } from './shop.ts'
import type { Stage } from './stage.ts'

const people = 2_000
const purchasesEach = 10
const warmUpSeconds = 5
const idleSeconds = 15
const floodSeconds = 30
/** Requests that the flood has under way, and sends at most. */
const flood = { together: 32, most: 30_000 }

const list = `{ customers(first: 50, orderBy: { field: NET_SPEND }) { nodes {
  id kind name email lifecycle region { id name } owner { id name }
  metrics { lastPurchaseOn purchaseDays netSpend { minor } }
  interactions(first: 10, orderBy: { field: OCCURRED_AT, direction: DESC }) {
    nodes { id kind channel occurredAt subject amount { minor } } } } } }`

/** What a client with another key waits for while one key sends all that it can, and does not mind being refused. */
export async function benchNeighbours(stage: Stage): Promise<string> {
  const database = await stage.database('neighbours')
  const { db } = await prepareDatabase({ url: database.url })
  const workspace = await configureWorkspace(db, Date.now(), {
    currency: 'VND',
    timeZone: undefined,
    phoneCountry: 'VN',
  })
  const { key } = await adminKey(db, workspace, join(stage.folder, 'neighbours.key'))
  const worker = await stage.worker('neighbours', database.url)
  const flooder = { url: worker.url, key }
  await fill(flooder)
  const neighbour = { url: worker.url, key: await anotherKey(flooder) }
  const errands = await errandsOf(neighbour)
  const during = async <Result>(work: Promise<Result>): Promise<[Latencies[], Result]> => {
    const stop = startTraffic(neighbour, errands)
    const result = await work
    return [await stop(), result]
  }
  await during(pause(warmUpSeconds))
  const [idle] = await during(pause(idleSeconds))
  const [busy, flooded] = await during(floodWith(flooder))
  await worker.stop()
  await database.stop()
  return [
    `Neighbours: one key sends pages of 50 customers × 10 interactions, ${flood.together} at a time, for ${floodSeconds} s; another client as always`,
    '',
    table([
      [
        'requests of the other client',
        'a second',
        'idle p50, ms',
        'p99',
        'flooded p50, ms',
        'p99',
        'longest',
        'failed',
      ],
      ...busy.map((one, at) => [
        one.name,
        number(one.perSecond),
        ...[idle[at]?.p50, idle[at]?.p99, one.p50, one.p99, one.longest].map(ms =>
          number(ms ?? Number.NaN, 1),
        ),
        number(one.failed),
      ]),
    ]),
    '',
    `The flood: ${number(flooded.answered)} pages answered, ${number(flooded.refused)} refused, ${number(flooded.failed)} failed.`,
    '',
    targetsTable(
      busy.map(({ name, p99, failed }, at) => {
        const limit = 2 * (idle[at]?.p99 ?? Number.NaN)
        return {
          what: `p99 beside one key at full force: ${name}`,
          measured: `${number(p99, 1)} ms${failed > 0 ? `, ${failed} failed` : ''}`,
          target: `at most ${number(limit, 1)} ms, twice idle`,
          holds: p99 <= limit && failed === 0,
        }
      }),
    ),
  ].join('\n')
}

const pause = (seconds: number) => new Promise<void>(resolve => setTimeout(resolve, 1_000 * seconds))

async function fill(api: Api): Promise<void> {
  const keys = Array.from({ length: people }, (_, at) => `n${at}`)
  await importAll(
    api,
    'customers',
    keys.map(externalId => ({ externalId, name: `Customer ${externalId}` })),
  )
  await importAll(
    api,
    'interactions',
    keys.flatMap(customerExternalId =>
      Array.from({ length: purchasesEach }, (_, at) => ({
        ...{
          externalId: `${customerExternalId}-${at}`,
          customerExternalId,
          kind: 'PURCHASE',
          channel: 'WEBSITE',
        },
        ...{ occurredAt: `2026-0${1 + (at % 9)}-10T10:00`, amount: `${100_000 + at}`, subject: 'A purchase' },
      })),
    ),
  )
}

async function anotherKey(api: Api): Promise<string> {
  const [issued] = await mutateAll<{ secret: string }>(
    ...([api, null, 'apiKeyIssue', 'ApiKeyIssueInput', 'secret'] as const),
    [
      {
        name: 'Neighbour',
        scopes: ['customers:read', 'customers:personal', 'interactions:read', 'interactions:write'],
      },
    ],
  )
  return issued?.secret ?? ''
}

async function errandsOf(api: Api): Promise<Errand[]> {
  const { customers } = await ask<{ customers: { nodes: { id: string }[] } }>(
    api,
    '{ customers(first: 100) { nodes { id } } }',
  )
  let turn = 0
  const next = () => customers.nodes[turn++ % customers.nodes.length]?.id
  return [
    {
      name: 'one customer with interactions',
      perSecond: 20,
      query: `query ($id: ID!) { customer(by: { id: $id }) { id name email lifecycle
        interactions(first: 10) { nodes { id kind occurredAt subject amount { minor } } } } }`,
      variables: () => ({ id: next() }),
    },
    {
      name: 'interactionRecord',
      perSecond: 5,
      query: `mutation ($input: InteractionRecordInput!) { interactionRecord(input: $input) {
        ... on InteractionRecordPayload { interaction { id } } ... on UserError { code message } } }`,
      variables: () => ({ input: { customer: { id: next() }, kind: 'CALL', subject: 'Asked for a quote' } }),
    },
  ]
}

/** Sends the next page as soon as one was answered or refused, whatever `Retry-After` asks. */
async function floodWith(api: Api) {
  const agent = new Agent({ keepAlive: true, maxSockets: flood.together })
  const end = performance.now() + 1_000 * floodSeconds
  const counts = { answered: 0, refused: 0, failed: 0 }
  let sent = 0
  const lane = async () => {
    while (performance.now() < end && sent++ < flood.most) {
      const status = await post(api, agent).catch(() => null)
      counts[status === 200 ? 'answered' : status === 429 ? 'refused' : 'failed'] += 1
    }
  }
  await Promise.all(Array.from({ length: flood.together }, lane))
  agent.destroy()
  return counts
}

const post = ({ url, key }: Api, agent: Agent): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` }
    const sent = request(`${url}/graphql`, { method: 'POST', agent, headers, timeout: 60_000 }, answer => {
      answer.on('error', reject)
      answer.on('end', () => resolve(answer.statusCode))
      answer.resume()
    })
    sent.on('error', reject)
    sent.end(JSON.stringify({ query: list }))
  })
