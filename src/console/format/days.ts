/** A day as the API writes it: `2026-11-30`. */
export type Day = string

const milliseconds = 86_400_000
const startOf = (day: Day) => Date.parse(`${day}T00:00:00Z`)

/** @returns a negative number for a day before */
export const daysBetween = (from: Day, to: Day): number =>
  Math.round((startOf(to) - startOf(from)) / milliseconds)

export const addDays = (day: Day, days: number): Day =>
  new Date(startOf(day) + days * milliseconds).toISOString().slice(0, 10)

/** `30 Nov 2026`, and without its year where that is this one. */
export function dayText(day: Day, today: Day, locale: string): string {
  const year = day.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' as const }
  const form = { day: 'numeric' as const, month: 'short' as const, timeZone: 'UTC', ...year }
  return new Intl.DateTimeFormat(locale, form).format(startOf(day))
}

/** `November 2026`, of any day in it. */
export const monthText = (day: Day, locale: string, look: 'long' | 'short' = 'long'): string =>
  new Intl.DateTimeFormat(locale, { month: look, year: 'numeric', timeZone: 'UTC' }).format(startOf(day))

export const weekdayText = (day: Day, locale: string): string =>
  new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(
    startOf(day),
  )

/** An instant on the clock of the house. */
export const instantText = (instant: string, timeZone: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(
    Date.parse(instant),
  )

/** `in 3 days`, `yesterday`. */
export const relativeDay = (day: Day, today: Day, locale: string): string =>
  new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(daysBetween(today, day), 'day')
