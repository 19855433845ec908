import { describe, expect, it } from 'vitest'
import { minimise } from '../../src/lib/mathematics/minimise.ts'

const rosenbrock = ([x = 0, y = 0]: readonly number[]) => ({
  value: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
  gradient: [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
})

describe('a minimum', () => {
  it('is found at the end of a bent valley', () => {
    const found = minimise(rosenbrock, [-1.2, 1], 1e-10)
    expect(found.point[0]).toBeCloseTo(1, 9)
    expect(found.point[1]).toBeCloseTo(1, 9)
    expect(found.slope).toBeLessThanOrEqual(1e-10)
  })

  it('is the same every time', () => {
    expect(minimise(rosenbrock, [-1.2, 1], 1e-10)).toEqual(minimise(rosenbrock, [-1.2, 1], 1e-10))
  })

  it('stays within the points that are allowed', () => {
    const walled = (point: readonly number[]) => {
      const [x = 0] = point
      return x > 3
        ? { value: Number.POSITIVE_INFINITY, gradient: [Number.NaN] }
        : { value: -x, gradient: [-1] }
    }
    const found = minimise(walled, [0], 1e-10)
    expect(found.point[0]).toBeGreaterThan(2.9)
    expect(found.point[0]).toBeLessThanOrEqual(3)
    expect(found.slope).toBe(1)
  })

  it('is looked for no further once it lies at the edge of where it may be', () => {
    const evaluated = (isAtEdge?: (point: readonly number[]) => boolean) => {
      let times = 0
      const falling = ([x = 0, y = 0]: readonly number[]) => {
        times += 1
        if (x > 6 || y > 6) return { value: Number.POSITIVE_INFINITY, gradient: [Number.NaN, Number.NaN] }
        const value = Math.exp(-x - y)
        return { value, gradient: [-value, -value] }
      }
      expect(minimise(falling, [0.3, 0], 1e-10, isAtEdge).point[0]).toBeCloseTo(6, 3)
      return times
    }
    const toTheEnd = evaluated()
    expect(evaluated(([x = 0]) => x > 5.95)).toBeLessThan(toTheEnd)
    // What is left again is no end.
    expect(evaluated(([x = 0]) => x < 0.5)).toBe(toTheEnd)
  })

  it('is where the search begins when nothing is lower', () => {
    const flat = () => ({ value: 5, gradient: [0, 0] })
    expect(minimise(flat, [1, 2], 1e-10)).toEqual({ point: [1, 2], value: 5, slope: 0, iterations: 0 })
  })
})
