import { expect, test } from 'vitest'
import { netPromoter } from '../../src/lib/mathematics/net-promoter.ts'

test('Promoters less detractors, with an interval that was worked out by hand', () => {
  // (16.75 − 6.75) / 30 ± 1.96 · √((0.78333 − 0.11111) / 30)
  expect(netPromoter(16, 5, 6)).toEqual({ score: 37.04, interval: { lower: 3.99, upper: 62.67 } })
  expect(netPromoter(6, 5, 16)).toEqual({ score: -37.04, interval: { lower: -62.67, upper: -3.99 } })
})

test('An interval ends where the score does', () => {
  expect(netPromoter(30, 0, 0)).toMatchObject({ score: 100, interval: { upper: 100 } })
  expect(() => netPromoter(0, 0, 0)).toThrow(RangeError)
})

test('Of all samples of twenty the intervals hold the true score of nearly as many as they say', () => {
  const [size, up, down] = [20, 0.45, 0.3]
  const logFactorial = (n: number): number => (n < 2 ? 0 : Math.log(n) + logFactorial(n - 1))
  let held = 0
  for (let above = 0; above <= size; above++)
    for (let below = 0; above + below <= size; below++) {
      const rest = size - above - below
      const chance = Math.exp(
        logFactorial(size) -
          logFactorial(above) -
          logFactorial(below) -
          logFactorial(rest) +
          above * Math.log(up) +
          below * Math.log(down) +
          rest * Math.log(1 - up - down),
      )
      const { lower, upper } = netPromoter(above, rest, below).interval
      if (lower <= 15 && 15 <= upper) held += chance
    }
  expect(held).toBeGreaterThan(0.94)
  expect(held).toBeLessThan(0.97)
})
