import { parseDay } from '../../src/lib/days.ts'

/** The number of a calendar day that a test writes down. */
export function dayOf(text: string): number {
  const day = parseDay(text)
  if (day === null) throw new Error(`"${text}" is no day.`)
  return day
}
