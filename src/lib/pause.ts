/** The bound of the first pause, in milliseconds. */
const first = 40

/**
 * Waits with full jitter: anything from nothing to a bound that doubles with each attempt, so that those who met
 * once do not meet again.
 * @param attempt counted from 0
 * @param longest milliseconds that the bound does not pass
 */
export const jitteredPause = (attempt: number, longest: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, Math.random() * Math.min(longest, first * 2 ** attempt)))
