import { say, write } from '../../domain/wording/say.ts'
import { configOf } from '../../env.ts'
import { refused } from '../errors.ts'
import type { HttpContext, TooMuch } from '../http-env.ts'
import { limits } from '../limits.ts'
import { budgetsOf } from './budget.ts'
import { workOfCallers } from './work.ts'

const atOnce: TooMuch = { code: 'TOO_MANY_REQUESTS', seconds: 1 }
const spent = (seconds: number): TooMuch => ({ code: 'BUDGET_SPENT', seconds })

/**
 * Lets in what may cost so much, where that is not too much, neither at once nor of the caller's points.
 * @param underWay what it counts for while it lasts, where that is less
 * @returns what ends it, or why it is refused, which the context keeps too
 */
export function letIn(c: HttpContext, cost: number, underWay = cost): (() => void) | TooMuch {
  const { actor, now } = c.var.service
  const refusing = (tooMuch: TooMuch) => {
    c.set('tooMuch', tooMuch)
    return tooMuch
  }
  const end = workOfCallers.begin(actor.caller, underWay, now)
  if (!end) return refusing(atOnce)
  const seconds = budgetsOf(configOf(c.env)).spend(actor.caller, cost, now)
  if (seconds === null) return end
  end()
  return refusing(spent(seconds))
}

/** What this isolate told a caller a moment ago, and tells it again whatever it asks. */
function stillTooMuch(c: HttpContext, caller: string, now: number): TooMuch | null {
  if (workOfCallers.stillTooMuch(caller, now)) return atOnce
  const seconds = budgetsOf(configOf(c.env)).stillSpent(caller, now)
  return seconds === null ? null : spent(seconds)
}

/** The answer to whoever is told to come back later. */
export function refuseTooMuch(c: HttpContext, { code, seconds }: TooMuch): Response {
  c.header('retry-after', String(seconds))
  const saying = code === 'BUDGET_SPENT' ? say('budgetSpent', { seconds }) : say('tooMuchAtOnce')
  return refused(c, 429, { message: write(saying, c.var.language), code })
}

/** Whoever asks again before it may gets its answer so late, in milliseconds; of an isolate so many wait for theirs. */
const late = { by: 500, most: 1_000 }
const waiting: number[] = []

/**
 * The answer to who was refused a moment ago and may not ask again yet: nothing of the request is read. It comes late,
 * else a client that asks anew whenever it is answered would have nothing done but that.
 */
export async function refuseAgain(c: HttpContext, caller: string): Promise<Response | null> {
  const now = Date.now()
  const tooMuch = stillTooMuch(c, caller, now)
  if (!tooMuch) return null
  c.set('caller', caller)
  while (waiting[0] !== undefined && waiting[0] <= now) waiting.shift()
  if (waiting.length < late.most) {
    waiting.push(now + late.by)
    await new Promise(resolve => setTimeout(resolve, late.by))
  }
  return refuseTooMuch(c, tooMuch)
}

/**
 * Answers where it is not too much.
 * @param answer calls `end` once, when all of it left or nothing more will
 */
export async function untilEnd(
  c: HttpContext,
  cost: number,
  answer: (end: () => void) => Promise<Response>,
  underWay = cost,
): Promise<Response> {
  const end = letIn(c, cost, underWay)
  return typeof end === 'function' ? await answer(end) : refuseTooMuch(c, end)
}

/** The same of what is done when it is answered. */
export const withinBounds = (
  c: HttpContext,
  cost: number,
  answer: () => Promise<Response>,
  underWay = cost,
): Promise<Response> =>
  untilEnd(
    c,
    cost,
    async end => {
      try {
        return await answer()
      } finally {
        end()
      }
    },
    underWay,
  )

/** In front of a route that works on a file for as long as it arrives. */
export const importWork = (c: HttpContext, next: () => Promise<void>): Promise<Response> =>
  withinBounds(
    c,
    limits.fileCost,
    async () => {
      await next()
      return c.res
    },
    limits.fileUnderWay,
  )

/** Around an answer that goes on leaving. */
export const exportWork = (
  c: HttpContext,
  answer: (end: () => void) => Promise<Response>,
): Promise<Response> => untilEnd(c, limits.fileCost, answer, limits.fileUnderWay)
