import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { fileURLToPath } from 'node:url'

const start = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url))
const patience = 90_000

export interface Holdfast {
  output(): string
  /** Resolves when the text was printed; rejects when it ended without. */
  printed(text: string): Promise<void>
  /** The exit code. */
  ended: Promise<number | null>
  signal(name: NodeJS.Signals): void
}

/** What `npm start -- …` runs. */
export function holdfast(args: string[], node: string[] = []): Holdfast {
  // Nothing of the machine's own settings may decide a test.
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, [...node, start, ...args], { env: { PATH, HOME } })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk))
  const ended = new Promise<number | null>(resolve => child.once('close', code => resolve(code)))
  let over = false
  ended.then(() => (over = true))

  async function printed(text: string) {
    const deadline = Date.now() + patience
    while (!output.includes(text)) {
      if (over || Date.now() > deadline) throw new Error(`"${text}" was not printed:\n${output}`)
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }
  return { output: () => output, printed, ended, signal: name => child.kill(name) }
}

/** Command lines of the processes that work in the folder; empty where the system does not tell. */
export function processesIn(folder: string): string[] {
  if (!existsSync('/proc/self/cmdline')) return []
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(pid => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      } catch {
        return ''
      }
    })
    .filter(line => line.includes(folder))
}

/** Whether somebody listens on the port of this machine. */
export const answers = (port: number) =>
  new Promise<boolean>(resolve => {
    const socket = createConnection({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
