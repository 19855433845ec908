const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** How long to wait behind each failed attempt: 75 hours in all, as Standard Webhooks has it. */
const pauses = [
  ...[5 * second, 5 * minute, 30 * minute],
  ...[2, 5, 10, 14, 20, 24].map(hours => hours * hour),
]

/** Those who failed together do not come again together. */
const jitter = 0.1

/**
 * When a delivery is tried again; null where it is given up.
 * @param attempts that it had, the one that failed just now included
 * @param random from 0 up to 1
 */
export function nextAttempt(attempts: number, now: number, random: number): number | null {
  const pause = pauses[attempts - 1]
  return pause === undefined ? null : Math.round(now + pause * (1 + jitter * random))
}

/** An endpoint that failed so often in a row is only probed. */
export const circuitFailures = 5

/**
 * How long behind a failed probe the next one comes: one that is only started anew is met again soon, one that is down
 * costs little.
 * @param failures in a row, at least so many that it is probed
 */
export const probePause = (failures: number): number =>
  Math.min(5 * minute, 5 * second * 4 ** (failures - circuitFailures))

/** Whoever tries a delivery has it for so long; behind that another may. Longer than an attempt takes. */
export const lease = minute
