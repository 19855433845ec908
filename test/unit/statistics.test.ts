import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  differenceOf,
  newcombe,
  percentage,
  roundHalfAwayFromZero,
  wilson,
  Z95,
} from '../../src/lib/mathematics/statistics.ts'

const points = (proportion: number) => roundHalfAwayFromZero(100 * proportion, 2)

const counts = fc
  .integer({ min: 1, max: 10_000 })
  .chain(trials => fc.tuple(fc.integer({ min: 0, max: trials }), fc.constant(trials)))

describe('the Wilson interval', () => {
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i is the published one', (successes, trials, lower, upper) => {
    const interval = wilson(successes, trials)
    expect(interval.lower).toBeCloseTo(lower, 4)
    expect(interval.upper).toBeCloseTo(upper, 4)
  })

  it.each([
    [7, 12, 58.33, 31.95, 80.67],
    [3, 10, 30, 10.78, 60.32],
    [77, 142, 54.23, 46.03, 62.2],
    [73, 167, 43.71, 36.41, 51.29],
  ])('gives the index %i of %i its interval', (vulnerable, observed, index, lower, upper) => {
    const interval = wilson(vulnerable, observed)
    expect([percentage(vulnerable, observed), points(interval.lower), points(interval.upper)]).toEqual([
      index,
      lower,
      upper,
    ])
  })

  it('holds the proportion, stays in 0..1, touches the ends exactly and mirrors', () => {
    fc.assert(
      fc.property(counts, ([successes, trials]) => {
        const { lower, upper } = wilson(successes, trials)
        const mirror = wilson(trials - successes, trials)
        expect(lower).toBeGreaterThanOrEqual(0)
        expect(upper).toBeLessThanOrEqual(1)
        expect(lower).toBeLessThanOrEqual(successes / trials)
        expect(upper).toBeGreaterThanOrEqual(successes / trials)
        expect(lower === 0).toBe(successes === 0)
        expect(upper === 1).toBe(successes === trials)
        expect(1 - mirror.upper).toBeCloseTo(lower, 12)
      }),
    )
  })

  it('solves the score equation at both ends', () => {
    const { lower, upper } = wilson(7, 12)
    for (const p of [lower, upper])
      expect(Math.abs(7 / 12 - p) / Math.sqrt((p * (1 - p)) / 12)).toBeCloseTo(Z95, 10)
  })

  it.each([
    [0, 0],
    [-1, 5],
    [6, 5],
    [1.5, 5],
    [1, Number.NaN],
  ])('does not exist for %d of %d', (successes, trials) => {
    expect(() => wilson(successes, trials)).toThrow(RangeError)
  })
})

