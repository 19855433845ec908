import type { Counters } from '../../database/counters.ts'

/**
 * Which part of a full chunk a sweep takes at once: more than 0, at most 1. Rows that the database must fetch from a
 * slow disk take many times longer than rows at hand, and nothing but its clock tells which they are.
 */
export type Pace = number

/** So slow a pace says nothing of the rows any more; and a step may only make so many requests. */
const slowestPace: Pace = 1 / 32

/** A sweep begins with less: what it reads may have been read by nobody for a day. */
export const startingPace: Pace = 1 / 4

/** Milliseconds of a statement: far below the second that it may take, because the next one can be slower still. */
const slow = 400
const aim = 200

/** How many of `full` rows a chunk takes; one at least. */
export const share = (full: number, pace: Pace): number => Math.max(1, Math.floor(full * pace))

/** How large the next chunk may be, at most, after a statement over one of `size` rows (or at that pace). */
export const limitAfter = (size: number, milliseconds: number): number =>
  milliseconds > slow ? (size * aim) / milliseconds : Number.POSITIVE_INFINITY

/** What a chunk came to, and the pace of the next one: twice as fast as long as that stays within bounds. */
export async function paced<Result>(
  counters: Counters,
  pace: Pace,
  chunk: () => Promise<Result>,
): Promise<[Result, Pace]> {
  counters.longestStatement = 0
  const result = await chunk()
  const milliseconds = counters.longestStatement
  return [
    result,
    2 * milliseconds < slow
      ? Math.min(1, 2 * pace)
      : Math.max(slowestPace, Math.min(pace, limitAfter(pace, milliseconds))),
  ]
}
