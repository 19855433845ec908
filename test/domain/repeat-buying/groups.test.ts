import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { collectHistories, type DayHistory } from '../../../src/domain/repeat-buying/models/history-groups.ts'
import { collectSpend } from '../../../src/domain/repeat-buying/models/spend-groups.ts'

const histories = fc.array(
  fc
    .record({
      repeats: fc.integer({ min: 0, max: 4 }),
      ageDays: fc.integer({ min: 0, max: 900 }),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
      customers: fc.integer({ min: 1, max: 9 }),
      later: fc.integer({ min: 0, max: 5 }),
    })
    .map(
      ({ part, ...history }): DayHistory => ({
        ...history,
        recencyDays: history.repeats === 0 ? 0 : Math.floor(history.ageDays * part),
      }),
    ),
  { minLength: 1, maxLength: 120 },
)

function collected(list: readonly DayHistory[], limit: number) {
  const all = collectHistories(limit)
  for (const history of list) all.add(history)
  return { groups: all.groups(), binDays: all.binDays() }
}

describe('histories', () => {
  test('come out the same whatever the order and however they were summed before', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 1, max: 60 }), (list, limit) => {
        const split = list.flatMap(history => [
          { ...history, later: 0 },
          { ...history, customers: 0 },
        ])
        const one = collected(list, limit)
        expect(collected(list.toReversed(), limit)).toEqual(one)
        expect(collected(split, limit)).toEqual(one)
      }),
    )
  })

  test('lose nobody, and keep ages and recencies possible', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 1, max: 60 }), (list, limit) => {
        const { groups } = collected(list, limit)
        const sum = (items: readonly { customers: number; later: number }[]) => [
          items.reduce((total, { customers }) => total + customers, 0),
          items.reduce((total, { later }) => total + later, 0),
        ]
        expect(sum(groups)).toEqual(sum(list))
        for (const { repeats, recency, age } of groups) {
          expect(recency).toBeLessThanOrEqual(age)
          expect(recency).toBeGreaterThanOrEqual(0)
          if (repeats === 0) expect(recency).toBe(0)
        }
      }),
    )
  })

  test('are exact up to the limit and in the finest bins that fit above it', () => {
    const everyDay = Array.from({ length: 100 }, (_, ageDays) => ({
      ...{ repeats: 0, recencyDays: 0, ageDays },
      ...{ customers: 1, later: 0 },
    }))
    expect(collected(everyDay, 100)).toMatchObject({ binDays: 1 })
    expect(collected(everyDay, 99).binDays).toBe(7)
    expect(collected(everyDay, 15).groups).toHaveLength(15)
    expect(collected(everyDay, 14).binDays).toBe(28)
    const [first] = collected(everyDay, 15).groups
    expect(first).toEqual({ repeats: 0, recency: 0, age: 3 / 7, customers: 7, later: 0 })
  })
})

describe('spend', () => {
  const spends = fc.array(
    fc.tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.double({ min: 0.01, max: 1e9, noNaN: true }),
      fc.integer({ min: 1, max: 5 }),
    ),
    { minLength: 1, maxLength: 80 },
  )
  const grouped = (list: readonly (readonly [number, number, number])[], limit: number) => {
    const all = collectSpend(limit)
    for (const [repeats, spend, customers] of list) all.add(repeats, spend, customers)
    return all.groups()
  }

  test('comes out the same whatever the order, and within a sixteenth of what it was', () => {
    fc.assert(
      fc.property(spends, fc.integer({ min: 1, max: 60 }), (list, limit) => {
        const groups = grouped(list, limit)
        expect(grouped(list.toReversed(), limit)).toEqual(groups)
        const customers = groups.reduce((sum, group) => sum + group.customers, 0)
        expect(customers).toBe(list.reduce((sum, [, , count]) => sum + count, 0))
        for (const [repeats, spend] of list) {
          const near = groups.filter(group => group.repeats === repeats).map(group => group.mean * repeats)
          expect(Math.min(...near.map(mean => Math.abs(mean / spend - 1)))).toBeLessThan(1 / 15)
        }
      }),
    )
  })

  test('is exact up to the limit', () => {
    expect(grouped([[2, 0.3, 1]], 1)).toEqual([{ repeats: 2, mean: 0.15, customers: 1 }])
  })

  test('of nothing, or without a repeat, says nothing', () => {
    expect(grouped([[0, 5, 1]], 9)).toEqual([])
    expect(grouped([[2, 0, 1]], 9)).toEqual([])
    expect(grouped([[2, -7, 1]], 9)).toEqual([])
  })
})
