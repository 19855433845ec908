import { say, write } from '../../domain/wording/say.ts'
import { configOf } from '../../env.ts'
import { refused } from '../errors.ts'
import type { HttpContext } from '../http-env.ts'
import { limits } from '../limits.ts'
import { budgetsOf } from './budget.ts'

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

export const budgetSpent = (c: HttpContext, seconds: number) =>
  write(say('budgetSpent', { seconds }), c.var.language)

function refuse(c: HttpContext, code: string, message: string, seconds: number): Response {
  c.header('retry-after', String(seconds))
  return refused(c, 429, { message, code })
}

/**
 * Answers where it is not too much, neither at once nor of the caller's points.
 * @param answer calls `end` once, when all of it left or nothing more will
 */
export async function untilEnd(
  c: HttpContext,
  cost: number,
  answer: (end: () => void) => Promise<Response>,
): Promise<Response> {
  const { actor, now } = c.var.service
  const end = workOfCallers.begin(actor.caller, cost, now)
  if (!end) return refuse(c, 'TOO_MANY_REQUESTS', tooMuchAtOnce(c), 1)
  const wait = budgetsOf(configOf(c.env)).spend(actor.caller, cost, now)
  if (wait === null) return await answer(end)
  end()
  return refuse(c, 'BUDGET_SPENT', budgetSpent(c, wait), wait)
}

/** The same of what is done when it is answered. */
export const withinBounds = (
  c: HttpContext,
  cost: number,
  answer: () => Promise<Response>,
): Promise<Response> =>
  untilEnd(c, cost, async end => {
    try {
      return await answer()
    } finally {
      end()
    }
  })

/** In front of a route that works on a file for as long as it arrives. */
export const importWork = (c: HttpContext, next: () => Promise<void>): Promise<Response> =>
  withinBounds(c, limits.fileCost, async () => {
    await next()
    return c.res
  })

/** Around an answer that goes on leaving. */
export const exportWork = (
  c: HttpContext,
  answer: (end: () => void) => Promise<Response>,
): Promise<Response> => untilEnd(c, limits.fileCost, answer)
