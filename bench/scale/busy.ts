import { readFile } from 'node:fs/promises'
import { sql } from 'drizzle-orm'
import { Failure } from '../../scripts/failure.ts'
import { ask } from '../../scripts/graphql.ts'
import type { Session } from '../../src/database/client.ts'
import type { StageReport } from '../../src/database/tables/house/nights.ts'
import { formatDay } from '../../src/lib/days.ts'
import { encodeId } from '../../src/lib/ids.ts'
import { benchService } from '../service.ts'
import type { Stage } from '../stage.ts'
import type { Dataset } from './dataset.ts'
import { type HeapSample, inspectorPaths, watchHeap } from './inspector.ts'
import { type Errand, type Latencies, startTraffic } from './traffic.ts'

const oneCustomer = 'one customer with interactions'
const warmUpSeconds = 5
const idleSeconds = 30
const sampledCustomers = 500

export interface Busy {
  idle: Latencies[]
  during: Latencies[]
  /** The Worker that the night runs in, asked all along for one customer. */
  ownIdle: Latencies | undefined
  ownDuring: Latencies | undefined
  /** What the Worker says of the requests that it could not answer. */
  failures: string[]
  idleHeap: HeapSample[]
  heap: HeapSample[]
  /** When the night began, of `performance.now()`. */
  began: number
  seconds: number
  stages: StageReport[]
}

/**
 * The first night as it really runs, a Workflow in workerd, while clients ask and write at constant rates; the same
 * clients before it, for comparison. They meet a Worker of their own on the same database, as they do where a
 * Workflow runs apart from the requests; one client stays with the Worker of the night.
 */
export async function nightUnderTraffic(stage: Stage, dataset: Dataset): Promise<Busy> {
  const name = 'busy'
  const database = await stage.database(name, dataset.name)
  const { db } = await benchService(database.url)
  const customers = await db.orm.all<{ id: number }>(sql`
    SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM customers)
    WHERE place % ${Math.max(1, Math.floor(dataset.customers / sampledCustomers))} = 0`)
  const night = await stage.nightWorker(name, database.url)
  const worker = await stage.worker(name, database.url)
  const { key } = dataset
  const errands = errandsOf(customers.map(({ id }) => encodeId('customer', id)))
  const own = errands.flatMap(errand => (errand.name === oneCustomer ? { ...errand, perSecond: 1 } : []))
  const send = () => {
    const [visitors, insider] = [
      startTraffic({ url: worker.url, key }, errands),
      startTraffic({ url: night.url, key }, own),
    ]
    return () => Promise.all([visitors(), insider()])
  }

  // The first requests compile what the later ones use.
  const warmUp = send()
  await pause(warmUpSeconds)
  await warmUp()
  const idleWatch = await watchHeap(night.inspectorPort, inspectorPaths.miniflare)
  const idleTraffic = send()
  await pause(idleSeconds)
  const [idle, [ownIdle]] = await idleTraffic()
  const idleHeap = idleWatch()

  const watch = await watchHeap(night.inspectorPort, inspectorPaths.miniflare)
  const traffic = send()
  const began = performance.now()
  await ask(
    { url: night.url, key },
    'mutation($input: NightRunInput!) { nightRun(input: $input) { __typename } }',
    { input: { day: formatDay(dataset.lastDay) } },
  )
  const stages = await untilCompleted(db, dataset.lastDay)
  const seconds = (performance.now() - began) / 1_000
  const heap = watch()
  const [during, [ownDuring]] = await traffic()
  const failures = await failuresIn(worker.logFile)
  await Promise.all([night.stop(), worker.stop()])
  await database.stop()
  await stage.remove(name)
  return { idle, during, ownIdle, ownDuring, failures, idleHeap, heap, began, seconds, stages }
}

const shownFailures = 3

async function failuresIn(logFile: string): Promise<string[]> {
  const lines = (await readFile(logFile, 'utf8')).split('\n')
  return lines.filter(line => line.includes('"request failed"')).slice(0, shownFailures)
}

const pause = (seconds: number) => new Promise<void>(resolve => setTimeout(resolve, 1_000 * seconds))

function errandsOf(customers: readonly string[]): Errand[] {
  let turn = 0
  const next = () => customers[turn++ % customers.length]
  return [
    {
      name: '50 customers × 10 interactions',
      perSecond: 2,
      query: `query($customers: Int!, $interactions: Int!) {
        customers(first: $customers, orderBy: { field: NET_SPEND }) { nodes {
          id kind name email lifecycle region { id name } owner { id name }
          metrics { lastPurchaseOn purchaseDays netSpend { minor } }
          interactions(first: $interactions, orderBy: { field: OCCURRED_AT, direction: DESC }) {
            nodes { id kind channel occurredAt subject amount { minor } } } }
          pageInfo { hasNextPage endCursor } } }`,
      variables: () => ({ customers: 50, interactions: 10 }),
    },
    {
      name: oneCustomer,
      perSecond: 5,
      query: `query($id: ID!) { customer(by: { id: $id }) {
        id name email lifecycle region { name } metrics { lastPurchaseOn purchaseDays netSpend { minor } }
        interactions(first: 10) { nodes { id kind occurredAt subject amount { minor } } } } }`,
      variables: () => ({ id: next() }),
    },
    {
      name: 'interactionRecord',
      perSecond: 2,
      query: `mutation($input: InteractionRecordInput!) { interactionRecord(input: $input) {
        ... on InteractionRecordPayload { interaction { id } } ... on UserError { code message } } }`,
      variables: () => ({
        input: { customer: { id: next() }, kind: 'PURCHASE', channel: 'WEBSITE', amount: '250000' },
      }),
    },
  ]
}

/** @throws Failure when the night fails */
async function untilCompleted(db: Session, day: number): Promise<StageReport[]> {
  for (;;) {
    await pause(0.5)
    const [row] = await db.orm.all<{ state: string; failure: string | null; stages: string }>(sql`
      SELECT state, failure, stages FROM nights WHERE day = ${day} ORDER BY attempt DESC LIMIT 1`)
    if (row?.state === 'FAILED') throw new Failure(`The night failed: ${row.failure}`)
    if (row?.state === 'COMPLETED') return JSON.parse(row.stages)
  }
}
