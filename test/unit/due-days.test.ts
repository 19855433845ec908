import { describe, expect, test } from 'vitest'
import { dueDays, newestDueDay } from '../../src/domain/nights/due-days.ts'
import { formatDay, parseDay } from '../../src/lib/days.ts'

const newest = (instant: string, zone: string) => formatDay(newestDueDay(Date.parse(instant), zone))

describe('a day is due half an hour after it ended where the workspace is', () => {
  test.each([
    ['Asia/Ho_Chi_Minh', '2026-03-01T17:29:59.999Z', '2026-02-28'],
    ['Asia/Ho_Chi_Minh', '2026-03-01T17:30:00.000Z', '2026-03-01'],
    ['Asia/Ho_Chi_Minh', '2026-03-02T17:29:59.999Z', '2026-03-01'],
    ['UTC', '2028-03-01T00:29:59.999Z', '2028-02-28'],
    ['UTC', '2028-03-01T00:30:00.000Z', '2028-02-29'],
    ['America/Los_Angeles', '2026-01-01T08:29:59.999Z', '2025-12-30'],
    ['America/Los_Angeles', '2026-01-01T08:30:00.000Z', '2025-12-31'],
    ['Pacific/Kiritimati', '2025-12-31T10:30:00.000Z', '2025-12-31'],
    ['Asia/Kathmandu', '2026-05-01T18:44:59.999Z', '2026-04-30'],
    ['Asia/Kathmandu', '2026-05-01T18:45:00.000Z', '2026-05-01'],
  ])('%s at %s: %s', (zone, instant, day) => {
    expect(newest(instant, zone)).toBe(day)
  })

  test.each([
    ['the day after 23 hours', 'Europe/Berlin', '2026-03-29T22:29:59.999Z', '2026-03-28'],
    ['the day after 23 hours, then', 'Europe/Berlin', '2026-03-29T22:30:00.000Z', '2026-03-29'],
    ['the day after 25 hours', 'Europe/Berlin', '2026-10-25T23:29:59.999Z', '2026-10-24'],
    ['the day after 25 hours, then', 'Europe/Berlin', '2026-10-25T23:30:00.000Z', '2026-10-25'],
    // In Cairo the clock goes from 23:59:59 to 01:00:00 on 24 April 2026.
    ['a day that begins at one', 'Africa/Cairo', '2026-04-23T22:29:59.999Z', '2026-04-22'],
    ['a day that begins at one, then', 'Africa/Cairo', '2026-04-23T22:30:00.000Z', '2026-04-23'],
    // In Havana the first hour of 1 November 2026 comes twice.
    ['a day whose first hour comes twice', 'America/Havana', '2026-11-01T04:30:00.000Z', '2026-10-31'],
    ['the same in the second of them', 'America/Havana', '2026-11-01T05:10:00.000Z', '2026-10-31'],
  ])('where the clock changes: %s', (_, zone, instant, day) => {
    expect(newest(instant, zone)).toBe(day)
  })

  test('Samoa had no 30 December 2011', () => {
    expect(newest('2011-12-30T10:30:00Z', 'Pacific/Apia')).toBe('2011-12-30')
    expect(newest('2011-12-30T10:29:59Z', 'Pacific/Apia')).toBe('2011-12-28')
  })
})

describe('the days that are due and not done', () => {
  const now = Date.parse('2026-03-10T12:00:00Z')
  const due = (completed: string | null) =>
    dueDays(now, 'UTC', completed === null ? null : parseDay(completed)).map(formatDay)

  test('are the newest alone where no night was ever completed', () => {
    expect(due(null)).toEqual(['2026-03-09'])
  })

  test('are none when the newest is done, or a later one', () => {
    expect(due('2026-03-09')).toEqual([])
    expect(due('2026-03-12')).toEqual([])
  })

  test('are those after the newest completed one, the oldest first', () => {
    expect(due('2026-03-08')).toEqual(['2026-03-09'])
    expect(due('2026-03-06')).toEqual(['2026-03-07', '2026-03-08', '2026-03-09'])
  })

  test('are seven at most', () => {
    const week = ['03', '04', '05', '06', '07', '08', '09'].map(day => `2026-03-${day}`)
    expect(due('2026-03-02')).toEqual(week)
    expect(due('2026-03-01')).toEqual(week)
    expect(due('2020-01-01')).toEqual(week)
  })
})
