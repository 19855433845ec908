import { expect, test } from 'vitest'
import {
  addDays,
  daysBetween,
  dayText,
  instantText,
  monthText,
  relativeDay,
} from '../../../src/console/format/days.ts'
import { decimalOf, money, number, percent } from '../../../src/console/format/numbers.ts'

/** Blanks that do not break, as readers see them. */
const plain = (text: string) => text.replaceAll(/\s/g, ' ')

test.each([
  ['1250000', 'VND', 'vi-VN', '1.250.000 ₫'],
  ['1250000', 'VND', 'en-GB', '₫1,250,000'],
  ['-12.5', 'GBP', 'en-GB', '−£12.50'],
  ['90071992547409931.07', 'GBP', 'en-GB', '£90,071,992,547,409,931.07'],
])('an amount of %s %s reads in %s as %s', (amount, currency, locale, text) => {
  expect(plain(money({ amount, currency }, locale))).toBe(text)
})

test.each([
  ['93670', 'GBP', '936.70'],
  ['-5', 'GBP', '-0.05'],
  ['1250000', 'VND', '1250000'],
  ['-1', 'VND', '-1'],
  ['9007199254740993107', 'GBP', '90071992547409931.07'],
])('%s minor units of %s are %s', (minor, currency, decimal) => {
  expect(decimalOf(minor, currency)).toBe(decimal)
})

test('a month has its name and its year', () => {
  expect(monthText('2026-11-01', 'en-GB')).toBe('November 2026')
  expect(monthText('2026-11-30', 'vi-VN')).toBe('tháng 11 năm 2026')
})

test('numbers and shares are written as the reader writes them', () => {
  expect(number(12345.678, 'vi-VN', 1)).toBe('12.345,7')
  expect(number(-3, 'en-GB')).toBe('−3')
  expect(plain(percent(0.3478, 'vi-VN', 1))).toBe('34,8%')
})

test('a day names its year where that is another one', () => {
  expect(dayText('2026-11-30', '2026-12-01', 'en-GB')).toBe('30 Nov')
  expect(dayText('2025-11-30', '2026-12-01', 'en-GB')).toBe('30 Nov 2025')
})

test('days are counted over the ends of months and years, whatever the clocks do', () => {
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
  expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2)
  expect(daysBetween('2026-03-29', '2026-03-28')).toBe(-1)
  expect(relativeDay('2026-11-29', '2026-11-30', 'en-GB')).toBe('yesterday')
  expect(relativeDay('2026-12-03', '2026-11-30', 'vi-VN')).toBe('sau 3 ngày nữa')
})

test('an instant is shown by the clock of the house', () => {
  expect(plain(instantText('2026-11-30T18:05:00Z', 'Asia/Ho_Chi_Minh', 'en-GB'))).toBe('1 Dec 2026, 01:05')
})
