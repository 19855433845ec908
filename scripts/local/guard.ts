import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Failure } from '../failure.ts'

/** The process that cleans up behind this one, however it ends. */
export interface Guard {
  /** Ends this process group when we are gone. */
  watch(group: number): void
  release(group: number): void
  /**
   * Makes us the only one who works in the folder, until everything that is watched has ended.
   * @throws Failure
   */
  lock(folder: string): Promise<void>
  /** Never resolves; rejects with a Failure when the guard ends by itself. */
  died: Promise<never>
  dismiss(): Promise<void>
}

export function startGuard(): Guard {
  const file = fileURLToPath(new URL('guard.mjs', import.meta.url))
  const child = spawn(process.execPath, [file], { detached: true, stdio: ['pipe', 'pipe', 'ignore'] })
  const tell = (line: string) => void child.stdin.write(`${line}\n`)
  child.stdin.on('error', () => undefined)
  const gone = new Promise<void>(resolve => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  let dismissed = false
  const died = gone.then(() => {
    if (dismissed) return new Promise<never>(() => undefined)
    throw new Failure('The process that ends the others with this one ended unexpectedly.')
  })
  died.catch(() => undefined)
  const answers = createInterface({ input: child.stdout })

  async function lock(folder: string) {
    const answered = new Promise<string>(resolve => answers.once('line', resolve))
    tell(`L${join(folder, 'lock')}`)
    const answer = await Promise.race([answered, died])
    if (answer === 'HELD') return
    if (answer === 'BUSY') throw new Failure(`${folder} is in use by another start.`)
    throw new Failure(`${folder} cannot be locked: ${answer.replace('FAILED ', '')}`)
  }

  return {
    watch: group => tell(`+${group}`),
    release: group => tell(`-${group}`),
    lock,
    died,
    async dismiss() {
      dismissed = true
      child.stdin.end()
      await gone
    },
  }
}
