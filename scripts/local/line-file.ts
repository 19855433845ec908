import { ftruncateSync, openSync, writeSync } from 'node:fs'

/** Lines that wait for space; beyond them the oldest are lost. */
const mostWaiting = 1_000

type Write = (target: number, bytes: Buffer, from: number, length: number, at: number) => number

/**
 * Begins the file anew and takes lines for it, each written whole or not at all. What a full disk does not take is
 * written with the first line after there is space again: the cause of what failed meanwhile stands among it.
 * @param write the system's, but in tests
 */
export function lineFile(file: string, write: Write = writeSync): (line: string) => void {
  const target = openSync(file, 'w', 0o600)
  const waiting: Buffer[] = []
  let length = 0

  function takes(line: Buffer): boolean {
    try {
      if (write(target, line, 0, line.length, length) === line.length) return true
    } catch {
      // No space at all, where less than the line needs was written in part.
    }
    ftruncateSync(target, length)
    return false
  }

  return line => {
    waiting.push(Buffer.from(`${line}\n`))
    if (waiting.length > mostWaiting) waiting.shift()
    for (let next = waiting[0]; next && takes(next); next = waiting[0]) {
      length += next.length
      waiting.shift()
    }
  }
}
