import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { DatabaseServer } from './database-server.ts'
import type { Fault } from './faults.ts'
import { type Listening, listening } from './listening.ts'

/** Stands between the tests and the database server: `/<database>/…` is one database, `/-/…` its controls. */
export type Gateway = Listening

interface Traffic {
  /** The database that the name stands for. */
  namespace: string
  faults: Fault[]
  requests: number
}

interface Answer {
  status: number
  headers: Record<string, string>
  body: Buffer
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** What the client needs to read the body. */
function kept({ headers }: IncomingMessage): Record<string, string> {
  const names = ['content-type', 'content-encoding'] as const
  return Object.fromEntries(names.flatMap(name => (headers[name] ? [[name, headers[name]]] : [])))
}

function send(response: ServerResponse, { status, headers, body }: Answer, shown = body.length): void {
  response.writeHead(status, { ...headers, 'content-length': body.length })
  if (shown === body.length) response.end(body)
  else response.write(body.subarray(0, shown), () => response.destroy())
}

const json = (value: unknown, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(value)),
})

/** The server's answer to a baton that it does not know. */
const invalidBaton: Answer = {
  status: 400,
  headers: { 'content-type': 'text/plain' },
  body: Buffer.from('Received an invalid baton'),
}

/** An error of the server as the answer to each request of a pipeline. */
const failed = ({ requests }: { requests: unknown[] }, code: keyof typeof words) => ({
  baton: null,
  base_url: null,
  results: requests.map(() => ({ type: 'error', error: { message: `SQLite error: ${words[code]}`, code } })),
})

const words = {
  SQLITE_BUSY: 'database is locked',
  SQLITE_FULL: 'database or disk is full',
  SQLITE_IOERR: 'disk I/O error',
}

const batonPrefix = '{"baton":"'

/**
 * The server keeps the streams of all databases together and asks of a baton alone which database it reads. A name that
 * stands for a new database must not lead to the one before, so batons tell here whose they are.
 */
const batons = (namespace: string) => {
  const marked = `${batonPrefix}${namespace}/`
  const startsWith = (body: Buffer, prefix: string) =>
    body.subarray(0, prefix.length).equals(Buffer.from(prefix))
  const replaced = (body: Buffer, before: string, after: string) =>
    startsWith(body, before) ? Buffer.concat([Buffer.from(after), body.subarray(before.length)]) : body
  return {
    areForeign: (body: Buffer) => startsWith(body, batonPrefix) && !startsWith(body, marked),
    mark: (body: Buffer) => replaced(body, batonPrefix, marked),
    unmark: (body: Buffer) => replaced(body, marked, batonPrefix),
  }
}

/**
 * When it has as many databases open as it may, the server may put one away at once that it has just loaded for a
 * request, and answers that there is none: nothing was run, and the next request loads it again.
 */
async function whileLoading(send: () => Promise<Answer>): Promise<Answer> {
  for (let tried = 1; ; tried += 1) {
    const answer = await send()
    if (answer.status !== 404 || !answer.body.includes("doesn't exist") || tried === 20) return answer
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** New databases are copies of `template`, which answers under its own name as well. */
export async function startGateway(server: DatabaseServer, template: string): Promise<Gateway> {
  const databases = new Map<string, Traffic>([[template, { namespace: template, faults: [], requests: 0 }]])
  // The database server closes idle connections, which would look like a fault nobody asked for: they are closed here first.
  const agent = new Agent({ keepAlive: true, timeout: 1_000 })
  let made = 0

  function forward(namespace: string, path: string, from: IncomingMessage, body: Buffer): Promise<Answer> {
    const headers = {
      ...from.headers,
      host: `${namespace}.localhost`,
      connection: 'keep-alive',
      'content-length': body.length,
    }
    return new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port: server.port, path, method: from.method, headers, agent }, answer => {
        readBody(answer).then(
          bytes =>
            resolve({
              status: answer.statusCode ?? 502,
              headers: kept(answer),
              body: bytes,
            }),
          reject,
        )
      })
        .once('error', reject)
        .end(body)
    })
  }

  async function relay(name: string, path: string, from: IncomingMessage, to: ServerResponse) {
    const body = await readBody(from)
    const traffic = databases.get(name)
    if (!traffic) return send(to, json({ error: `There is no database "${name}".` }, 404))
    traffic.requests += 1
    const fault = traffic.faults.shift()
    if (fault?.kind === 'drop') return void from.socket.destroy()
    if (fault?.kind === 'busy') return send(to, json(failed(JSON.parse(body.toString()), 'SQLITE_BUSY')))
    if (fault?.kind === 'exhausted') return send(to, json(failed(JSON.parse(body.toString()), fault.code)))
    if (fault?.kind === 'status') return send(to, json({ error: 'Asked for by the test.' }, fault.status))
    if (fault?.kind === 'delay') {
      await new Promise(resolve => setTimeout(resolve, fault.milliseconds).unref())
      if (from.socket.destroyed) return
    }
    const { areForeign, mark, unmark } = batons(traffic.namespace)
    if (areForeign(body)) return send(to, invalidBaton)
    const unmarked = await whileLoading(() => forward(traffic.namespace, path, from, unmark(body)))
    if (unmarked.status === 404 || unmarked.status >= 500)
      console.error(`sqld: ${traffic.namespace}: ${unmarked.status} ${unmarked.body}\n${server.output()}`)
    const answer = { ...unmarked, body: mark(unmarked.body) }
    const half = Math.floor(answer.body.length / 2)
    if (fault?.kind === 'swallow') from.socket.destroy()
    else if (fault?.kind === 'answer') send(to, { ...answer, body: Buffer.from(fault.body) })
    else if (fault?.kind === 'truncate') send(to, { ...answer, body: answer.body.subarray(0, half) })
    else send(to, answer, fault?.kind === 'cut' ? half : undefined)
  }

  /** `POST /-/NAME` creates or replaces, `GET` counts, `PUT` adds faults, `DELETE` removes. */
  async function control(name: string, from: IncomingMessage): Promise<Answer> {
    const body = await readBody(from)
    const traffic = databases.get(name)
    if (from.method === 'POST') {
      const namespace = `${name}-${++made}`
      await server.fork(template, namespace)
      databases.set(name, { namespace, faults: [], requests: 0 })
      return json({})
    }
    if (!traffic) return json({ error: `There is no database "${name}".` }, 404)
    if (from.method === 'PUT') traffic.faults.push(...(JSON.parse(body.toString()) as Fault[]))
    // The server keeps what it has: to remove a database that a stream still reads made it stop answering at all.
    if (from.method === 'DELETE') databases.delete(name)
    return json({ requests: traffic.requests, waiting: traffic.faults.length })
  }

  const listener = createServer((from, to) => {
    const [, first = '', ...rest] = (from.url ?? '/').split('/')
    const work =
      first === '-'
        ? control(rest[0] ?? '', from).then(answer => send(to, answer))
        : relay(first, `/${rest.join('/')}`, from, to)
    work.catch(error => {
      if (!to.headersSent) send(to, json({ error: String(error) }, 502))
    })
  })
  return listening(listener)
}
