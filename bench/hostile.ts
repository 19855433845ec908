import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { type Api, ask } from '../scripts/graphql.ts'
import { adminKey, prepareDatabase } from '../scripts/operator.ts'
import { configureWorkspace } from '../src/domain/workspace/configure-workspace.ts'
import { hostileKinds, type Kind } from './hostile-kinds.ts'
import { number, processorTime, table } from './measure.ts'
import { liveHeap } from './scale/inspector.ts'
import { megabytes } from './scale/report.ts'
import { startTraffic } from './scale/traffic.ts'
import type { Stage } from './stage.ts'

const requests = 1_000
/** Under way at once. */
const clients = 4
/** A kind that takes longer is broken off. */
const patience = 60_000

/** What one kind did. */
interface Damage {
  name: string
  sent: number
  /** Answers by status, 0 for none. */
  statuses: Map<number, number>
  /** Milliseconds of the Worker's processor time for each request. */
  processor: number
  /** What lives in its heap afterwards. */
  heap: number
  /** Milliseconds that another client waited, at worst but for one in a hundred. */
  p99: number
}

/**
 * What those can do who may do nothing: each hostile kind from somebody without a credential, and from somebody whose
 * key has a single scope, while another client goes on asking. The kind that is worst for an isolate which has run
 * nothing yet comes first.
 */
export async function benchHostile(stage: Stage): Promise<string> {
  const database = await stage.database('hostile')
  const { db } = await prepareDatabase({ url: database.url })
  const workspace = await configureWorkspace(db, Date.now(), {
    currency: 'USD',
    timeZone: undefined,
    phoneCountry: undefined,
  })
  const { key } = await adminKey(db, workspace, join(stage.folder, 'hostile.key'))
  const worker = await stage.inspectedWorker('hostile', database.url)
  const api = { url: worker.url, key }
  const weak = await issueWeakKey(api)
  const damages: Damage[] = []
  const idle = await damageOf({ name: 'nobody', make: null }, null)
  for (const kind of hostileKinds)
    for (const [who, credential] of [
      ['a stranger', null],
      ['a weak key', weak],
    ] as const) {
      const damage = { ...(await damageOf(kind, credential)), name: `${kind.name}, ${who}` }
      console.log(`Sent: ${damage.name} …`)
      damages.push(damage)
    }
  await worker.stop()
  await database.stop()
  return report(idle, damages)

  async function damageOf({ name, make }: Kind | { name: string; make: null }, credential: string | null) {
    const stop = startTraffic(api, [other])
    const before = processorTime(worker.mark)
    const statuses = make ? await inTurn(api.url, make, credential) : await pause(3_000)
    const used = processorTime(worker.mark) - before
    const [seen] = await stop()
    const sent = [...statuses.values()].reduce((sum, count) => sum + count, 0)
    const heap = await liveHeap(worker.inspectorPort, worker.url)
    return { name, sent, statuses, processor: used / Math.max(1, sent), heap, p99: seen?.p99 ?? Number.NaN }
  }
}

/** Another client, who goes on with work of its own. */
const other = {
  name: 'another client',
  perSecond: 20,
  query: '{ viewer { name } regions(first: 10) { nodes { id name } } }',
  variables: () => ({}),
}

async function pause(milliseconds: number): Promise<Map<number, number>> {
  await new Promise(resolve => setTimeout(resolve, milliseconds))
  return new Map()
}

async function issueWeakKey(api: Api): Promise<string> {
  const query = `mutation { apiKeyIssue(input: { name: "Weak", scopes: ["regions:read"] }) {
    ... on ApiKeyIssuePayload { secret } } }`
  const { apiKeyIssue } = await ask<{ apiKeyIssue: { secret: string } }>(api, query, {})
  return apiKeyIssue.secret
}

/** @returns how often each status came */
async function inTurn(url: string, make: Kind['make'], credential: string | null) {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const statuses = new Map<number, number>()
  const until = performance.now() + patience
  let next = 0
  const client = async () => {
    while (next < requests && performance.now() < until) {
      const status = await send(agent, url, make(next++), credential)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  agent.destroy()
  return statuses
}

/** The status of the answer, 0 where the connection ended without one. */
function send(
  agent: Agent,
  url: string,
  hostile: ReturnType<Kind['make']>,
  credential: string | null,
): Promise<number> {
  const { method, path, type, body } = hostile
  return new Promise(resolve => {
    const headers = {
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(credential === null ? {} : { authorization: `Bearer ${credential}` }),
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
    }
    const sent = request(`${url}${path}`, { method, agent, headers, timeout: patience }, answer => {
      answer.resume()
      answer.on('close', () => resolve(answer.statusCode ?? 0))
    })
    sent.on('timeout', () => sent.destroy())
    sent.on('error', () => {
      // After an answer to a body that it did not read, the server ends the connection.
      if (sent.reusedSocket) send(agent, url, hostile, credential).then(resolve)
      else resolve(0)
    })
    sent.end(body)
  })
}

function report(idle: Damage, damages: readonly Damage[]): string {
  const faults = ({ statuses }: Damage) =>
    [...statuses].reduce((sum, [status, count]) => (status >= 500 ? sum + count : sum), 0)
  const answers = ({ statuses }: Damage) =>
    [...statuses].map(([status, count]) => `${status || 'none'} × ${number(count)}`).join(', ')
  return [
    `Hostile: ${number(requests)} requests of each kind, ${clients} at once, from a stranger and with a weak key`,
    table([
      ['kind', 'answers', '5xx', 'Worker, ms of processor', 'heap to start', "another's p99, ms"],
      ...damages.map(damage => [
        damage.name,
        answers(damage),
        number(faults(damage)),
        number(damage.processor, 2),
        number(damage.heap / idle.heap, 2),
        number(damage.p99, 1),
      ]),
    ]),
    `The heap lived on ${megabytes(idle.heap)} at the start, each time after a forced collection. Another client, at`,
    `${other.perSecond} requests a second, waited ${number(idle.p99, 1)} ms at p99 while nobody was hostile.`,
    'Right are: no 5xx, at most 50 ms, at most 1.30 times the start.',
  ].join('\n')
}
