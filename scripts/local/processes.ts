import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants, openSync } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Failure } from '../failure.ts'
import { startGuard } from './guard.ts'
import { lineFile } from './line-file.ts'

/** A program that runs beside this one, with all that it starts in turn. */
export interface Companion {
  /** Never resolves; rejects with a Failure when the program ends by itself. */
  died: Promise<never>
  stop(): Promise<void>
}

export interface Program {
  /** What the operator calls it. */
  name: string
  /** Its name in `node_modules/.bin`, or the path of one that stands elsewhere. */
  binary: string
  args: string[]
  /** Where it runs; in the project when left out. */
  folder?: string
  env?: NodeJS.ProcessEnv
  logFile: string
  /** Lines that go into a file of their own. */
  sift?: { file: string; takes(line: string): boolean }
}

const patience = 5_000
const root = fileURLToPath(new URL('../..', import.meta.url))
const binaryPath = (binary: string) => resolve(root, 'node_modules/.bin', binary)

/** @throws Failure */
export function requireBinary(binary: string): void {
  try {
    accessSync(binaryPath(binary), constants.X_OK)
  } catch {
    throw new Failure(`The program ${binary} is missing in node_modules: run \`npm ci\` first.`)
  }
}

/** Starts programs in process groups of their own, so that Ctrl-C reaches only us and we end them in order. */
export function companions() {
  const guard = startGuard()
  const running = new Set<number>()
  // The last resort, where nothing may be awaited any more.
  process.once('exit', () => {
    for (const group of running) signal(group, 'SIGKILL')
  })

  function start({ name, binary, args, folder, env, logFile, sift }: Program): Companion {
    const log = sift ? 'pipe' : openSync(logFile, 'w', 0o600)
    const child = spawn(binaryPath(binary), args, {
      cwd: folder ?? root,
      env: env ?? process.env,
      detached: true,
      stdio: ['ignore', log, log],
    })
    if (sift) siftLines(child, sift.takes, lineFile(sift.file), lineFile(logFile))
    const group = child.pid
    const ended = new Promise<void>(resolve => {
      child.once('exit', () => resolve())
      child.once('error', () => resolve())
    })
    if (group !== undefined) {
      running.add(group)
      guard.watch(group)
    }
    let stopping = false
    const died = ended.then(() => {
      // An end that was asked for is no failure.
      if (stopping) return new Promise<never>(() => undefined)
      throw new Failure(`${name} ended unexpectedly; ${logFile} says why.`)
    })
    died.catch(() => undefined)

    return {
      died,
      async stop() {
        stopping = true
        if (group === undefined) return
        if (!(await endGroup(group, 'SIGTERM'))) await endGroup(group, 'SIGKILL')
        running.delete(group)
        guard.release(group)
      },
    }
  }

  return { start, guard }
}

type TakesLine = (line: string) => void

function siftLines(
  { stdout, stderr }: ChildProcess,
  takes: (line: string) => boolean,
  own: TakesLine,
  rest: TakesLine,
) {
  for (const input of [stdout, stderr])
    if (input) createInterface({ input }).on('line', line => (takes(line) ? own(line) : rest(line)))
}

/** Whether the group was gone in time. */
async function endGroup(group: number, name: NodeJS.Signals): Promise<boolean> {
  const deadline = Date.now() + patience
  let there = signal(group, name)
  while (there && Date.now() < deadline) {
    await new Promise(resolve => setTimeout(resolve, 20))
    there = signal(group, 0)
  }
  return !there
}

/** Whether there was anybody to signal. */
function signal(group: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, name)
  } catch {
    return false
  }
}
