import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../failure.ts'

/**
 * Makes this process the only one that works in the folder. What a process that died left behind is taken over.
 * @returns gives the folder free
 * @throws Failure
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, 'lock')
  const holder = readHolder(file)
  if (holder !== null && isAlive(holder))
    throw new Failure(
      `${folder} is in use by another start (process ${holder}); if that is not so, remove ${file}.`,
    )
  rmSync(file, { force: true })
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx' })
  } catch (cause) {
    throw new Failure(`${folder} cannot be written, or another start was faster.`, { cause })
  }
  return () => rmSync(file, { force: true })
}

function readHolder(file: string): number | null {
  try {
    return Number(readFileSync(file, 'utf8')) || null
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
