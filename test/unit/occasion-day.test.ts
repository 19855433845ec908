import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isInItsYear, isYearlyDay, nextDayOf } from '../../src/domain/profile/occasion-day.ts'
import { formatDay, parseDay } from '../../src/lib/days.ts'
import { lunarOf } from '../../src/lib/lunar/lunar.ts'

const dayOf = (text: string) => parseDay(text) ?? Number.NaN
const next = (of: Parameters<typeof nextDayOf>[0], from: string) => {
  const day = nextDayOf(of, dayOf(from))
  return day === null ? null : formatDay(day)
}
const solar = (month: number, day: number) => ({ calendar: 'SOLAR' as const, month, day, leapMonth: false })
const lunar = (month: number, day: number, leapMonth = false) => ({
  ...{ calendar: 'LUNAR' as const, month, day, leapMonth },
})

test.each([
  ['today itself counts', solar(11, 29), '2026-11-29', '2026-11-29'],
  ['what has passed comes next year', solar(11, 28), '2026-11-29', '2027-11-28'],
  ['29 February comes on the 28th of a year without one', solar(2, 29), '2026-03-01', '2027-02-28'],
  ['29 February comes on its day of a leap year', solar(2, 29), '2028-01-01', '2028-02-29'],
  ['Tết', lunar(1, 1), '2029-12-01', '2030-02-02'],
  ['a lunar day of the old year that comes in the new one', lunar(12, 23), '2026-01-01', '2026-02-10'],
  ['the 30th of a short last month', lunar(12, 30), '2026-01-01', '2026-02-16'],
  ['a day of a leap month in its year', lunar(6, 1, true), '2025-07-01', '2025-07-25'],
  ['a day of a leap month in a plain year', lunar(6, 1, true), '2026-01-01', '2026-07-14'],
  ['none before the first', { ...solar(5, 1), year: 2030 }, '2026-11-29', '2030-05-01'],
  ['none before the first of the lunar calendar', { ...lunar(1, 1), year: 2030 }, '2026-11-29', '2030-02-02'],
])('%s', (_, of, from, expected) => {
  expect(next(of, from)).toBe(expected)
})

test.each([
  ['29 February 2024', { ...solar(2, 29), year: 2024 }, true],
  ['29 February 2023', { ...solar(2, 29), year: 2023 }, false],
  ['the leap month 6 of 2025', { ...lunar(6, 1, true), year: 2025 }, true],
  ['a leap month 5 of 2025', { ...lunar(5, 1, true), year: 2025 }, false],
  ['the 30th of a last month of 29 days', { ...lunar(12, 30), year: 2025 }, false],
  ['a lunar year that is not known', { ...lunar(5, 1, true), year: 1800 }, true],
])('whether there was %s', (_, of, was) => {
  expect(isInItsYear(of)).toBe(was)
})

test('a day comes back within a year and a month, never before it is asked for', () => {
  const yearly = fc
    .record({
      calendar: fc.constantFrom('SOLAR' as const, 'LUNAR' as const),
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: 1, max: 31 }),
      leapMonth: fc.boolean(),
    })
    .filter(isYearlyDay)
  const from = fc.integer({ min: dayOf('1950-01-01'), max: dayOf('2090-01-01') })
  fc.assert(
    fc.property(yearly, from, (of, day) => {
      const found = nextDayOf(of, day)
      expect(found).not.toBeNull()
      expect(found).toBeGreaterThanOrEqual(day)
      expect(found).toBeLessThan(day + 366 + 31)
    }),
  )
})

test('a lunar day that comes is of that month, or of the leap month that it says', () => {
  const from = fc.integer({ min: dayOf('1950-01-01'), max: dayOf('2090-01-01') })
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 29 }),
      from,
      (month, day, start) => {
        const found = nextDayOf(lunar(month, day), start)
        expect(found === null ? null : lunarOf(found)).toMatchObject({ month, day, leap: false })
      },
    ),
  )
})

test('past the lunar years that are known nobody knows', () => {
  expect(next(lunar(1, 1), '2101-06-01')).toBeNull()
})
