/**
 * Calendar months as integers, counted from January of the year 0: year · 12 + month − 1. Proleptic Gregorian
 * calendar.
 */

/** From 0000-03-01, where the count below begins, to 1970-01-01. */
const daysToEpoch = 719_468

/**
 * The month that a day number lies in, for days of the year 1 and later. Neri and Schneider, Euclidean affine
 * functions and their application to calendar algorithms (2022): in years that begin in March.
 */
export function monthOfDay(day: number): number {
  const quarters = 4 * (day + daysToEpoch) + 3
  const century = Math.floor(quarters / 146_097)
  const rest = (quarters % 146_097) | 3
  const dayOfYear = Math.floor((rest % 1_461) / 4)
  return 1_200 * century + 12 * Math.floor(rest / 1_461) + Math.floor((5 * dayOfYear + 2) / 153) + 2
}

/** The same day some months later; the last day of a month that has no such day. For days of the year 1 and later. */
export function addMonths(day: number, months: number): number {
  const from = new Date(day * 86_400_000)
  const target = new Date(from)
  // The month after the one that is meant has a day before its first.
  target.setUTCMonth(from.getUTCMonth() + months + 1, 0)
  target.setUTCDate(Math.min(from.getUTCDate(), target.getUTCDate()))
  return target.getTime() / 86_400_000
}
