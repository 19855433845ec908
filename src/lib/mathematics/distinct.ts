/** Up to how many different ids the count is exact; of more it is within some 3 %, one time in three a little further. */
export const exactUpTo = 1_024

/** One more than the largest mark. */
export const markBound = 2 ** 48

/** Finalizer of MurmurHash3: each bit of the 32 moves each other one. */
function mixed(bits: number): number {
  let mix = bits
  mix = Math.imul(mix ^ (mix >>> 16), 0x85ebca6b)
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35)
  return (mix ^ (mix >>> 16)) >>> 0
}

/** A mark of an id: 48 bits, spread evenly whatever ids are like. */
function markOf(id: number): number {
  const high = mixed(Math.floor(id / 2 ** 32))
  const low = mixed(id ^ high)
  return (mixed(low ^ 0x9e3779b9) & 0xffff) * 2 ** 32 + low
}

/**
 * How many different ids were added, in bounded memory, and so that two of them make the one of both: what is kept are
 * the smallest marks (Bar-Yossef et al., Counting distinct elements in a data stream, 2002).
 */
export class Distinct {
  #marks = new Set<number>()
  #largest = markBound

  add(id: number): void {
    const mark = markOf(id)
    if (mark >= this.#largest) return
    this.#marks.add(mark)
    if (this.#marks.size >= 2 * exactUpTo) this.#marks = new Set(this.#smallest())
  }

  /** The smallest marks, in their order: `exactUpTo` at most. */
  get marks(): number[] {
    return this.#smallest()
  }

  #smallest(): number[] {
    const marks = [...this.#marks].sort((one, other) => one - other).slice(0, exactUpTo)
    if (marks.length === exactUpTo) this.#largest = marks.at(-1) ?? markBound
    return marks
  }
}

/** How many different ids there were, by their smallest marks in order. */
export function countOf(marks: readonly number[]): number {
  const largest = marks.at(-1)
  if (largest === undefined || marks.length < exactUpTo) return marks.length
  return Math.max(exactUpTo, Math.floor(((exactUpTo - 1) * markBound) / largest))
}
