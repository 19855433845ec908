import { boundedCache } from '../../lib/bounded-cache.ts'
import { exactUpTo } from '../../lib/mathematics/distinct.ts'

const keptBytes = 2_000_000
const bytesPerMark = 32

/**
 * What an isolate has told of an hour's reading: whoever reads the same customers again and again writes nothing more,
 * and whoever reads very many writes less and less often.
 */
export interface Told {
  /** Of marks in order those that may make a difference. */
  news(row: string, marks: readonly number[]): number[]
  settle(row: string, marks: readonly number[]): void
}

export function makeTold(): Told {
  const kept = boundedCache<ReadonlySet<number>>(keptBytes)
  return {
    news(row, marks) {
      const known = kept.get(row) ?? new Set()
      const largest = known.size < exactUpTo ? Number.POSITIVE_INFINITY : Math.max(...known)
      return marks.filter(mark => mark < largest && !known.has(mark))
    },
    settle(row, marks) {
      const all = [...new Set([...(kept.get(row) ?? []), ...marks])].sort((one, other) => one - other)
      const smallest = new Set(all.slice(0, exactUpTo))
      kept.set(row, smallest, row.length + smallest.size * bytesPerMark)
    },
  }
}
