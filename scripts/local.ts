import { randomBytes } from 'node:crypto'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DatabaseConfig } from '../src/database/client.ts'
import type { Workspace } from '../src/domain/service/service.ts'
import { configureWorkspace } from '../src/domain/workspace/configure-workspace.ts'
import { dayOfInstant } from '../src/lib/days.ts'
import { buildConsole } from './console/build.ts'
import { loadDemo } from './demo/load.ts'
import { currency as demoCurrency } from './demo/online-retail.ts'
import { explain, Failure } from './failure.ts'
import { openBrowser } from './local/browser.ts'
import { bundleWorker } from './local/bundle.ts'
import { startDatabase } from './local/database.ts'
import { untilHealthy, untilSilent } from './local/health.ts'
import { keptSecret } from './local/kept-secret.ts'
import { makeOnce } from './local/making.ts'
import {
  type Memory,
  ownDatabase,
  readMemory,
  requireDatabase,
  requireNeverUsed,
  writeMemory,
} from './local/memory.ts'
import { help, type Options, readOptions } from './local/options.ts'
import { requireFree } from './local/ports.ts'
import { type Companion, companions, requireBinary } from './local/processes.ts'
import { progressBar } from './local/progress.ts'
import { keepDoor, signInAddresses } from './local/sign-in.ts'
import { welcome } from './local/welcome.ts'
import { setClock, startWorker, tick } from './local/worker.ts'
import { addressOf, adminKey, prepareDatabase, replacedKey } from './operator.ts'
import { whenOrphaned } from './orphaned.ts'

/** Bundling takes seconds, on a slow machine many. */
const workerPatience = 120_000

/** What was started, in this order; it is stopped in the reverse one. */
interface Stage {
  stops: (() => Promise<void> | void)[]
}

/** Starts everything and says so; then it lasts until something dies. */
async function serve(options: Options, stage: Stage): Promise<never> {
  const { port, folder } = options
  requireBinary('wrangler')
  if (options.databaseUrl === undefined) requireBinary('sqld')
  makeFolder(folder)
  const herd = companions()
  stage.stops.push(herd.guard.dismiss)
  await herd.guard.lock(folder)
  // What a start that was killed left behind has ended only now.
  await requireFree(port, options.host)

  const address = options.databaseUrl === undefined ? ownDatabase : addressOf(options.databaseUrl)
  requireDatabase(folder, address)

  const keep = ({ stop }: Companion) => void stage.stops.push(stop)
  const local = options.databaseUrl === undefined ? await startDatabase(herd, folder, keep) : null
  const database: DatabaseConfig = local
    ? { url: local.url, token: local.token }
    : { url: options.databaseUrl ?? '', token: process.env.DATABASE_TOKEN || undefined }
  const pages = join(folder, 'pages')
  const [bundle, { db, fresh }] = await Promise.all([
    bundleWorker(herd, { entry: 'src/local.ts', folder, minify: false, onStart: keep }),
    prepareDatabase(database),
    writePage(join(pages, 'graphiql.html')),
    buildConsole(),
  ])
  const secret = randomBytes(32).toString('base64url')
  const { host = '127.0.0.1', hosts } = options
  const tombstoneSecret = process.env.TOMBSTONE_SECRET || keptSecret(join(folder, 'tombstone.secret'))
  const worker = startWorker(herd, {
    ...{ bundle, port, folder, pages, host, hosts, secret, tombstoneSecret },
    ...{ databaseUrl: database.url, databaseToken: database.token },
  })
  keep(worker)
  const alive = Promise.race([herd.guard.died, worker.died, ...(local ? [local.died] : [])])
  alive.catch(() => undefined)
  const whileAlive = <Result>(work: Promise<Result>) => Promise.race([alive, work])

  const memory = fresh ? newMemory(options, address) : (readMemory(folder) ?? knownMemory(address))
  const workspace = await configureWorkspace(db, Date.now(), settingsOf(options, memory))
  writeMemory(folder, { ...memory, workspace: true })
  const keyFile = join(folder, 'admin.key')
  const { key, state } = await adminKey(db, workspace, keyFile)
  await whileAlive(untilHealthy(`${worker.url}/health`, workerPatience, 'The Worker', worker.logFile))
  const silent = Promise.race([
    untilSilent(`${worker.url}/health`, 'The Worker', worker.logFile),
    ...(local ? [untilSilent(`${local.url}/health`, 'The database server', local.logFile)] : []),
  ])
  silent.catch(() => undefined)
  const hasDemo = memory.demo !== 'NONE'
  if (memory.demo === 'LOADING') {
    await Promise.race([
      silent,
      whileAlive(fillWithDemo({ url: worker.url, key, secret }, folder, memory, workspace)),
    ])
  }
  tick(worker.url, secret)
  const door = { url: worker.url, secret }
  const signIn = options.host === undefined ? await signInAddresses(door, key) : null
  if (signIn) keepDoor(folder, door)
  if (state !== 'KEPT' && state !== 'NEW') console.log(replacedKey(state, keyFile))
  console.log(welcome({ url: worker.url, key, folder, hasDemo, signIn }))
  if (options.open && signIn) openBrowser(signIn.console, folder)
  return Promise.race([alive, silent])
}

