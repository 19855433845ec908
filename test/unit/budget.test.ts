import { describe, expect, test } from 'vitest'
import { budgets } from '../../src/http/bounds/budget.ts'

const seen = { level: 0, levelAt: 0, lastUsedAt: 0 }
const bucket = () => {
  const made = budgets({ capacity: 6_000, perSecond: 100 })
  made.learn('a', seen, 0)
  return made
}

describe('a bucket of cost points', () => {
  test('lets in what fits, says how long the rest waits, and leaks', () => {
    const one = bucket()
    expect(one.spend('a', 5_000, 0)).toBeNull()
    expect(one.spend('a', 1_500, 0)).toBe(5)
    expect(one.state('a', 0)).toEqual({ left: 1_000, emptyIn: 50 })
    one.due('a', 0)
    one.settled('a', { ...seen, level: 5_000 }, 0)
    expect(one.state('a', 10_000)).toEqual({ left: 2_000, emptyIn: 40 })
    expect(one.spend('a', 1_500, 10_000)).toBeNull()
  })

  test('says it again for a second without looking at what is asked, where hardly anything would fit', () => {
    const one = bucket()
    one.spend('a', 5_000, 0)
    expect(one.spend('a', 1_500, 0)).toBe(5)
    expect(one.stillSpent('a', 0)).toBeNull()
    one.spend('a', 950, 0)
    expect(one.spend('a', 250, 0)).toBe(2)
    expect([0, 999, 1_000].map(now => one.stillSpent('a', now))).toEqual([2, 2, null])
    expect(one.stillSpent('b', 0)).toBeNull()
  })

  test('is each caller’s own', () => {
    const one = bucket()
    one.spend('a', 6_000, 0)
    expect(one.spend('b', 6_000, 0)).toBeNull()
  })

  test('counts what other isolates wrote, with what this one has not written yet', () => {
    const one = bucket()
    one.spend('a', 500, 0)
    one.learn('a', { ...seen, level: 4_000 }, 0)
    expect(one.state('a', 0).left).toBe(1_500)
  })

  test('is written at a tenth, or at a hundredth after 5 seconds, once at a time', () => {
    const one = bucket()
    one.spend('a', 599, 0)
    expect(one.due('a', 1_000)).toBeNull()
    one.spend('a', 1, 1_000)
    expect(one.due('a', 1_000)).toEqual({ spent: 600, now: 1_000, perSecond: 100 })
    one.spend('a', 700, 1_000)
    expect(one.due('a', 1_000)).toBeNull()
    one.settled('a', { ...seen, level: 600, levelAt: 1_000 }, 1_000)
    expect(one.due('a', 1_000)?.spent).toBe(700)
    one.settled('a', { ...seen, level: 1_300, levelAt: 1_000 }, 1_000)
    one.spend('a', 60, 2_000)
    expect(one.due('a', 5_999)).toBeNull()
    expect(one.due('a', 6_000)?.spent).toBe(60)
  })

  test('keeps what could not be written', () => {
    const one = bucket()
    one.spend('a', 600, 0)
    one.due('a', 0)
    one.settled('a', null, 0)
    expect(one.due('a', 0)?.spent).toBe(600)
  })

  test('of many isolates with one database together lets in a tenth more each, at most', () => {
    const isolates = [bucket(), bucket(), bucket(), bucket()]
    let level = 0
    let spent = 0
    for (let at = 0, refused = 0; refused < isolates.length; at++) {
      const one = isolates[at % isolates.length] ?? bucket()
      one.learn('a', { ...seen, level }, 0)
      if (one.spend('a', 50, 0) === null) {
        spent += 50
        refused = 0
      } else refused++
      const due = one.due('a', 0)
      if (!due) continue
      level += due.spent
      one.settled('a', { ...seen, level }, 0)
    }
    expect(spent).toBeGreaterThanOrEqual(6_000)
    expect(spent).toBeLessThanOrEqual(6_000 * 1.4)
  })

  test('a key is said to be used once an hour', () => {
    const one = bucket()
    expect(one.due('a', 3_599_999)).toBeNull()
    expect(one.due('a', 3_600_000)).toEqual({ spent: 0, now: 3_600_000, perSecond: 100 })
    one.settled('a', { ...seen, lastUsedAt: 3_600_000 }, 3_600_000)
    expect(one.due('a', 3_700_000)).toBeNull()
  })
})
