import { GroupMap } from './group-map.ts'
import type { SpendObservation } from './spend-model.ts'

const groupsAtMost = 20_000

/** Bits of a mean spend that are kept, the leading one aside; null keeps all of them. */
const precisions = [null, 10, 8, 6, 5, 4, 3] as const

export interface SpendGroups {
  /** `spend` is what each of these customers spent apart from the first purchase day, in major units. */
  add(repeats: number, spend: number, customers: number): void
  /** In a fixed order; a rounded mean stands in the middle of its range. */
  groups(): SpendObservation[]
}

/**
 * Collects (x, mean spend). Above 20,000 distinct pairs the mean is cut to fewer significant bits: the most that
 * hold all of them, whichever order they come in, because cutting twice is cutting once. Customers without a
 * repeat or with no spend on them say nothing and are left out.
 */
export function collectSpend(limit = groupsAtMost): SpendGroups {
  let level = 0
  let kept = new GroupMap<SpendObservation>()
  const bitsAt = (at: number) => precisions[at] ?? null
  const put = (observation: SpendObservation) => {
    const mean = cut(observation.mean, bitsAt(level))
    const group = kept.at(observation.repeats, mean, () => ({ ...observation, mean, customers: 0 }))
    group.customers += observation.customers
  }
  return {
    add(repeats, spend, customers) {
      if (!(repeats > 0 && spend > 0)) return
      put({ repeats, mean: spend / repeats, customers })
      while (kept.size > limit && level + 1 < precisions.length) {
        level += 1
        const finer = kept.values()
        kept = new GroupMap()
        for (const group of finer) put(group)
      }
    },
    groups() {
      const bits = bitsAt(level)
      return [...kept.values()]
        .sort((a, b) => a.repeats - b.repeats || a.mean - b.mean)
        .map(group => ({
          ...group,
          mean: bits === null ? group.mean : group.mean + width(group.mean, bits) / 2,
        }))
    },
  }
}

/** The distance between two neighbouring values with so many bits: a power of two, exact in a double. */
function width(value: number, bits: number): number {
  const exponent = Math.floor(Math.log2(value))
  // A logarithm next to a whole number may be rounded over it.
  const power = 2 ** exponent > value ? exponent - 1 : 2 ** (exponent + 1) <= value ? exponent + 1 : exponent
  return 2 ** (power - bits)
}

function cut(value: number, bits: number | null): number {
  if (bits === null) return value
  const step = width(value, bits)
  return Math.floor(value / step) * step
}
