import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { marginOf } from '../../../src/domain/facts/margin.ts'
import {
  type Basis,
  cellsOf,
  type MarketSegment,
  marginClassOf,
  placeOf,
} from '../../../src/domain/relationships/matrix.ts'
import {
  marginClasses,
  type RelationshipLevel,
  type RelationshipPolicy,
  relationshipPolicy,
  sizeClasses,
} from '../../../src/domain/relationships/policy.ts'
import { levelNames, termsOf } from '../../../src/domain/relationships/terms.ts'

const level = fc.constantFrom<RelationshipLevel>(1, 2, 3, 4, 5)
const row = fc.record({ HIGH: level, MEDIUM: level, LOW: level })
const days = fc.integer({ min: 1, max: 90 })

const policy: fc.Arbitrary<RelationshipPolicy> = fc
  .record({
    medium: fc.integer({ min: 0, max: 99 }),
    marginStep: fc.integer({ min: 1, max: 100 }),
    few: fc.nat(2_000),
    sizeStep: fc.integer({ min: 1, max: 2_000 }),
    levels: fc.record({ MANY: row, MEDIUM: row, FEW: row }),
    owed: fc.record({
      callWithinDays: days,
      contactEveryDays: days,
      partnerEveryDays: days,
      reviewEveryDays: fc.integer({ min: 1, max: 366 }),
    }),
  })
  .map(({ medium, marginStep, few, sizeStep, levels, owed }) => ({
    highMarginPercent: Math.min(100, medium + marginStep),
    mediumMarginPercent: medium,
    fewUpTo: few,
    mediumUpTo: few + sizeStep,
    levels,
    owed,
  }))

const basis: fc.Arbitrary<Basis> = fc.record({
  policy,
  defaultMarginPercent: fc.integer({ min: 0, max: 100 }),
})

const segments: fc.Arbitrary<MarketSegment[]> = fc
  .array(
    fc.record({
      customers: fc.nat(5_000),
      costedSpendYear: fc.oneof(fc.constant(0n), fc.bigInt(-1_000n, 1_000n), fc.bigInt(0n, 2n ** 60n)),
      costYear: fc.oneof(fc.bigInt(-1_000n, 1_000n), fc.bigInt(-(2n ** 60n), 2n ** 60n)),
    }),
    { maxLength: 12 },
  )
  .map(all => all.map((one, at) => ({ segmentId: at + 1, ...one })))

const measures = ({ costedSpendYear, costYear }: MarketSegment) => costedSpendYear > 0n && costYear >= 0n

describe('the matrix', () => {
  test('has exactly one level for every pair of classes, the policy’s own', () => {
    fc.assert(
      fc.property(basis, segments, (on, market) => {
        const cells = cellsOf(on, market)
        const pairs = cells.map(cell => `${cell.sizeClass} ${cell.marginClass}`)
        expect(pairs).toEqual(sizeClasses.flatMap(size => marginClasses.map(margin => `${size} ${margin}`)))
        for (const cell of cells) expect(cell.level).toBe(on.policy.levels[cell.sizeClass][cell.marginClass])
      }),
    )
  })

  test('has every segment in one cell, whose level it gets and whose customers and margin it makes up', () => {
    fc.assert(
      fc.property(basis, segments, (on, market) => {
        const cells = cellsOf(on, market)
        const seen = cells.flatMap(cell => cell.places.map(place => place.segmentId))
        expect(seen.toSorted((a, b) => a - b)).toEqual(market.map(one => one.segmentId))
        for (const cell of cells) {
          const here = market.filter(one => cell.places.some(place => place.segmentId === one.segmentId))
          expect(cell.customers).toBe(here.reduce((sum, one) => sum + one.customers, 0))
          for (const place of cell.places) expect(place.level).toBe(cell.level)
          const sums = here.filter(measures).reduce(
            (so, one) => ({
              costedSpendYear: so.costedSpendYear + one.costedSpendYear,
              costYear: so.costYear + one.costYear,
            }),
            { costedSpendYear: 0n, costYear: 0n },
          )
          if (here.length === 0) {
            expect(cell.margin).toBeNull()
            continue
          }
          expect(cell.margin).toEqual({
            percent: marginOf(sums, on.defaultMarginPercent).percent,
            assumed: !here.every(measures),
          })
          // No cell tells of its segments what none of them would have put there.
          expect(marginClassOf(on, sums)).toBe(cell.marginClass)
        }
      }),
    )
  })

  test('tells classes apart by the exact margin and the exact number of customers', () => {
    fc.assert(
      fc.property(basis, segments, (on, market) => {
        for (const one of market) {
          const { sizeClass, marginClass, margin } = placeOf(on, one)
          const { fewUpTo, mediumUpTo, highMarginPercent, mediumMarginPercent } = on.policy
          expect(sizeClass).toBe(
            one.customers > mediumUpTo ? 'MANY' : one.customers > fewUpTo ? 'MEDIUM' : 'FEW',
          )
          const known = measures(one)
          expect(margin.assumed).toBe(!known)
          // 100 times the margin's numerator over its denominator, compared without dividing.
          const [part, whole] = known
            ? [100n * (one.costedSpendYear - one.costYear), one.costedSpendYear]
            : [BigInt(on.defaultMarginPercent), 1n]
          const high = part >= BigInt(highMarginPercent) * whole
          const medium = part >= BigInt(mediumMarginPercent) * whole
          expect(marginClass).toBe(high ? 'HIGH' : medium ? 'MEDIUM' : 'LOW')
          if (!known) expect(margin.percent).toBe(on.defaultMarginPercent)
          expect(margin.percent).toBeLessThanOrEqual(100)
        }
      }),
    )
  })
})

