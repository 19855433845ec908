const everyMilliseconds = 500

/**
 * Calls back when npm, which started this process, was killed: a process that nobody waits for must not work on beside
 * the next one of its kind.
 */
export function whenOrphaned(then: () => void): void {
  const parent = process.ppid
  if (process.env.npm_lifecycle_event === undefined) return
  setInterval(() => process.ppid === parent || then(), everyMilliseconds).unref()
}
