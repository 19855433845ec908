import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { agrees, publishedChecks } from '../../../bench/models.ts'
import {
  type DropoutParameters,
  dropoutLikelihood,
  dropoutModels,
  expectedPurchases,
  expectedRepeats,
  probabilityAlive,
} from '../../../src/domain/repeat-buying/models/dropout-model.ts'
import { byQuadrature, bySeries } from '../../../src/domain/repeat-buying/models/expected-while-staying.ts'
import { fitDropout, fitSpend } from '../../../src/domain/repeat-buying/models/fit.ts'
import { expectedSpend, spendLikelihood } from '../../../src/domain/repeat-buying/models/spend-model.ts'
import { fallenBack, lifetimeValue, modelled } from '../../../src/domain/repeat-buying/models/value.ts'
import { printedPurchases, printedRepeats } from './closed-form.ts'

const cdnow: DropoutParameters = { r: 0.2426, alpha: 4.4136, a: 0.7929, b: 2.4259 }

/** Any size between two powers of ten. */
const sized = (from: number, to: number) =>
  fc.double({ min: from, max: to, noNaN: true }).map(power => 10 ** power)

const anyParameters = fc.record({
  r: sized(-4, 4),
  alpha: sized(-4, 4),
  a: sized(-4, 4),
  b: sized(-4, 4),
})

const anyHistory = fc
  .record({
    repeats: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 10_000 })),
    age: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 10_000, noNaN: true })),
    part: fc.oneof(fc.constant(0), fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
  })
  .map(({ repeats, age, part }) => ({ repeats, age, recency: repeats === 0 ? 0 : age * part }))

describe('the published values', () => {
  const checks = publishedChecks()

  test.each(checks.filter(one => one.differs === undefined))('$name is $published', check => {
    expect(check).toSatisfy(agrees)
  })

  test('differ from ours in two places, for which the closed form stands by ours', () => {
    expect(checks.filter(one => one.differs !== undefined).map(one => one.name)).toEqual([
      'BG E[X(78)], whole',
      'BG E[Y(52)] of (26, 30.857, 31)',
    ])
    const [whole, eager] = checks.filter(one => one.differs !== undefined)
    // The closed form, summed to its end, says the same as ours.
    const { r, alpha, a, b } = { r: 0.24259452, alpha: 4.41360202, a: 0.79292202, b: 2.42590677 }
    expect(printedRepeats({ r, alpha, a, b }, 78)).toBeCloseTo(whole?.computed ?? 0, 6)
    // The value published lies between ours at the rounded parameters and ours at the maximum.
    const rounded = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }
    const history = { repeats: 26, recency: 30.857, age: 31 }
    expect(expectedPurchases('BG_NBD', rounded, history, 52)).toBeLessThan(25.7566)
    expect(eager?.computed).toBeGreaterThan(25.7566)
    expect(printedPurchases({ r, alpha, a, b }, history, 52)).toBeCloseTo(eager?.computed ?? 0, 5)
  })
})

