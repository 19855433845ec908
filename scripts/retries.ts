import { Failure } from './failure.ts'

/** The server did not answer, not to the end, or not yet: another try may go better. */
export class BrokenOff extends Failure {
  constructor(
    message: string,
    /** For how long it asks to be left alone. */
    readonly seconds = 0,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** Tries in a row before a command gives up: with one that never answered, and with one that did. */
export const attempts = { stranger: 5, known: 12 } as const

const shortest = 500
const longest = 30_000
const longestAsked = 600

/** Waits before the next try: for as long as the server asks, and longer each time. */
export async function pauseAfter(tried: number, { seconds }: BrokenOff): Promise<void> {
  const growing = Math.min(longest, shortest * 2 ** (tried - 1)) * (0.5 + Math.random() / 2)
  const milliseconds = Math.max(1_000 * Math.min(seconds, longestAsked), growing)
  await new Promise(resolve => setTimeout(resolve, milliseconds))
}

/** What an answer comes to that says "later": too many requests, or trouble of the server's own. */
export function askedToWait({ status, headers }: Response, message: string): BrokenOff | null {
  if (status !== 429 && status < 500) return null
  const seconds = Number(headers.get('retry-after'))
  return new BrokenOff(message, Number.isFinite(seconds) ? seconds : 0)
}
