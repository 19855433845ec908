import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { parseDay } from '../../lib/days.ts'
import { monthOfDay } from '../../lib/months.ts'
import { dayText } from '../input/fields.ts'

/** The day number of a month's first day. Throws a RangeError for a month outside the years 0001 to 9999. */
export function firstDayOf(month: number): number {
  const year = String(Math.floor(month / 12)).padStart(4, '0')
  const day = parseDay(`${year}-${String((month % 12) + 1).padStart(2, '0')}-01`)
  if (day === null) throw new RangeError(`Not a month of the years 0001 to 9999: ${month}`)
  return day
}

/** `monthOfDay` in SQL. */
export const monthOf = (day: SQLWrapper): SQL =>
  sql`(CAST(strftime('%Y', ${day} * 86400, 'unixepoch') AS INTEGER) * 12
    + CAST(strftime('%m', ${day} * 86400, 'unixepoch') AS INTEGER) - 1)`

/** The newest month that is over at the end of a day. */
export const newestMonthOver = (day: number) => monthOfDay(day + 1) - 1

/** The month that a calendar day, said as `YYYY-MM-DD` or as a day number, lies in. */
export const monthText = dayText.transform(monthOfDay)
