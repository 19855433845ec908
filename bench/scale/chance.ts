/** Draws that follow from a seed and a place alone, so that any part of the data can be made again by itself. */
export interface Chance {
  /** In [0, 1). */
  part(): number
  /** An integer of 0..`bound` − 1. */
  below(bound: number): number
  pick<Item>(items: readonly Item[]): Item
  /** Exponential with mean 1. */
  wait(): number
  /** Normal with mean 0 and deviation 1. */
  normal(): number
}

/** Mulberry32, begun at a mix of the seed and the place. */
export function chance(seed: number, place: number): Chance {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(place + 1, 0xc2b2ae35)
  const part = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (bound: number) => Math.floor(part() * bound)
  return {
    part,
    below,
    pick(items) {
      const item = items[below(items.length)]
      if (item === undefined) throw new Error('There is nothing to choose from.')
      return item
    },
    wait: () => -Math.log(1 - part()),
    normal: () => Math.sqrt(-2 * Math.log(1 - part())) * Math.cos(2 * Math.PI * part()),
  }
}
