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
}

const lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Whether some year has it. */
export const isYearlyDay = ({ calendar, month, day, leapMonth }: YearlyDay): boolean =>
  calendar === 'LUNAR' ? day <= 30 : !leapMonth && day <= (lengths[month - 1] ?? 0)

const inSolarYear = (year: number, month: number, day: number): number | null => {
  const [yyyy, mm] = [String(year).padStart(4, '0'), String(month).padStart(2, '0')]
  return parseDay(`${yyyy}-${mm}-${String(day).padStart(2, '0')}`) ?? parseDay(`${yyyy}-${mm}-28`)
}

/**
 * The first day from `from` on on which it falls: 29 February on the 28th of a year without one; a lunar 30th on the 29th
 * of a shorter month; a day of a lunar leap month in the plain month of a year without that leap month.
 * @returns a day number; null past the lunar years that are known (2100)
 */
export function nextDayOf(of: YearlyDay, from: number): number | null {
  const { month, day, leapMonth } = of
  const solar = Number(formatDay(from).slice(0, 4))
  const year = of.calendar === 'SOLAR' ? solar : (lunarOf(from)?.year ?? solar)
  const days = [year, year + 1].map(one =>
    of.calendar === 'SOLAR' ? inSolarYear(one, month, day) : dayOfLunar(one, { month, day, leap: leapMonth }),
  )
  return days.find(found => found !== null && found >= from) ?? null
}
