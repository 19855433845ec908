import { join } from 'node:path'
import { Failure } from '../failure.ts'
import { writePrivate } from './door.ts'
import type { Companion, companions } from './processes.ts'

const hour = 3_600_000

/** What a local Worker takes from the environment as it is. */
const passedOn = ['CORS_ORIGINS', 'JWT_ISSUER', 'JWT_AUDIENCE', 'JWT_JWKS_URL', 'JWT_ALGORITHMS']

export interface LocalWorker extends Companion {
  url: string
  logFile: string
}

interface Settings {
  port: number
  folder: string
  databaseUrl: string
  databaseToken: string | undefined
  /** The address that it listens on. */
  host: string
  /** Further names under which it answers. */
  hosts: readonly string[]
  secret: string
}

const everywhere: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }

/** How this machine reaches what listens on the address. */
const reachable = (host: string) => everywhere[host] ?? (host.includes(':') ? `[${host}]` : host)

/** Starts the Worker in workerd. It may answer only after a while: ask its `/health`. */
export function startWorker(
  { start }: ReturnType<typeof companions>,
  { port, folder, databaseUrl, databaseToken, host, hosts, secret }: Settings,
): LocalWorker {
  const envFile = join(folder, 'worker.env')
  const logFile = join(folder, 'wrangler.log')
  const names = ['127.0.0.1', 'localhost', '[::1]', reachable(host)].map(name => `${name}:${port}`)
  writeEnvFile(envFile, {
    // A page under development is served by this machine too.
    CORS_ORIGINS: 'http://localhost:*,http://127.0.0.1:*',
    ...Object.fromEntries(passedOn.flatMap(name => (process.env[name] ? [[name, process.env[name]]] : []))),
    LOCAL_HOSTS: [...names, ...hosts].join(','),
    LOCAL_SECRET: secret,
    DATABASE_URL: databaseUrl,
    DATABASE_TOKEN: databaseToken,
  })
  const { CLOUDFLARE_ENV: _, ...environment } = process.env
  const worker = start({
    name: 'The Worker',
    binary: 'wrangler',
    args: [
      'dev',
      '--local',
      ...['--env', 'local', '--ip', host, '--port', String(port), '--inspector-port', '0'],
      ...['--persist-to', join(folder, 'state'), '--env-file', envFile],
      '--show-interactive-dev-session=false',
      // Errors speak of functions and variables by the names that the source gives them.
      '--minify=false',
    ],
    env: {
      ...environment,
      CI: 'true',
      NO_COLOR: '1',
      WRANGLER_SEND_METRICS: 'false',
      WRANGLER_SEND_ERROR_REPORTS: 'false',
      WRANGLER_HIDE_BANNER: 'true',
      WRANGLER_LOG_PATH: join(folder, 'wrangler-logs'),
      WRANGLER_REGISTRY_PATH: join(folder, 'wrangler-registry'),
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
      // Wrangler's own pages would start and end nights without a key.
      X_LOCAL_EXPLORER: 'false',
      CLOUDFLARE_INCLUDE_PROCESS_ENV: 'false',
      CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV: 'true',
      // Leaves out wrangler's own debugging proxy: it follows every byte that the Worker fetches, shares a thread
      // with the proxy of the requests, and over a large night neither answers any more.
      VSCODE_INSPECTOR_OPTIONS: '{}',
    },
    logFile,
    // The Worker's own lines; what wrangler says beside them stays apart.
    sift: { file: join(folder, 'worker.log'), takes: line => line.startsWith('{') && isJson(line) },
  })
  return { ...worker, url: `http://${reachable(host)}:${port}`, logFile }
}

const pulse = 3_000
/** A Worker that computes answers late; one whose runtime died leaves the question open for ever. */
const answerDeadline = 12_000
/** Missing so many takes less than a minute. */
const missedPulses = 3

/**
 * Never resolves; rejects when nothing answers any more: the runtime can die under a `wrangler` that lives on.
 * @throws Failure
 */
export async function untilSilent({ url, logFile }: Pick<LocalWorker, 'url' | 'logFile'>): Promise<never> {
  for (let missed = 0; missed < missedPulses; ) {
    await new Promise(resolve => setTimeout(resolve, pulse).unref())
    // Any answer is one: a database that is away for a moment is not the Worker's end.
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(answerDeadline) }).catch(
      () => null,
    )
    await answer?.body?.cancel().catch(() => undefined)
    missed = answer ? 0 : missed + 1
  }
  throw new Failure(`The Worker does not answer any more; ${logFile} may say why.`)
}

/** A file, because arguments can be read by everybody on the machine. */
function writeEnvFile(file: string, values: Record<string, string | undefined>): void {
  const lines = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${quoted(value)}`],
  )
  writePrivate(file, `${lines.join('\n')}\n`)
}

/** As the file's reader takes it literally: `$` would be expanded. */
const quoted = (value: string) => `'${value.replaceAll('$', '\\$')}'`

function isJson(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

/** Sends the clock's tick, now and every hour: the local runtime has no clock of its own. */
export function tick(url: string, secret: string): void {
  const send = () => {
    // What goes wrong is in the Worker's own log, and the next tick catches up.
    const headers = { authorization: `Bearer ${secret}` }
    const signal = AbortSignal.timeout(hour)
    fetch(`${url}/local/tick`, { method: 'POST', headers, signal }).then(
      answer => answer.body?.cancel(),
      () => undefined,
    )
  }
  send()
  setInterval(send, hour).unref()
}
