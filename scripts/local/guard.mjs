// Outlives the process that started it by a moment: when its standard input closes, it ends the process groups
// named there and not taken back, so that nothing is left running even after a `kill -9`. It holds the folder's
// lock too, because the folder is free only when the last of them is gone.
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

const untilKilled = 3_000
const untilGone = 5_000
/** Longer than both: a start that was killed is followed by one that waits until everything is gone. */
const untilRefused = 10_000
const pause = 50

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined)
// Whoever read the answer may be gone.
process.stdout.on('error', () => undefined)

const groups = new Set()
/** @param {number} milliseconds */
const wait = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))

/** @param {NodeJS.Signals | 0} signal */
function signalAll(signal) {
  for (const group of groups) {
    try {
      process.kill(-group, signal)
    } catch {
      groups.delete(group)
    }
  }
}

/**
 * @param {NodeJS.Signals} signal
 * @param {number} milliseconds
 */
async function endAll(signal, milliseconds) {
  signalAll(signal)
  for (const deadline = Date.now() + milliseconds; groups.size > 0 && Date.now() < deadline; ) {
    await wait(pause)
    signalAll(0)
  }
}

/**
 * The lock of a SQLite file is the system's own: it ends with the process that holds it, and knows nothing of
 * process numbers, which another container or a restart gives to somebody else.
 * @param {string} file
 */
async function lock(file) {
  const { createClient } = await import('@libsql/client/sqlite3')
  for (const deadline = Date.now() + untilRefused; ; await wait(pause)) {
    try {
      return await createClient({ url: pathToFileURL(file).href }).transaction('write')
    } catch (error) {
      if (error.code !== 'SQLITE_BUSY' || Date.now() > deadline) throw error
    }
  }
}

let held = null

createInterface({ input: process.stdin })
  .on('line', async line => {
    const [what, argument] = [line.slice(0, 1), line.slice(1)]
    if (what === '+') groups.add(Number(argument))
    if (what === '-') groups.delete(Number(argument))
    if (what !== 'L') return
    try {
      held = await lock(argument)
      process.stdout.write('HELD\n')
    } catch (error) {
      process.stdout.write(`${error.code === 'SQLITE_BUSY' ? 'BUSY' : `FAILED ${error.message}`}\n`)
    }
  })
  .on('close', async () => {
    await endAll('SIGTERM', untilKilled)
    await endAll('SIGKILL', untilGone)
    held?.close()
    process.exit()
  })
