import { type SQL, sql } from 'drizzle-orm'

/*
 * Sums of money that stay defined whatever comes in. They are exact up to the limit of a stored integer; what
 * passes it, which takes more than a thousand purchases of the largest amount, counts as the limit. SQL's own sum() would
 * fail the statement, and with it the night.
 */

const widest = 2n ** 63n - 1n

const withinWidest = (value: bigint): bigint => (value > widest ? widest : value < -widest ? -widest : value)

/** `sum(value)` of integers in two halves that cannot overflow; a REAL where the whole does not fit an integer. */
export const wideSum = (value: SQL): SQL =>
  sql`(sum((${value}) >> 32) * 4294967296 + sum((${value}) & 4294967295))`

/** A number of SQL, REAL where it left the integers, as one that an integer column takes. */
export const clamped = (value: SQL): SQL => sql`max(-9223372036854775807, min(9223372036854775807, ${value}))`

/** Reads a sum that SQL wrote as text: a number where that is exact. */
export function readSum(text: string): number | bigint {
  const near = Number(text)
  if (Number.isSafeInteger(near)) return near
  return /^-?\d+$/.test(text) ? BigInt(text) : withinWidest(BigInt(near))
}

/** Adds up integers of any size; fast while they are small. */
export class WideSum {
  #near = 0
  /** What the absolute values add up to: below 2^53 the sum of numbers is exact. */
  #reach = 0
  #far = 0n

  add(value: number | bigint): void {
    if (typeof value === 'number' && this.#reach + Math.abs(value) <= Number.MAX_SAFE_INTEGER) {
      this.#near += value
      this.#reach += Math.abs(value)
    } else this.#far += BigInt(value)
  }

  get value(): bigint {
    return withinWidest(this.#far + BigInt(this.#near))
  }
}
