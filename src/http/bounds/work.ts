import { limits } from '../limits.ts'

interface Work {
  caller: string
  cost: number
  since: number
}

/** What one caller has under way. */
interface Load {
  cost: number
  /** For so long whoever asks is refused again, whatever it asks. */
  shutUntil: number
}

const shutFor = 1_000

/**
 * Bounds what each caller has under way in this isolate, by cost, so that one of them cannot take all. Nobody waits
 * for another's request: what is too much is refused. A caller with nothing under way is always let in.
 *
 * A client that hangs up takes the end of its request along: after `patience` milliseconds work counts no more.
 */
export function workUnderWay(most: number, patience: number) {
  // In the order of their beginning.
  const all = new Set<Work>()
  const loads = new Map<string, Load>()

  function end(work: Work): void {
    const load = loads.get(work.caller)
    if (!all.delete(work) || !load) return
    load.cost -= work.cost
    load.shutUntil = 0
    if (load.cost <= 0) loads.delete(work.caller)
  }

  return {
    /** @returns what ends it, or null where it would be too much */
    begin(caller: string, cost: number, now: number): (() => void) | null {
      for (const work of all) {
        if (now - work.since < patience) break
        end(work)
      }
      const load = loads.get(caller) ?? { cost: 0, shutUntil: 0 }
      if (load.cost > 0 && load.cost + cost > most) {
        load.shutUntil = now + shutFor
        return null
      }
      const work = { caller, cost, since: now }
      all.add(work)
      load.cost += cost
      loads.set(caller, load)
      return () => end(work)
    },
    /** Whether it was refused a moment ago, and nothing of it has ended since. */
    stillTooMuch: (caller: string, now: number): boolean => now < (loads.get(caller)?.shutUntil ?? 0),
  }
}

/** What an isolate's callers have under way. */
export const workOfCallers = workUnderWay(limits.costUnderWay, 60_000)
