/**
 * The largest of numbers, however many: `Math.max` takes them as arguments, of which an engine passes some ten thousand.
 * -Infinity of none.
 */
export function largest(numbers: Iterable<number>): number {
  let found = Number.NEGATIVE_INFINITY
  for (const number of numbers) found = Math.max(found, number)
  return found
}

/** The smallest of numbers, however many. Infinity of none. */
export function smallest(numbers: Iterable<number>): number {
  let found = Number.POSITIVE_INFINITY
  for (const number of numbers) found = Math.min(found, number)
  return found
}
