import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mcnemar } from '../../src/lib/mathematics/statistics.ts'

/** Twice the smaller tail of the binomial distribution, in exact integers. */
function exactly(there: number, back: number): number {
  const changes = there + back
  let tail = 0n
  let choices = 1n
  for (let k = 0; k <= Math.min(there, back); k++) {
    tail += choices
    choices = (choices * BigInt(changes - k)) / BigInt(k + 1)
  }
  const scale = 10n ** 30n
  return Math.min(1, Number((2n * tail * scale) / 2n ** BigInt(changes)) / 1e30)
}

describe("McNemar's exact test", () => {
  it.each([
    // Of the prime minister's approval, Agresti, Categorical Data Analysis, table 10.1.
    [150, 86, 3.716e-5, 8],
    // The example of statsmodels' documentation.
    [121, 59, 4.434449263755e-6, 16],
    [10, 2, 0.03857421875, 12],
    [5, 0, 0.0625, 12],
    [6, 2, 0.2890625, 12],
    [1, 0, 1, 12],
    [0, 0, 1, 12],
  ])('of %i one way and %i the other is %f', (there, back, p, digits) => {
    expect(mcnemar(there, back)).toBeCloseTo(p, digits)
  })

  it('is the exact sum, whichever way the changes went', () => {
    const changes = fc.integer({ min: 0, max: 600 })
    fc.assert(
      fc.property(changes, changes, (there, back) => {
        const expected = exactly(there, back)
        expect(Math.abs(mcnemar(there, back) - expected)).toBeLessThanOrEqual(1e-10 * expected + 1e-29)
        expect(mcnemar(back, there)).toBe(mcnemar(there, back))
      }),
    )
  })

  it('holds for a million changes', () => {
    expect(mcnemar(500_000, 500_000)).toBe(1)
    // Two standard deviations from even: the normal approximation is good here.
    expect(mcnemar(501_000, 499_000)).toBeCloseTo(0.0456, 3)
    expect(mcnemar(1_000_000, 0)).toBe(0)
  })

  it('refuses what are no counts', () => {
    expect(() => mcnemar(-1, 2)).toThrow(RangeError)
    expect(() => mcnemar(0.5, 2)).toThrow(RangeError)
  })
})