describe('the difference of two estimates by variance recovery', () => {
  const estimate = fc
    .tuple(
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    .map(([value, below, above]) => ({ estimate: value, lower: value - below, upper: value + above }))

  it('holds the difference, is at least as wide as either, and mirrors when they are swapped', () => {
    fc.assert(
      fc.property(estimate, estimate, (first, second) => {
        const found = differenceOf(first, second)
        const mirror = differenceOf(second, first)
        expect(found.lower).toBeLessThanOrEqual(found.estimate)
        expect(found.upper).toBeGreaterThanOrEqual(found.estimate)
        for (const { lower, upper } of [first, second])
          expect(found.upper - found.lower).toBeGreaterThanOrEqual((upper - lower) * (1 - 1e-9) - 1e-12)
        expect(mirror.estimate).toBeCloseTo(-found.estimate, 12)
        expect(mirror.lower).toBeCloseTo(-found.upper, 12)
        expect(mirror.upper).toBeCloseTo(-found.lower, 12)
      }),
    )
  })

  it('is the usual interval where both are symmetric', () => {
    const around = (value: number, half: number) => ({
      estimate: value,
      lower: value - half,
      upper: value + half,
    })
    const found = differenceOf(around(0.5, 0.3), around(0.1, 0.4))
    expect([found.estimate, found.lower, found.upper].map(one => one.toFixed(12))).toEqual([
      '0.400000000000',
      '-0.100000000000',
      '0.900000000000',
    ])
  })

  it('takes off nothing where the second is known to be zero', () => {
    expect(
      differenceOf({ estimate: 0.2, lower: 0.1, upper: 0.5 }, { estimate: 0, lower: 0, upper: 0 }),
    ).toEqual({
      estimate: 0.2,
      lower: 0.1,
      upper: 0.5,
    })
  })
})

describe('the Newcombe interval of a difference', () => {
  it.each([
    [56, 70, 48, 80, 0.2, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.6, 0.1705, 0.809],
  ])('%i/%i − %i/%i is the published one', (s1, n1, s2, n2, difference, lower, upper) => {
    const interval = newcombe(s1, n1, s2, n2)
    expect(interval.difference).toBeCloseTo(difference, 12)
    expect(interval.lower).toBeCloseTo(lower, 4)
    expect(interval.upper).toBeCloseTo(upper, 4)
  })

  it.each([
    [7, 12, 3, 10, 28.33, -11.86, 57.8],
    [77, 142, 73, 167, 10.51, -0.65, 21.32],
  ])('gives the excess of %i/%i over %i/%i', (s1, n1, s2, n2, difference, lower, upper) => {
    const interval = newcombe(s1, n1, s2, n2)
    expect([interval.difference, interval.lower, interval.upper].map(points)).toEqual([
      difference,
      lower,
      upper,
    ])
  })

  it('mirrors when the groups change places', () => {
    fc.assert(
      fc.property(counts, counts, ([s1, n1], [s2, n2]) => {
        const forth = newcombe(s1, n1, s2, n2)
        const back = newcombe(s2, n2, s1, n1)
        expect(back.lower).toBeCloseTo(-forth.upper, 12)
        expect(forth.lower).toBeLessThanOrEqual(forth.difference)
        expect(forth.lower).toBeGreaterThanOrEqual(-1 - 1e-12)
        expect(forth.upper).toBeLessThanOrEqual(1 + 1e-12)
      }),
    )
  })
})

describe('rounding half away from zero', () => {
  it.each([
    [1.005, 2, 1.01],
    [-1.005, 2, -1.01],
    [2.5, 0, 3],
    [-2.5, 0, -3],
    [0.285, 2, 0.29],
    [1.4999999999999998, 0, 2],
    [1.4999, 0, 1],
    [100 * (23 / 400), 1, 5.8],
    [-0.001, 2, 0],
    [1e-9, 2, 0],
    [12_345_678_901_234.566, 2, 12_345_678_901_234.57],
    [1e300, 2, 1e300],
    [0, 2, 0],
  ])('%d at %i decimals is %d', (value, decimals, expected) => {
    expect(roundHalfAwayFromZero(value, decimals)).toBe(expected)
  })

  it('agrees with exact percentages for ratios of integers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -20_000, max: 20_000 }),
        fc.integer({ min: 1, max: 20_000 }),
        (part, whole) => {
          expect(roundHalfAwayFromZero((100 * part) / whole, 2)).toBe(percentage(part, whole))
          expect(roundHalfAwayFromZero(100 * (part / whole), 2)).toBe(percentage(part, whole))
        },
      ),
    )
  })

  it('refuses what is no number', () => {
    expect(() => roundHalfAwayFromZero(Number.NaN, 2)).toThrow(RangeError)
  })
})

describe('a percentage', () => {
  it.each([
    [7, 12, 58.33],
    [1, 800, 0.13],
    [-1, 800, -0.13],
    [0, 5, 0],
    [1, 3, 33.33],
    [2, 3, 66.67],
    [5, 5, 100],
    [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 100],
  ])('of %i in %i is %d', (part, whole, expected) => {
    expect(percentage(part, whole)).toBe(expected)
  })

  it('has the decimals asked for', () => {
    expect(percentage(1, 8, 0)).toBe(13)
    expect(percentage(1, 7, 6)).toBe(14.285714)
  })

  it('of nothing does not exist', () => {
    expect(() => percentage(0, 0)).toThrow(RangeError)
    expect(() => percentage(0.5, 2)).toThrow(RangeError)
  })
})
