import * as z from 'zod'
import type { Counters } from '../../database/counters.ts'
import { limitAfter } from '../sweeps/pace.ts'
import { type Chunk, place } from './chunk.ts'

/** Chunks that a step of a sweep takes at most. */
const chunksPerStep = 16

/** Where a walk through the customers of some sources stands: in the first of them, behind a place. */
export const walkThrough = <Source>(source: z.ZodType<Source>) =>
  z.object({
    sources: z.tuple([source], source),
    after: place,
    size: z.int(),
    /** The chunk is read again, because what was read of it did not hold any more. */
    reread: z.boolean(),
  })

export type Walk<Source> = z.infer<ReturnType<typeof walkThrough<Source>>>

type CustomerRow = readonly [id: number, ...unknown[]]

export interface Handling<Source, At extends Walk<Source>, Row extends CustomerRow, Work> {
  /** The next chunk of the first source. */
  read(at: At): Promise<Chunk<Row>>
  /** What is to be stored of customers. */
  prepare(customers: readonly Row[], source: Source): Work
  /** @returns false when what was read does not hold any more, and nothing was stored */
  store(work: Work): Promise<boolean>
}

/**
 * Goes some chunks on. Each is read and prepared while the one before it is stored, so whom that one names is left
 * out: what was read of them is old, and they have just been looked at. Where a statement took long, the next chunk is
 * smaller.
 * @returns where to go on; null when the walk is through
 * @throws what `read`, `prepare` and `store` throw, once nothing is at work any more; Error when a chunk that was
 * read twice does not hold
 */
export async function walk<Source, At extends Walk<Source>, Row extends CustomerRow, Work>(
  counters: Counters,
  from: At,
  { read, prepare, store }: Handling<Source, At, Row, Work>,
): Promise<At | null> {
  const ready = async (at: At, before: Float64Array) => {
    const chunk = await read(at)
    const seen = new Set(before)
    const { customers } = chunk
    const work = prepare(
      customers.filter(([id]) => !seen.has(id)),
      at.sources[0],
    )
    // Nothing more is kept of the rows: a chunk may wait for a lock, and what waits long leaves the young heap.
    return { at, ids: Float64Array.from(customers, ([id]) => id), next: behind(at, chunk), work }
  }
  let chunk = await ready(from, new Float64Array())
  for (let left = chunksPerStep - 1; ; left--) {
    const { at, ids, next, work } = chunk
    counters.longestStatement = 0
    // No closure holds the work: one that outlives a minor collection would keep it until the next major one.
    const [stored, ahead] = await Promise.allSettled([
      store(work),
      next !== null && left > 0 ? ready(next, ids) : null,
    ])
    if (stored.status === 'rejected') throw stored.reason
    if (!stored.value) {
      if (at.reread) throw new Error('Customers change while what is stored of them is computed.')
      return { ...at, reread: true }
    }
    if (ahead.status === 'rejected') throw ahead.reason
    if (ahead.value === null) return next
    chunk = {
      ...ahead.value,
      next: shortened(ahead.value.next, limitAfter(at.size, counters.longestStatement)),
    }
  }
}

/** The next place with a size of at most `most`. */
const shortened = <At extends Walk<unknown>>(next: At | null, most: number): At | null =>
  next && { ...next, size: Math.ceil(Math.min(next.size, most)) }

/** Where a walk goes on behind a chunk: null when that was the last source's last. */
function behind<At extends Walk<unknown>>(at: At, { next, size }: Chunk<unknown>): At | null {
  if (next !== undefined) return { ...at, after: next, size, reread: false }
  const [, source, ...rest] = at.sources
  return source === undefined ? null : { ...at, sources: [source, ...rest], after: null, size, reread: false }
}
