import { readFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { Failure } from '../../scripts/failure.ts'
import { number, ratio, type Sample, spread, table, timed, valuesOf } from '../measure.ts'
import type { Server } from '../stage.ts'

/** Requests under way at once. */
const clients = 4

/** One who answers a question: a server and the database behind it. */
export interface Side {
  name: string
  server: Server
  database: Server
  /** Its log of requests, each with its round trips. */
  logFile?: string
  key?: string
}

/** A question in the words of one side. */
export interface Question {
  side: Side
  query: string
  variables?: object
}

const agent = new Agent({ keepAlive: true, maxSockets: clients })

/**
 * Node's own client costs the machine less than `fetch`.
 * @throws Failure for an answer with errors
 */
export function post(url: string, body: object, key?: string): Promise<string> {
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
    sent.on('error', error => {
      // While the others were asked, the server may have ended a connection that was kept.
      if (sent.reusedSocket) post(url, body, key).then(resolve, reject)
      else reject(new Failure(`${url} did not answer: ${error.message}`))
    })
    sent.end(JSON.stringify(body))
  })
}

export const ask = ({ side, query, variables = {} }: Question): Promise<string> =>
  post(`${side.server.url}/graphql`, { query, variables }, side.key)

/** @returns the bytes of all answers */
export async function askOften(count: number, question: Question): Promise<number> {
  let left = count
  let bytes = 0
  const client = async () => {
    while (left > 0) {
      left -= 1
      const answer = await ask(question)
      bytes += Buffer.byteLength(answer)
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  return bytes
}

/** One round: what each of its requests cost. */
export async function round(requests: number, question: Question): Promise<Sample> {
  const { server, database, logFile } = question.side
  const logged = logFile === undefined ? 0 : (await tripsIn(logFile)).length
  let bytes = 0
  const sample = await timed({ server: server.mark, database: database.mark }, async () => {
    bytes = await askOften(requests, question)
    return undefined
  })
  const per = (name: string) => (sample[name] ?? Number.NaN) / requests
  const trips = logFile === undefined ? [] : (await tripsIn(logFile)).slice(logged)
  return {
    perSecond: 1_000 / per('milliseconds'),
    server: per('server'),
    database: per('database'),
    total: per('server') + per('database'),
    trips: trips.reduce((sum, each) => sum + each, 0) / trips.length,
    bytes: bytes / requests,
  }
}

/** The round trips of each request that a Worker logged. */
async function tripsIn(logFile: string): Promise<number[]> {
  const log = await readFile(logFile, 'utf8')
  return [...log.matchAll(/"event":"request".*"path":"\/graphql".*"roundTrips":(\d+)/g)].map(([, trips]) =>
    Number(trips),
  )
}

/** A line for each side, the first of which the others are compared with. */
export function costs(questions: readonly Question[], measured: readonly Sample[][]): string {
  const [first = []] = measured
  return table([
    [
      'median (smallest to largest) of the rounds',
      'requests per second',
      'server, ms of processor',
      'database',
      'together',
      'times the first',
      'round trips',
      'bytes',
    ],
    ...questions.map(({ side }, at) => {
      const samples = measured[at] ?? []
      const cell = (name: string, digits: number) => spread(valuesOf(samples, name), digits)
      return [
        side.name,
        cell('perSecond', 0),
        cell('server', 2),
        cell('database', 2),
        cell('total', 2),
        at === 0 ? '' : ratio(samples, first, 'total'),
        side.logFile === undefined ? '' : number(samples[0]?.trips ?? Number.NaN, 2),
        number(samples[0]?.bytes ?? Number.NaN),
      ]
    }),
  ])
}
