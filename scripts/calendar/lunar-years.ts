/**
 * Prints the text of `src/lib/lunar/lunar-years.ts`, 1900 to 2100, by astronomical computation: about half a minute.
 * Some years behind 2100 come out with a leap month too many, so the table ends there.
 */
import { CalendarVietnamese } from 'date-chinese'

const DAY = 86_400_000
const first = Date.UTC(1900, 0, 31) / DAY
const last = 2100

function lunar(day: number) {
  const date = new Date(day * DAY)
  const calendar = new CalendarVietnamese()
  calendar.fromGregorian(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())
  const [cycle, yearOfCycle, month, leap, dayOfMonth] = calendar.get()
  // 1864 was the first year of cycle 76.
  return { year: (cycle - 76) * 60 + yearOfCycle + 1863, month, leap, dayOfMonth }
}

const years = new Map<number, { leapMonth: number; lengths: number[] }>()
for (let day = first; lunar(day).year <= last; ) {
  const { year, month, leap } = lunar(day)
  const known = years.get(year) ?? { leapMonth: 0, lengths: [] }
  const days = lunar(day + 29).dayOfMonth === 1 ? 29 : 30
  years.set(year, { leapMonth: leap ? month : known.leapMonth, lengths: [...known.lengths, days] })
  day += days
}

const packed = [...years.values()].map(({ leapMonth, lengths }) =>
  lengths
    .reduce((bits, days, nth) => bits | (days === 30 ? 1 << nth : 0), leapMonth << 13)
    .toString(36)
    .padStart(4, '0'),
)
console.log(packed.join(''))
