import { CalendarVietnamese } from 'date-chinese'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatDay, parseDay } from '../../src/lib/days.ts'
import { dayOfLunar, firstLunarYear, lastLunarYear, lunarOf } from '../../src/lib/lunar/lunar.ts'

const dayOf = (text: string) => parseDay(text) ?? Number.NaN
const plain = (month: number, day: number) => ({ month, day, leap: false })
const falls = (year: number, of: Parameters<typeof dayOfLunar>[1]) => {
  const day = dayOfLunar(year, of)
  return day === null ? null : formatDay(day)
}

describe("Vietnam's lunar calendar", () => {
  test.each([
    ['1968-01-29', 1968],
    ['1985-01-21', 1985],
    ['2007-02-17', 2007],
    ['2030-02-02', 2030],
  ])('Tết was or is on %s', (text, year) => {
    expect(falls(year, plain(1, 1))).toBe(text)
    expect(lunarOf(dayOf(text))).toEqual({ year, ...plain(1, 1) })
  })

  test.each([
    ['2023-03-22', 2023, 2],
    ['2025-07-25', 2025, 6],
  ])('%s is the first day of a leap month', (text, year, month) => {
    expect(lunarOf(dayOf(text))).toEqual({ year, month, day: 1, leap: true })
  })

  test('A date of a leap month falls in the plain month of other years, its plain month stays what it is', () => {
    const leap = { month: 6, day: 1, leap: true }
    expect(falls(2025, leap)).toBe('2025-07-25')
    expect(falls(2025, plain(6, 1))).toBe('2025-06-25')
    expect(falls(2026, leap)).toBe(falls(2026, plain(6, 1)))
  })

  test('The 30th of a month of 29 days is its 29th', () => {
    expect(falls(2025, plain(12, 30))).toBe('2026-02-16')
    expect(falls(2025, plain(12, 29))).toBe('2026-02-16')
    expect(falls(2026, plain(12, 30))).toBe('2027-02-05')
  })

  test('Every day leads to its lunar date and back', () => {
    const first = dayOfLunar(firstLunarYear, plain(1, 1)) ?? 0
    const last = dayOfLunar(lastLunarYear, plain(12, 29)) ?? 0
    const all = Array.from({ length: last - first + 1 }, (_, nth) => first + nth)
    const lost = all.filter(day => {
      const lunar = lunarOf(day)
      return lunar === null || dayOfLunar(lunar.year, lunar) !== day
    })
    expect(lost).toEqual([])
    expect(lunarOf(first - 1)).toBeNull()
  })

  test('It is what astronomy says', () => {
    const first = dayOfLunar(firstLunarYear, plain(1, 1)) ?? 0
    const last = dayOfLunar(lastLunarYear, plain(12, 29)) ?? 0
    fc.assert(
      fc.property(fc.integer({ min: first, max: last }), day => {
        const date = new Date(day * 86_400_000)
        const computed = new CalendarVietnamese()
        computed.fromGregorian(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())
        const [, , month, leap, dayOfMonth] = computed.get()
        expect(lunarOf(day)).toMatchObject({ month, leap, day: dayOfMonth })
      }),
      { numRuns: 30 },
    )
  })
})
