import { say, write } from '../domain/wording/say.ts'
import { refused } from './errors.ts'
import type { HttpContext } from './http-env.ts'
import { limits } from './limits.ts'

interface Work {
  caller: string
  cost: number
  since: number
}

/**
 * Bounds what each caller has under way in this isolate, by cost, so that one of them cannot take all. Nobody waits
 * for another's request: what is too much is refused. A caller with nothing under way is always let in.
 *
 * A client that hangs up takes the end of its request along: after `patience` milliseconds work counts no more.
 */
export function workUnderWay(most: number, patience: number) {
  // In the order of their beginning.
  const all = new Set<Work>()
  const costs = new Map<string, number>()

  function end(work: Work): void {
    if (!all.delete(work)) return
    const left = (costs.get(work.caller) ?? 0) - work.cost
    if (left > 0) costs.set(work.caller, left)
    else costs.delete(work.caller)
  }

  return {
    /** @returns what ends it, or null where it would be too much */
    begin(caller: string, cost: number, now: number): (() => void) | null {
      for (const work of all) {
        if (now - work.since < patience) break
        end(work)
      }
      const already = costs.get(caller) ?? 0
      if (already > 0 && already + cost > most) return null
      const work = { caller, cost, since: now }
      all.add(work)
      costs.set(caller, already + cost)
      return () => end(work)
    },
  }
}

/** What an isolate's callers have under way. */
export const workOfCallers = workUnderWay(limits.costUnderWay, 60_000)

export const tooMuchAtOnce = (c: HttpContext) => write(say('tooMuchAtOnce'), c.var.language)

/** A file is worked on for as long as it arrives or leaves: a few at once. */
const beginFile = ({ var: { service } }: HttpContext) =>
  workOfCallers.begin(service.actor.caller, limits.fileCost, service.now)

function refuseFile(c: HttpContext): Response {
  c.header('retry-after', '1')
  return refused(c, 429, { message: tooMuchAtOnce(c), code: 'TOO_MANY_REQUESTS' })
}

/** In front of a route that is done when it answers. */
export async function importWork(c: HttpContext, next: () => Promise<void>): Promise<Response | undefined> {
  const end = beginFile(c)
  if (!end) return refuseFile(c)
  try {
    await next()
  } finally {
    end()
  }
  return undefined
}

/** Around an answer that goes on leaving. @param answer calls `end` once, when all of it left or nothing more will */
export async function exportWork(
  c: HttpContext,
  answer: (end: () => void) => Promise<Response>,
): Promise<Response> {
  const end = beginFile(c)
  return end ? await answer(end) : refuseFile(c)
}