describe('expectations', () => {
  test('are those of the closed form, away from its holes', () => {
    const parameters = fc.record({
      r: sized(-1, 0.7),
      alpha: sized(0, 2),
      a: fc.double({ min: 0.05, max: 0.9, noNaN: true }),
      b: fc.double({ min: 1.1, max: 30, noNaN: true }),
    })
    const history = fc.record({
      repeats: fc.integer({ min: 0, max: 40 }),
      recency: fc.constant(20),
      age: fc.double({ min: 20, max: 60, noNaN: true }),
    })
    fc.assert(
      fc.property(parameters, history, sized(-1, 1.8), (p, h, t) => {
        expect(expectedRepeats('BG_NBD', p, t)).toBeCloseTo(printedRepeats(p, t), 7)
        expect(expectedPurchases('BG_NBD', p, h, t)).toBeCloseTo(printedPurchases(p, h, t), 7)
      }),
    )
  })

  test('have no hole where the closed form has: at a = 1 and a + b = 1', () => {
    const near = (a: number, b: number) => expectedRepeats('BG_NBD', { ...cdnow, a, b }, 39)
    expect(near(1, 2)).toBeCloseTo((near(1 - 1e-6, 2) + near(1 + 1e-6, 2)) / 2, 9)
    expect(near(0.4, 0.6)).toBeCloseTo((near(0.4 - 1e-6, 0.6) + near(0.4 + 1e-6, 0.6)) / 2, 9)
  })

  test('come out alike by series and by quadrature', () => {
    fc.assert(
      fc.property(
        fc.record({ r: sized(-3, 2), alpha: sized(-0.5, 4), a: sized(-3, 3), b: sized(-3, 3) }),
        sized(-1, 1.7),
        (parameters, weeks) => {
          const series = bySeries(parameters, weeks)
          expect(Math.abs(byQuadrature(parameters, weeks) / series - 1)).toBeLessThan(1e-9)
        },
      ),
    )
  })

  test('of somebody new are those of the history (0, 0, 0) in BG/NBD, and include leaving at once in MBG/NBD', () => {
    const once = { repeats: 0, recency: 0, age: 0 }
    for (const model of dropoutModels)
      expect(expectedPurchases(model, cdnow, once, 52)).toBeCloseTo(expectedRepeats(model, cdnow, 52), 10)
  })

  test('are finite, never negative, and grow with the horizon, whatever the parameters and the history', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...dropoutModels),
        anyParameters,
        anyHistory,
        fc.double({ min: 0, max: 520, noNaN: true }),
        (model, parameters, history, weeks) => {
          const alive = probabilityAlive(model, parameters, history)
          expect(alive).toBeGreaterThanOrEqual(0)
          expect(alive).toBeLessThanOrEqual(1)
          const expected = expectedPurchases(model, parameters, history, weeks)
          expect(Number.isFinite(expected)).toBe(true)
          expect(expected).toBeGreaterThanOrEqual(0)
          expect(expectedPurchases(model, parameters, history, weeks + 1)).toBeGreaterThanOrEqual(
            expected * (1 - 1e-9),
          )
          const fresh = expectedRepeats(model, parameters, weeks)
          expect(Number.isFinite(fresh) && fresh >= 0).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('whether a customer is alive', () => {
  test('is certain in BG/NBD after one purchase, and not in MBG/NBD', () => {
    const once = { repeats: 0, recency: 0, age: 100 }
    expect(probabilityAlive('BG_NBD', cdnow, once)).toBe(1)
    expect(probabilityAlive('MBG_NBD', cdnow, once)).toBeLessThan(0.6)
  })

  test('becomes less likely the longer it waits, the sooner the more often it had bought', () => {
    const at = (repeats: number, age: number) =>
      probabilityAlive('MBG_NBD', cdnow, { repeats, recency: 30, age })
    expect(at(5, 40)).toBeLessThan(at(5, 31))
    expect(at(20, 60)).toBeLessThan(at(2, 60))
  })

  test('falls back to the share of three cycles that is left', () => {
    expect(fallenBack(0, 60)).toMatchObject({ probabilityAlive: 1 })
    expect(fallenBack(45, 60).probabilityAlive).toBe(0.5)
    expect(fallenBack(90, 60).probabilityAlive).toBe(0)
    expect(fallenBack(9_000, 1).probabilityAlive).toBe(0)
    expect(fallenBack(45, 60).expectedPurchases(30 / 7)).toBeCloseTo(0.5, 12)
  })
})

describe('a likelihood', () => {
  const differs = (
    evaluate: (point: readonly number[]) => { value: number; gradient: readonly number[] },
    point: readonly number[],
  ) =>
    point.map((_, at) => {
      const step = 1e-5
      const moved = (by: number) => evaluate(point.map((value, i) => (i === at ? value + by : value))).value
      return (moved(step) - moved(-step)) / (2 * step)
    })

  const observations = [
    { repeats: 0, recency: 0, age: 38, customers: 7 },
    { repeats: 0, recency: 0, age: 0, customers: 2 },
    { repeats: 2, recency: 30.4, age: 38.9, customers: 3 },
    { repeats: 9, recency: 30, age: 30, customers: 1 },
  ]

  test.each(dropoutModels)('of %s has the gradient that its values show', model => {
    const evaluate = dropoutLikelihood(model, observations)
    for (const point of [
      [-1.4, 1.5, -0.2, 0.9],
      [0.7, 3, 1.2, -1],
    ]) {
      const slopes = differs(evaluate, point)
      evaluate(point).gradient.forEach((slope, at) => {
        expect(slope).toBeCloseTo(slopes[at] ?? Number.NaN, 5)
      })
    }
  })

  test('of Gamma-Gamma has the gradient that its values show', () => {
    const evaluate = spendLikelihood([
      { repeats: 1, mean: 12.5, customers: 3 },
      { repeats: 4, mean: 31, customers: 2 },
    ])
    const point = [1.8, 1.3, 2.7]
    const slopes = differs(evaluate, point)
    evaluate(point).gradient.forEach((slope, at) => {
      expect(slope).toBeCloseTo(slopes[at] ?? Number.NaN, 5)
    })
  })

  test('is finite wherever a fit may look', () => {
    fc.assert(
      fc.property(fc.constantFrom(...dropoutModels), anyParameters, anyHistory, (model, p, history) => {
        const evaluate = dropoutLikelihood(model, [{ ...history, customers: 1 }])
        const { value, gradient } = evaluate([p.r, p.alpha, p.a, p.b].map(Math.log))
        expect([value, ...gradient].every(Number.isFinite)).toBe(true)
      }),
    )
  })
})

describe('a fit', () => {
  const repeaters = (count: number) => ({ repeats: 2, recency: 10, age: 20, customers: count })

  test('needs repeaters', () => {
    expect(fitDropout('MBG_NBD', [repeaters(49)], 50)).toMatchObject({
      state: 'INSUFFICIENT_DATA',
      failure: 'FEW_REPEATERS',
      parameters: null,
    })
    expect(fitDropout('MBG_NBD', [], 50).failure).toBe('FEW_REPEATERS')
    expect(fitSpend([], 50).failure).toBe('FEW_REPEATERS')
  })

  test('says so where the data cannot tell a parameter: everybody alike', () => {
    expect(fitDropout('MBG_NBD', [repeaters(1_000)], 50).failure).toBe('AT_BOUND')
    expect(fitSpend([{ repeats: 3, mean: 20, customers: 100 }], 50).failure).toBe('AT_BOUND')
  })

  test('answers or says why not, whatever the customers are', () => {
    const group = fc
      .tuple(anyHistory, fc.integer({ min: 1, max: 500 }))
      .map(([history, customers]) => ({ ...history, customers }))
    fc.assert(
      fc.property(
        fc.constantFrom(...dropoutModels),
        fc.array(group, { minLength: 1, maxLength: 12 }),
        (model, groups) => {
          const fit = fitDropout(model, groups, 10)
          if (fit.state === 'FITTED') {
            expect(Object.values(fit.parameters).every(value => value > 0 && Number.isFinite(value))).toBe(
              true,
            )
            expect(Number.isFinite(fit.logLikelihood)).toBe(true)
          } else expect(['FEW_REPEATERS', 'AT_BOUND', 'NO_CONVERGENCE']).toContain(fit.failure)
        },
      ),
      { numRuns: 40 },
    )
  }, 60_000)

  test('of spend moves with the currency: a thousandfold spend is a thousandfold v', () => {
    const spend = [5, 8, 9, 11, 14, 20, 21, 35, 60].map((mean, at) => ({
      repeats: 1 + (at % 4),
      mean,
      customers: 12,
    }))
    const one = fitSpend(spend, 50)
    const other = fitSpend(
      spend.map(o => ({ ...o, mean: o.mean * 1_000 })),
      50,
    )
    expect(one.state).toBe('FITTED')
    expect(other.parameters?.p).toBeCloseTo(one.parameters?.p ?? 0, 4)
    expect((other.parameters?.v ?? 0) / (one.parameters?.v ?? 1)).toBeCloseTo(1_000, 1)
  })
})

describe('value', () => {
  test('does not exist where the mean spend does not', () => {
    expect(expectedSpend({ p: 2, q: 0.9, v: 10 }, 0, 0)).toBeNull()
    expect(expectedSpend({ p: 2, q: 3, v: 10 }, 0, 0)).toBe(10)
    expect(expectedSpend({ p: 2, q: 0.9, v: 10 }, 1, 30)).toBeGreaterThan(0)
  })

  test('counts each month once and later ones less', () => {
    const prospects = modelled('BG_NBD', cdnow, { repeats: 2, recency: 30.43, age: 38.86 })
    const terms = { spend: 10, margin: 0.5, months: 12 }
    const plain = lifetimeValue(prospects, { ...terms, discount: 0 })
    expect(plain).toBeCloseTo(5 * prospects.expectedPurchases(12 * 4.345), 10)
    expect(lifetimeValue(prospects, { ...terms, discount: 0.01 })).toBeLessThan(plain)
    expect(lifetimeValue(prospects, { ...terms, discount: 0, months: 0 })).toBe(0)
  })
})
