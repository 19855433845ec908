import { formatDay, parseDay } from '../../lib/days.ts'
import { dayOfLunar, lunarOf } from '../../lib/lunar/lunar.ts'

/** A day of each year, in the calendar in which it is kept. */
export interface YearlyDay {
  calendar: 'SOLAR' | 'LUNAR'
  /** 1 to 12. */
  month: number
  day: number
  /** Whether it is the lunar leap month behind the month of that number. */
  leapMonth: boolean
  /** In which it first was, in its calendar. */
  year?: number | null
}

const lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Whether some year has it. */
export const isYearlyDay = ({ calendar, month, day, leapMonth }: YearlyDay): boolean =>
  calendar === 'LUNAR' ? day <= 30 : !leapMonth && day <= (lengths[month - 1] ?? 0)

const inSolarYear = (year: number, month: number, day: number): number | null => {
  const [yyyy, mm] = [String(year).padStart(4, '0'), String(month).padStart(2, '0')]
  return parseDay(`${yyyy}-${mm}-${String(day).padStart(2, '0')}`) ?? parseDay(`${yyyy}-${mm}-28`)
}

const dayIn = ({ calendar, month, day, leapMonth }: YearlyDay, year: number): number | null =>
  calendar === 'SOLAR' ? inSolarYear(year, month, day) : dayOfLunar(year, { month, day, leap: leapMonth })

/** Whether the year in which it is said to have been first has that very day; of years that are not known nobody can tell. */
export function isInItsYear(of: YearlyDay): boolean {
  const first = of.year == null ? null : dayIn(of, of.year)
  if (first === null) return true
  if (of.calendar === 'SOLAR') return Number(formatDay(first).slice(-2)) === of.day
  const found = lunarOf(first)
  return found?.day === of.day && found.leap === of.leapMonth
}

/**
 * The first day from `from` on on which it falls: 29 February on the 28th of a year without one; a lunar 30th on the 29th
 * of a shorter month; a day of a lunar leap month in the plain month of a year without that leap month. Never before it
 * first was.
 * @returns a day number; null past the lunar years that are known (2100)
 */
export function nextDayOf(of: YearlyDay, from: number): number | null {
  const first = of.year == null ? null : dayIn(of, of.year)
  const start = Math.max(from, first ?? from)
  const solar = Number(formatDay(start).slice(0, 4))
  const year = of.calendar === 'SOLAR' ? solar : (lunarOf(start)?.year ?? solar)
  const days = [year, year + 1].map(one => dayIn(of, one))
  return days.find(found => found !== null && found >= start) ?? null
}
