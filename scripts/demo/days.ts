import { instantOfLocal } from '../../src/lib/days.ts'

const minute = 60_000
const hour = 60 * minute

/** Single nights before today, and weekly ones before those. */
const singleNights = 10
const weeklyNights = 7

/** The day numbers whose nights the demo lives through, oldest first: eight weeks up to the day before `today`. */
export function livedDays(today: number): number[] {
  const firstSingle = today - singleNights
  return [
    ...Array.from({ length: weeklyNights }, (_, at) => firstSingle - 7 * (weeklyNights - at)),
    ...Array.from({ length: singleNights }, (_, at) => firstSingle + at),
  ]
}

/** When the day's facts are brought and its work is done with. */
export const evening = (day: number, timeZone: string): number => instantOfLocal(day, 23 * hour, timeZone)

/** When the night over a day begins. */
export const afterMidnight = (day: number, timeZone: string): number =>
  instantOfLocal(day + 1, 31 * minute, timeZone)

/** A time of day at which people work, as local text. */
export const workingHour = (roll: number): string =>
  `${String(9 + (roll % 8)).padStart(2, '0')}:${String((roll * 7) % 60).padStart(2, '0')}:00`
