import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalQuantile } from '../../src/lib/mathematics/normal-quantile.ts'
import { Z95 } from '../../src/lib/mathematics/statistics.ts'

// The check values of Algorithm AS 241 and, for the last two, of tables of the normal distribution.
test.each([
  [0.25, -0.6744897501960817],
  [0.001, -3.090232306167814],
  [1e-20, -9.262340089798409],
  [0.975, Z95],
  [0.995, 2.5758293035489],
])('the quantile of %f is the published %f', (p, z) => {
  expect(normalQuantile(p)).toBeCloseTo(z, 13)
})

test('it grows with the probability and mirrors about one half', () => {
  expect(normalQuantile(0.5)).toBe(0)
  const probability = fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true })
  fc.assert(
    fc.property(probability, probability, (p, q) => {
      // The two branches meet at 0.075 and 0.925 within their own error.
      if (p < q) expect(normalQuantile(p)).toBeLessThanOrEqual(normalQuantile(q) + 1e-13)
      if (p > 1e-3 && p < 1 - 1e-3) expect(normalQuantile(1 - p)).toBeCloseTo(-normalQuantile(p), 11)
    }),
  )
})

test.each([0, 1, -0.1, Number.NaN])('there is none of %f', p => {
  expect(() => normalQuantile(p)).toThrow(RangeError)
})
