/**
 * Vietnam's lunar calendar (month by month as astronomy gives it for the meridian of Hà Nội), between the lunar years
 * 1900 and 2100. Days are day numbers, as everywhere.
 */
import { formatDay } from '../days.ts'
import { lunarYears } from './lunar-years.ts'

/** A day of a lunar month that comes back each year. */
export interface LunarDay {
  /** 1 to 12. */
  month: number
  /** 1 to 30. */
  day: number
  /** Whether it is the leap month behind the month of that number. */
  leap: boolean
}

interface Month {
  year: number
  month: number
  leap: boolean
  /** Its first day. */
  start: number
  /** 29 or 30. */
  days: number
}

export const firstLunarYear = 1900
export const lastLunarYear = firstLunarYear + lunarYears.length / 4 - 1

/** 1900-01-31, the first day of the lunar year 1900. */
const beginning = -25_537

/** The months by year, read when they are first needed. */
let read: Map<number, Month[]> | undefined

const monthsIn = (year: number): readonly Month[] => {
  read ??= readYears()
  return read.get(year) ?? []
}

function readYears(): Map<number, Month[]> {
  const years = new Map<number, Month[]>()
  let start = beginning
  for (let year = firstLunarYear; year <= lastLunarYear; year++) {
    const offset = (year - firstLunarYear) * 4
    const packed = Number.parseInt(lunarYears.slice(offset, offset + 4), 36)
    const leapMonth = packed >> 13
    const months: Month[] = []
    for (let nth = 0; nth < (leapMonth === 0 ? 12 : 13); nth++) {
      const leap = leapMonth !== 0 && nth === leapMonth
      const behindLeap = leapMonth !== 0 && nth >= leapMonth
      const days = (packed >> nth) % 2 === 1 ? 30 : 29
      months.push({ year, month: behindLeap ? nth : nth + 1, leap, start, days })
      start += days
    }
    years.set(year, months)
  }
  return years
}

/** The month that a day lies in; undefined outside the years that are known. */
function monthOf(day: number): Month | undefined {
  const year = Number(formatDay(day).slice(0, 4))
  // A lunar year begins in January or February.
  return [year - 1, year].flatMap(monthsIn).find(({ start, days }) => day >= start && day < start + days)
}

/** The lunar year, month and day of a day; null outside the years that are known. */
export function lunarOf(day: number): (LunarDay & { year: number }) | null {
  const found = monthOf(day)
  return found ? { year: found.year, month: found.month, day: day - found.start + 1, leap: found.leap } : null
}

/**
 * The day on which a lunar date falls in a lunar year: the 30th of a month of 29 days on its 29th, a date of a leap month
 * in the plain month where the year has no such leap month. Null outside the years that are known.
 */
export function dayOfLunar(year: number, { month, day, leap }: LunarDay): number | null {
  const ofNumber = monthsIn(year).filter(known => known.month === month)
  const found = ofNumber.find(known => known.leap === leap) ?? ofNumber[0]
  return found ? found.start + Math.min(day, found.days) - 1 : null
}
