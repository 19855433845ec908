import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { type Api, ask, mutateAll } from '../scripts/graphql.ts'
import { adminKey, prepareDatabase } from '../scripts/operator.ts'
import { configureWorkspace } from '../src/domain/workspace/configure-workspace.ts'
import { number, table } from './measure.ts'
import { targetsTable } from './scale/targets.ts'
import { type Errand, type Latencies, startTraffic, together } from './scale/traffic.ts'
import { importAll } from './shop.ts'
import type { Stage } from './stage.ts'

const people = 2_000
const purchasesEach = 10
const warmUpSeconds = 5
/** Idle and floods take turns, so that whatever else the machine does meets all of them. */
const rounds = 3
const idleSeconds = 10
const floodSeconds = 12
/** Requests that a flood has under way, and sends at most. */
const flood = { together: 32, most: 30_000 }

const list = `{ customers(first: 50, orderBy: { field: NET_SPEND }) { nodes {
  id kind name email lifecycle region { id name } owner { id name }
  metrics { lastPurchaseOn purchaseDays netSpend { minor } }
  interactions(first: 10, orderBy: { field: OCCURRED_AT, direction: DESC }) {
    nodes { id kind channel occurredAt subject amount { minor } } } } } }`

/** What a client with another key waits for while one key sends all that it can. */
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
  const neighbour = { url: worker.url, key: await anotherKey(flooder, 'Neighbour') }
  const errands = await errandsOf(neighbour)
  const during = async <Result>(work: Promise<Result>): Promise<[Latencies[], Result]> => {
    const stop = startTraffic(neighbour, errands)
    const result = await work
    return [await stop(), result]
  }
  await during(pause(warmUpSeconds))
  const idle: Latencies[][] = []
  const floods: Flooded[] = [
    { name: 'waits as asked', isPatient: true, busy: [], counts: newCounts() },
    { name: 'asks again at once', isPatient: false, busy: [], counts: newCounts() },
  ]
  for (let round = 0; round < rounds; round++) {
    idle.push((await during(pause(idleSeconds)))[0])
    for (const one of floods) {
      // A new key has all its points.
      const key = await anotherKey(flooder, 'Flood')
      const [busy] = await during(floodWith({ ...flooder, key }, one))
      one.busy.push(busy)
    }
  }
  await worker.stop()
  await database.stop()
  return report(idle, floods)
}

interface Flooded {
  /** What the flood does where it is refused. */
  name: string
  isPatient: boolean
  busy: Latencies[][]
  counts: Counts
}

/** Of each errand, all rounds together. */
const ofRounds = ([first = [], ...others]: readonly Latencies[][]): Latencies[] =>
  first.map((one, at) => together([one, ...others.flatMap(round => round[at] ?? [])]))

function report(idleRounds: readonly Latencies[][], floods: readonly Flooded[]): string {
  const ms = (value: number | undefined) => number(value ?? Number.NaN, 1)
  const idle = ofRounds(idleRounds)
  const lines = floods.flatMap(({ name, busy }) =>
    ofRounds(busy).map((one, at) => ({ name, one, before: idle[at] })),
  )
  return [
    `Neighbours: one key sends pages of 50 customers × 10 interactions, ${flood.together} at a time, for ${floodSeconds} s, ${rounds} times each way; another client as always`,
    '',
    table([
      [
        'the other client, while one that is refused …',
        ...['a second', 'idle p50, ms', 'p99', 'flooded p50, ms', 'p99', 'longest', 'failed'],
      ],
      ...lines.map(({ name, one, before }) => [
        `${one.name}, … ${name}`,
        number(one.perSecond),
        ...[before?.p50, before?.p99, one.p50, one.p99, one.longest].map(ms),
        number(one.failed),
      ]),
    ]),
    '',
    ...floods.map(
      ({ name, counts: { answered, refused, failed, failure } }) =>
        `  ${name}: ${number(answered)} pages answered, ${number(refused)} refused, ${number(failed)} failed${failure === null ? '' : ` (${failure})`}.`,
    ),
    '',
    targetsTable(
      lines.map(({ name, one: { p99, failed, ...one }, before }) => {
        const limit = 2 * (before?.p99 ?? Number.NaN)
        return {
          what: `p99: ${one.name}, … ${name}`,
          measured: `${number(p99, 1)} ms${failed > 0 ? `, ${failed} failed` : ''}`,
          target: `at most ${number(limit, 1)} ms, twice idle`,
          holds: p99 <= limit && failed === 0,
        }
      }),
    ),
  ].join('\n')
}

interface Counts {
  answered: number
  refused: number
  failed: number
  /** What the first failure was. */
  failure: string | null
}

const newCounts = (): Counts => ({ answered: 0, refused: 0, failed: 0, failure: null })

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

async function anotherKey(api: Api, name: string): Promise<string> {
  const [issued] = await mutateAll<{ secret: string }>(
    ...([api, null, 'apiKeyIssue', 'ApiKeyIssueInput', 'secret'] as const),
    [
      {
        name,
        scopes: [
          ...['customers:read', 'customers:personal', 'regions:read', 'staff:read'],
          ...['interactions:read', 'interactions:write'],
        ],
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

/** Sends the next page as soon as one was answered; where one was refused, when that asks for it, or at once. */
async function floodWith(api: Api, { isPatient, counts }: Flooded): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: flood.together })
  const end = performance.now() + 1_000 * floodSeconds
  let sent = 0
  const lane = async () => {
    while (performance.now() < end && sent++ < flood.most) {
      const answer = await post(api, agent).catch((error: unknown) => ({ status: String(error), seconds: 0 }))
      const became = answer.status === 200 ? 'answered' : answer.status === 429 ? 'refused' : 'failed'
      counts[became] += 1
      if (became === 'failed') counts.failure ??= String(answer.status)
      if (isPatient && answer.seconds > 0) await pause(answer.seconds)
    }
  }
  await Promise.all(Array.from({ length: flood.together }, lane))
  agent.destroy()
}

const post = ({ url, key }: Api, agent: Agent): Promise<{ status: number | undefined; seconds: number }> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` }
    const sent = request(`${url}/graphql`, { method: 'POST', agent, headers, timeout: 60_000 }, answer => {
      answer.on('error', reject)
      const seconds = Number(answer.headers['retry-after'] ?? 0)
      answer.on('end', () => resolve({ status: answer.statusCode, seconds }))
      answer.resume()
    })
    sent.on('error', reject)
    sent.end(JSON.stringify({ query: list }))
  })
