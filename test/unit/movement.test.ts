import { expect, test } from 'vitest'
import { movementBetween, movementOfMembers } from '../../src/domain/vulnerability/snapshots/movement.ts'
import { newcombe, Z80, Z95 } from '../../src/lib/mathematics/statistics.ts'

test('from 12 of 40 to 22 of 50 the VI likely rose, but not clearly', () => {
  const likely = newcombe(22, 50, 12, 40, Z80)
  expect([likely.lower, likely.upper].map(bound => bound.toFixed(4))).toEqual(['0.0083', '0.2631'])
  const clear = newcombe(22, 50, 12, 40, Z95)
  expect([clear.lower, clear.upper].map(bound => bound.toFixed(4))).toEqual(['-0.0607', '0.3216'])
  expect(movementBetween({ os: 40, vs: 12 }, { os: 50, vs: 22 })).toEqual({
    size: 'LIKELY',
    change: { points: 14, lower: -6.07, upper: 32.16 },
    likely: { lower: 0.83, upper: 26.31 },
  })
})

test('a step down is the step up turned round', () => {
  expect(movementBetween({ os: 50, vs: 22 }, { os: 40, vs: 12 })).toMatchObject({
    size: 'LIKELY',
    change: { points: -14, lower: -32.16, upper: 6.07 },
  })
})

test.each([
  ['CLEAR', { os: 40, vs: 5 }, { os: 50, vs: 30 }],
  ['NOISE', { os: 40, vs: 12 }, { os: 50, vs: 15 }],
])('a step is %s', (size, before, after) => {
  expect(movementBetween(before, after)?.size).toBe(size)
})

test('where nobody was observed it cannot be told', () => {
  expect(movementBetween({ os: 0, vs: 0 }, { os: 50, vs: 22 })).toBe(null)
  expect(movementBetween({ os: 50, vs: 22 }, { os: 0, vs: 0 })).toBe(null)
  expect(movementOfMembers({ observedTwice: 0, declined: 0, recovered: 0 })).toBe(null)
})

test.each([
  ['NOISE', 6, 2, 0.2890625],
  ['NOISE', 0, 0, 1],
  ['LIKELY', 5, 0, 0.0625],
  ['CLEAR', 2, 10, 0.03857421875],
])('between two nights: %s where %i declined and %i recovered', (size, declined, recovered, p) => {
  const movement = movementOfMembers({ observedTwice: 20, declined, recovered })
  expect(movement?.size).toBe(size)
  expect(movement?.pValue).toBeCloseTo(p, 12)
})
