import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../failure.ts'
import type { Bundle } from './bundle.ts'
import { writePrivate } from './door.ts'
import type { Companion, companions } from './processes.ts'

const minute = 60_000
const hour = 60 * minute

/** What a local Worker takes from the environment as it is. */
const passedOn = [
  'CORS_ORIGINS',
  'JWT_ISSUER',
  'JWT_AUDIENCE',
  'JWT_JWKS_URL',
  'JWT_ALGORITHMS',
  'WEBHOOK_LOOPBACK',
  'POINTS_PER_MINUTE',
  'CONSOLE_CLIENT_ID',
  'CONSOLE_SCOPE',
]

/** What the program that runs the Worker finds in the file that it is started with. */
export interface RuntimeSettings {
  bundle: Bundle
  /** Where the Worker listens. */
  host: string
  port: number
  /** Where the Workflows keep what they have done. */
  state: string
  bindings: Record<string, string>
  /** The folder that holds GraphiQL. */
  pages: string
  /** The static assets, the console among them. */
  assets: string
}

export interface LocalWorker extends Companion {
  url: string
  logFile: string
}

interface Settings {
  bundle: Bundle
  port: number
  folder: string
  /** The folder that holds GraphiQL. */
  pages: string
  databaseUrl: string
  databaseToken: string | undefined
  /** The address that it listens on. */
  host: string
  /** Further names under which it answers. */
  hosts: readonly string[]
  secret: string
  tombstoneSecret: string
}

const everywhere: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }

/** How this machine reaches what listens on the address. */
const reachable = (host: string) => everywhere[host] ?? (host.includes(':') ? `[${host}]` : host)

/** Starts the Worker in workerd. It may answer only after a while: ask its `/health`. */
export function startWorker(
  { start }: ReturnType<typeof companions>,
  { bundle, port, folder, pages, databaseUrl, databaseToken, host, hosts, secret, tombstoneSecret }: Settings,
): LocalWorker {
  // A file, because arguments can be read by everybody on the machine.
  const settingsFile = join(folder, 'worker.json')
  const logFile = join(folder, 'runtime.log')
  const names = ['127.0.0.1', 'localhost', '[::1]', reachable(host)].map(name => `${name}:${port}`)
  const settings: RuntimeSettings = {
    ...{ bundle, host, port },
    state: join(folder, 'state', 'v3', 'workflows'),
    bindings: {
      GRAPHIQL: 'on',
      CONSOLE: 'on',
      // A page under development is served by this machine too.
      CORS_ORIGINS: 'http://localhost:*,http://127.0.0.1:*',
      ...Object.fromEntries(passedOn.flatMap(name => (process.env[name] ? [[name, process.env[name]]] : []))),
      LOCAL_HOSTS: [...names, ...hosts].join(','),
      LOCAL_SECRET: secret,
      TOMBSTONE_SECRET: tombstoneSecret,
      DATABASE_URL: databaseUrl,
      ...(databaseToken === undefined ? {} : { DATABASE_TOKEN: databaseToken }),
    },
    pages,
    assets: fileURLToPath(new URL('../../public', import.meta.url)),
  }
  writePrivate(settingsFile, JSON.stringify(settings))
  const worker = start({
    name: 'The Worker',
    binary: process.execPath,
    args: [fileURLToPath(new URL('runtime.mjs', import.meta.url)), settingsFile],
    env: { ...process.env, NO_COLOR: '1' },
    logFile,
    // The Worker's own lines; what the runtime says beside them stays apart.
    sift: { file: join(folder, 'worker.log'), takes: line => line.startsWith('{') && isJson(line) },
  })
  return { ...worker, url: `http://${reachable(host)}:${port}`, logFile }
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

/** How often the Worker is asked again that did not answer, and after how many milliseconds. */
const tries = 5
const pause = 200

/**
 * Sets the clock of the house to an instant, in milliseconds, from which it goes on; null for the true time.
 * @throws Failure
 */
export async function setClock(url: string, secret: string, now: number | null): Promise<void> {
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
  for (let tried = 1; ; tried++) {
    const request = { method: 'POST', headers, body: JSON.stringify({ now }) }
    const answer = await fetch(`${url}/local/clock`, request).catch(() => null)
    if (answer?.ok) return
    if (tried === tries) throw new Failure(`The clock was not set: ${answer?.status ?? 'no answer'}.`)
    await new Promise(resolve => setTimeout(resolve, pause * tried))
  }
}

/** Sends the clock's ticks, for nights now and every hour, for webhooks and jobs every minute: the local runtime has no clock. */
export function tick(url: string, secret: string): void {
  const send = (path: string) => {
    // What goes wrong is in the Worker's own log, and the next tick catches up.
    const headers = { authorization: `Bearer ${secret}` }
    const signal = AbortSignal.timeout(hour)
    fetch(url + path, { method: 'POST', headers, signal }).then(
      answer => answer.body?.cancel(),
      () => undefined,
    )
  }
  send('/local/tick')
  setInterval(() => send('/local/tick'), hour).unref()
  setInterval(() => send('/local/webhooks'), minute).unref()
}