/** Loading what GraphiQL is made of takes longer than anything else here. */
const writePage = (file: string) =>
  makeOnce({
    file,
    root: fileURLToPath(new URL('..', import.meta.url)),
    async make() {
      const { writeGraphiql } = await import('./graphiql.ts')
      await writeGraphiql(file)
      return [
        'package-lock.json',
        ...['graphiql.ts', 'graphiql-policy.ts', 'graphiql-start.js'].map(name => `scripts/${name}`),
      ]
    },
  })

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new Failure(`The folder ${folder} cannot be made: choose another one with --data.`, { cause })
  }
  // Whoever locks the file cannot say why it cannot be made.
  closeSync(openSync(join(folder, 'lock'), 'a', 0o600))
}

/** What begins with this start. */
function newMemory({ folder, empty, currency }: Options, database: string): Memory {
  requireNeverUsed(folder)
  if (!empty && currency !== undefined && currency !== demoCurrency)
    throw new Failure(`The demo is in ${demoCurrency}: leave out --currency, or start --empty.`)
  const memory: Memory = {
    database,
    workspace: false,
    demo: empty ? 'NONE' : 'LOADING',
    today: null,
    lived: null,
  }
  writeMemory(folder, memory)
  return memory
}

/** A database that has a workspace already when the folder first hears of it. */
const knownMemory = (database: string): Memory => ({
  database,
  workspace: true,
  demo: 'NONE',
  today: null,
  lived: null,
})

const settingsOf = ({ currency, timeZone, phoneCountry }: Options, { demo }: Memory) => ({
  currency: currency ?? (demo === 'LOADING' ? demoCurrency : undefined),
  timeZone,
  phoneCountry,
})

async function fillWithDemo(
  api: { url: string; key: string; secret: string },
  folder: string,
  memory: Memory,
  { timeZone }: Workspace,
): Promise<void> {
  // An interrupted load goes on with the days that it began with.
  const today = memory.today ?? dayOfInstant(Date.now(), timeZone)
  const loading = { ...memory, workspace: true, today }
  const note = (lived: number | null) => writeMemory(folder, { ...loading, lived })
  note(memory.lived)
  const bar = progressBar()
  try {
    await loadDemo(
      api,
      {
        ...{ timeZone, today, lived: memory.lived, onLived: note },
        setClock: instant => setClock(api.url, api.secret, instant),
      },
      bar.show,
    )
  } finally {
    bar.end()
  }
  writeMemory(folder, { ...loading, demo: 'LOADED' })
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Resolves when we are to stop: by a signal, or because npm, which started us, was killed. */
const askedToStop = () =>
  new Promise<void>(resolve => {
    for (const name of signals) process.on(name, () => resolve())
    whenOrphaned(resolve)
  })

/** @returns the exit code */
async function main(): Promise<number> {
  const stage: Stage = { stops: [] }
  const asked = askedToStop()
  let code = 0
  try {
    const options = readOptions(process.argv.slice(2))
    if (options === null) process.stdout.write(help)
    else await Promise.race([asked, serve(options, stage)])
  } catch (error) {
    console.error(explain(error))
    code = 1
  }
  // What is still starting may add to the list while we stop.
  for (let stop = stage.stops.pop(); stop; stop = stage.stops.pop()) await stop()
  return code
}

process.exit(await main())
