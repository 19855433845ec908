import { Failure } from '../failure.ts'

/**
 * Asks until the address answers with success.
 * @throws Failure after `milliseconds`
 */
export async function untilHealthy(url: string, milliseconds: number, name: string, logFile: string) {
  const deadline = Date.now() + milliseconds
  while (Date.now() < deadline) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null)
    await answer?.body?.cancel()
    if (answer?.ok) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Failure(`${name} does not answer; ${logFile} may say why.`)
}

const pulse = 3_000
/** A Worker that computes answers late; one whose runtime hangs leaves the question open for ever. */
const answerDeadline = 12_000
/** Missing so many takes less than a minute. */
const missedPulses = 3

/**
 * Never resolves; rejects when the address has not answered for most of a minute.
 * @throws Failure
 */
export async function untilSilent(url: string, name: string, logFile: string): Promise<never> {
  for (let missed = 0; missed < missedPulses; ) {
    await new Promise(resolve => setTimeout(resolve, pulse).unref())
    // Any answer is one: what it says of the database is no sign of the Worker's end.
    const answer = await fetch(url, { signal: AbortSignal.timeout(answerDeadline) }).catch(() => null)
    await answer?.body?.cancel().catch(() => undefined)
    missed = answer ? 0 : missed + 1
  }
  throw new Failure(`${name} does not answer any more; ${logFile} may say why.`)
}
