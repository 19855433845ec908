import type { Bindings } from '../../env.ts'
import { describeError } from '../../lib/log.ts'
import type { HttpContext } from '../http-env.ts'

/** Behind an answer a Worker lives for 30 seconds. */
const behindAnswer = 15_000

/**
 * Work that follows what requests change, behind their answers, so that it need not wait for the clock. An isolate does
 * one at a time, which looks again where others wrote meanwhile. What it leaves is the clock's.
 * @param work begins nothing behind so many milliseconds
 * @param failure what the log says when it fails
 */
export function waking(
  work: (env: Bindings, milliseconds: number) => Promise<void>,
  failure: string,
): (c: HttpContext) => void {
  /** Of an isolate: whether something has changed since its work last looked, and until when that goes on at most. */
  const woken = new WeakMap<object, { again: boolean; until: number }>()
  return c => {
    const wake = woken.get(c.env) ?? { again: false, until: 0 }
    woken.set(c.env, wake)
    wake.again = true
    if (Date.now() < wake.until) return
    const begun = Date.now()
    wake.until = begun + 2 * behindAnswer
    const working = async () => {
      for (let left = behindAnswer; wake.again && left > 0; ) {
        wake.again = false
        await work(c.env, left)
        left = begun + behindAnswer - Date.now()
      }
    }
    c.executionCtx.waitUntil(
      working()
        .catch(error => c.var.log.warn(failure, { error: describeError(error) }))
        .finally(() => {
          wake.until = 0
        }),
    )
  }
}
