import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const patience = 90_000

/** A command that was started. */
export interface Running {
  output(): string
  /** Resolves when the text was printed; rejects when it ended without. */
  printed(text: string): Promise<void>
  /** The exit code. */
  ended: Promise<number | null>
  signal(name: NodeJS.Signals): void
  pid: number
}

/** What `npm start -- …` runs, with these settings beside those that every run has. */
export const holdfast = (
  args: string[],
  node: string[] = [],
  settings: Record<string, string> = {},
): Running => run(process.execPath, [...node, 'scripts/start.mjs', ...args], settings)

/** `npm run NAME -- …`; it has ended when all that npm started has. */
export const npmRun = (name: string, ...args: string[]): Running =>
  run('npm', ['run', '--silent', name, '--', ...args])

function run(program: string, args: string[], settings: Record<string, string> = {}): Running {
  // Nothing of the machine's own settings may decide a test.
  const { PATH, HOME } = process.env
  const child = spawn(program, args, { cwd: root, env: { PATH, HOME, ...settings } })
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
  return { output: () => output, printed, ended, signal: name => child.kill(name), pid: child.pid ?? 0 }
}

export interface Process {
  pid: number
  command: string
}

/** Whether the system tells of its processes. */
export const tellsProcesses = existsSync('/proc/self/stat')

/** The processes that this one started, and those that they started in turn. */
export function descendants(pid: number): Process[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter(entry => /^\d+$/.test(entry))) {
    try {
      // The name before it is in parentheses and may hold anything.
      const [, parent] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      parents.set(Number(name), Number(parent))
    } catch {
      // It ended meanwhile.
    }
  }
  const below = (of: number): number[] =>
    [...parents].filter(([, parent]) => parent === of).flatMap(([child]) => [child, ...below(child)])
  return below(pid).map(child => ({ pid: child, command: commandOf(child) }))
}

function commandOf(pid: number | string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

/** Command lines of the processes that work in the folder; empty where the system does not tell. */
export function processesIn(folder: string): string[] {
  if (!tellsProcesses) return []
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(commandOf)
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
