// Outlives the process that started it by a moment: when its standard input closes, it ends the process groups
// named there and not taken back, so that nothing is left running even after a `kill -9`.
import { createInterface } from 'node:readline'

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined)

const groups = new Set()

/** @param {NodeJS.Signals} signal */
function signalAll(signal) {
  for (const group of groups) {
    try {
      process.kill(-group, signal)
    } catch {
      groups.delete(group)
    }
  }
}

createInterface({ input: process.stdin })
  .on('line', line => {
    const group = Number(line.slice(1))
    if (line.startsWith('+')) groups.add(group)
    else groups.delete(group)
  })
  .on('close', () => {
    signalAll('SIGTERM')
    if (groups.size > 0) setTimeout(() => signalAll('SIGKILL'), 3_000)
  })
