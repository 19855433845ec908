import { Agent, request } from 'node:http'
import type { Api } from '../../scripts/graphql.ts'

/** More under way at once than this, and a request is given up unsent. */
const mostUnderWay = 100

export interface Errand {
  name: string
  perSecond: number
  query: string
  variables(): Record<string, unknown>
}

export interface Latencies {
  name: string
  perSecond: number
  sent: number
  /** Unanswered, answered with an error, or given up. */
  failed: number
  /** Milliseconds from when each was due to its whole answer, the shortest first. */
  took: number[]
  p50: number
  p99: number
  longest: number
  /** What the first failure said. */
  failure: string | null
}

/**
 * Sends each errand at its constant rate, however long answers take, until it is told to stop: a request that
 * has to wait counts from when it was due.
 */
export function startTraffic(api: Api, errands: readonly Errand[]): () => Promise<Latencies[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: mostUnderWay })
  const stops = errands.map(errand => startErrand(api, agent, errand))
  return async () => {
    const seen = await Promise.all(stops.map(stop => stop()))
    agent.destroy()
    return seen
  }
}

function startErrand(api: Api, agent: Agent, { name, perSecond, query, variables }: Errand) {
  const began = performance.now()
  const took: number[] = []
  const underWay = new Set<Promise<void>>()
  let sent = 0
  let failed = 0
  let failure: string | null = null

  async function send(due: number) {
    try {
      await post(api, agent, JSON.stringify({ query, variables: variables() }))
      took.push(performance.now() - due)
    } catch (error) {
      failed += 1
      failure ??= error instanceof Error ? error.message : String(error)
    }
  }

  const timer = setInterval(() => {
    for (; performance.now() >= began + (1_000 * sent) / perSecond; sent++) {
      if (underWay.size >= mostUnderWay) {
        failed += 1
        failure ??= `More than ${mostUnderWay} under way.`
        continue
      }
      const one: Promise<void> = send(began + (1_000 * sent) / perSecond).finally(() => underWay.delete(one))
      underWay.add(one)
    }
  }, 5)

  return async (): Promise<Latencies> => {
    clearInterval(timer)
    await Promise.all(underWay)
    return { name, perSecond, sent, failed, failure, ...quantilesOf(took) }
  }
}

function quantilesOf(unsorted: readonly number[]) {
  const took = unsorted.toSorted((a, b) => a - b)
  const quantile = (part: number) =>
    took[Math.min(took.length - 1, Math.floor(part * took.length))] ?? Number.NaN
  return { took, p50: quantile(0.5), p99: quantile(0.99), longest: took.at(-1) ?? Number.NaN }
}

/** One errand's latencies of several times together. */
export function together(times: readonly [Latencies, ...Latencies[]]): Latencies {
  const [{ name, perSecond }] = times
  const sum = (count: (one: Latencies) => number) => times.reduce((all, one) => all + count(one), 0)
  return {
    ...{ name, perSecond },
    sent: sum(one => one.sent),
    failed: sum(one => one.failed),
    failure: times.map(one => one.failure).find(failure => failure !== null) ?? null,
    ...quantilesOf(times.flatMap(one => one.took)),
  }
}

/** @throws Error for anything but data */
function post(api: Api, agent: Agent, body: string): Promise<void> {
  const { url, key } = api
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` }
    const sent = request(`${url}/graphql`, { method: 'POST', agent, headers, timeout: 60_000 }, answer => {
      const parts: Buffer[] = []
      answer.on('data', part => parts.push(part))
      answer.on('error', reject)
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString()
        if (answer.statusCode === 200 && !/"errors":|"code":/.test(text)) resolve()
        else reject(new Error(`${answer.statusCode}: ${text.slice(0, 300)}`))
      })
    })
    sent.on('timeout', () => sent.destroy(new Error('No answer in a minute.')))
    sent.on('error', (error: NodeJS.ErrnoException) => {
      // A server may end a connection that was kept open while the next request is on its way to it.
      if (sent.reusedSocket && error.code === 'ECONNRESET') post(api, agent, body).then(resolve, reject)
      else reject(error)
    })
    sent.end(body)
  })
}
