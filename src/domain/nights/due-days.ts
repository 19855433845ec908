import { dayOfInstant } from '../../lib/days.ts'

const dueAfterMidnight = 30 * 60_000
const catchUpDays = 7

/**
 * The newest business day that a night may take: a day is due at 00:30 local time after it ended.
 * @param now instant in milliseconds
 */
export function newestDueDay(now: number, timeZone: string): number {
  return dayOfInstant(now - dueAfterMidnight, timeZone) - 1
}

/**
 * The business days that are due and not done, oldest first: those after the newest completed one, at most
 * seven back; only the newest when no night was ever completed.
 */
export function dueDays(now: number, timeZone: string, newestCompleted: number | null): number[] {
  const newest = newestDueDay(now, timeZone)
  const oldest = newestCompleted === null ? newest : Math.max(newestCompleted + 1, newest - catchUpDays + 1)
  return Array.from({ length: Math.max(0, newest - oldest + 1) }, (_, at) => oldest + at)
}
