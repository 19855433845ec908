import type { Observation } from './dropout-model.ts'
import { GroupMap } from './group-map.ts'

/** More distinct histories than this are rounded to longer bins: it bounds memory and the time of a fit. */
const groupsAtMost = 20_000

/** Days per bin; each divides the next, so rounding twice is rounding once. */
const binSizes = [1, 7, 28, 84, 336] as const

/** A history in days, as the database groups it. */
export interface DayHistory {
  repeats: number
  recencyDays: number
  ageDays: number
  customers: number
  /** Purchase days of these customers after the history ends. */
  later: number
}

/** Histories in weeks, and what the same customers did afterwards. */
export interface HistoryGroup extends Observation {
  later: number
}

export interface HistoryGroups {
  add(history: DayHistory): void
  /** In a fixed order; a bin stands for its middle. */
  groups(): HistoryGroup[]
  binDays(): number
}

/**
 * Collects histories. Above 20,000 distinct ones they are kept in bins of 7 days, then 28 and more: the finest
 * bins that hold all of them, whichever order they come in, because a longer bin never splits a shorter one.
 */
export function collectHistories(limit = groupsAtMost): HistoryGroups {
  let level = 0
  let kept = new GroupMap<DayHistory>()
  const sizeAt = (at: number) => binSizes[at] ?? 1
  const put = (history: DayHistory) => {
    const size = sizeAt(level)
    const start = (days: number) => Math.floor(days / size) * size
    const recencyDays = start(history.recencyDays)
    const ageDays = start(history.ageDays)
    // Days of the years 0001 to 9999 have 22 bits.
    const group = kept.at(history.repeats, recencyDays * 2 ** 22 + ageDays, () => ({
      ...history,
      recencyDays,
      ageDays,
      customers: 0,
      later: 0,
    }))
    group.customers += history.customers
    group.later += history.later
  }
  return {
    add(history) {
      put(history)
      while (kept.size > limit && level + 1 < binSizes.length) {
        level += 1
        const finer = kept.values()
        kept = new GroupMap()
        for (const group of finer) put(group)
      }
    },
    groups() {
      const middle = (sizeAt(level) - 1) / 2
      return [...kept.values()]
        .sort((a, b) => a.repeats - b.repeats || a.recencyDays - b.recencyDays || a.ageDays - b.ageDays)
        .map(({ repeats, recencyDays, ageDays, customers, later }) => ({
          repeats,
          recency: repeats === 0 ? 0 : (recencyDays + middle) / 7,
          age: (ageDays + middle) / 7,
          customers,
          later,
        }))
    },
    binDays: () => sizeAt(level),
  }
}
