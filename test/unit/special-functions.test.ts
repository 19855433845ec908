import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digamma, lnBeta, lnGamma } from '../../src/lib/mathematics/special-functions.ts'

const positive = fc.double({ min: -6, max: 6, noNaN: true }).map(power => 10 ** power)
const close = (value: number, wanted: number, relative: number): void => {
  expect(Math.abs(value - wanted)).toBeLessThanOrEqual(relative * Math.max(1, Math.abs(wanted)))
}

describe('the logarithm of the gamma function', () => {
  // Abramowitz and Stegun, tables 6.1 to 6.4, and factorials.
  it.each([
    [0.5, Math.log(Math.PI) / 2],
    [1, 0],
    [2, 0],
    [1.5, -0.12078223763524522],
    [5, Math.log(24)],
    [13, Math.log(479_001_600)],
    [101, 363.73937555556347],
    [1e-5, 11.512919692895824],
    [1e6, 12815504.569147611],
  ])('at %d is %d', (x, wanted) => {
    close(lnGamma(x), wanted, 5e-15)
  })

  it('grows by ln x from x to x + 1', () => {
    fc.assert(fc.property(positive, x => close(lnGamma(x + 1) - lnGamma(x), Math.log(x), 1e-8)))
  })

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('does not exist at %d', x => {
    expect(() => lnGamma(x)).toThrow(RangeError)
    expect(() => digamma(x)).toThrow(RangeError)
  })
})

describe('the digamma function', () => {
  const euler = 0.5772156649015329

  it.each([
    [1, -euler],
    [2, 1 - euler],
    [0.5, -euler - 2 * Math.LN2],
    [0.25, -euler - Math.PI / 2 - 3 * Math.LN2],
    [10, 2.251752589066721],
    [1e6, 13.815510057964191],
  ])('at %d is %d', (x, wanted) => {
    close(digamma(x), wanted, 5e-15)
  })

  it('grows by 1/x from x to x + 1', () => {
    fc.assert(fc.property(positive, x => close((digamma(x + 1) - digamma(x)) * x, 1, 1e-8 + 1e-15 * x * 20)))
  })
})

it('the beta function is that of factorials', () => {
  expect(lnBeta(3, 4)).toBeCloseTo(Math.log(1 / 60), 13)
  expect(lnBeta(1, 1)).toBeCloseTo(0, 13)
})