const kotler = relationshipPolicy.body.parse({
  highMarginPercent: 40,
  mediumMarginPercent: 20,
  fewUpTo: 50,
  mediumUpTo: 1000,
  levels: {
    MANY: { HIGH: 3, MEDIUM: 2, LOW: 1 },
    MEDIUM: { HIGH: 4, MEDIUM: 3, LOW: 2 },
    FEW: { HIGH: 5, MEDIUM: 4, LOW: 3 },
  },
  owed: { callWithinDays: 7, contactEveryDays: 30, partnerEveryDays: 14, reviewEveryDays: 91 },
})

test.each([
  [50, 1_000n, 600n, 5, 40],
  [51, 1_000n, 600n, 4, 40],
  [1_000, 1_000n, 601n, 3, 39.9],
  [1_001, 1_000n, 601n, 2, 39.9],
  // 39.999…96 %: shown as 40, and yet not high.
  [1, 10n ** 16n, 6n * 10n ** 15n + 1n, 4, 40],
  [1_001, 1_000n, 801n, 1, 19.9],
  [1_001, 1_000n, 2_000n, 1, -100],
])(
  '%i customers with %i of spend and %i of cost are of level %i',
  (customers, spend, cost, expected, percent) => {
    const on = { policy: kotler, defaultMarginPercent: 30 }
    const segment = { segmentId: 1, customers, costedSpendYear: spend, costYear: cost }
    expect(placeOf(on, segment)).toMatchObject({ level: expected, margin: { percent, assumed: false } })
  },
)

test.each([
  [0n, 0n],
  [-5n, 0n],
  [-5n, -9n],
  // A refund whose purchase lies before the year leaves 1,000 of spend at a cost of −600: 160 % is no margin.
  [1_000n, -600n],
])(
  'a costed spend of %i at a cost of %i tells no margin: the default decides and is marked',
  (costedSpendYear, costYear) => {
    const on = { policy: kotler, defaultMarginPercent: 30 }
    expect(placeOf(on, { segmentId: 1, customers: 10, costedSpendYear, costYear })).toMatchObject({
      margin: { percent: 30, assumed: true },
      marginClass: 'MEDIUM',
      level: 4,
    })
  },
)

test('spend that cost nothing leaves all of it', () => {
  expect(marginOf({ costedSpendYear: 1n, costYear: 0n }, 30)).toEqual({ percent: 100, assumed: false })
})

test('a cell measures the margin of its segments that tell one, and says that another is there by the default', () => {
  const on = { policy: kotler, defaultMarginPercent: 45 }
  const known = { segmentId: 1, customers: 10, costedSpendYear: 1_000n, costYear: 500n }
  // All that it bought went back, at a cost above its price.
  const returned = { segmentId: 2, customers: 10, costedSpendYear: -900n, costYear: -1_500n }
  const marginOfCell = (...market: MarketSegment[]) =>
    cellsOf(on, market).find(cell => cell.places.length === market.length)?.margin
  expect(marginOfCell(known)).toEqual({ percent: 50, assumed: false })
  expect(marginOfCell(known, returned)).toEqual({ percent: 50, assumed: true })
  expect(marginOfCell(returned)).toEqual({ percent: 45, assumed: true })
})

test('a default with more decimals shows two, and decides unrounded', () => {
  const on = { policy: kotler, defaultMarginPercent: 39.996 }
  const place = placeOf(on, { segmentId: 1, customers: 10, costedSpendYear: 0n, costYear: 0n })
  expect(place).toMatchObject({ margin: { percent: 40, assumed: true }, marginClass: 'MEDIUM' })
})

test('what the five levels owe', () => {
  const terms = termsOf(kotler)
  expect(terms.map(one => [one.level, one.name])).toEqual(levelNames.map((name, at) => [at + 1, name]))
  expect(terms.map(one => one.inboundChannel)).toEqual([false, true, false, false, false])
  expect(terms.map(one => one.callWithinDays)).toEqual([null, null, 7, null, null])
  expect(terms.map(one => one.contactEveryDays)).toEqual([null, null, null, 30, 14])
  expect(terms.map(one => one.contactEachCycle)).toEqual([false, false, false, true, false])
  expect(terms.map(one => one.reviewEveryDays)).toEqual([null, null, null, null, 91])
})
