import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RepeatBuyingBasis } from '../../../src/domain/repeat-buying/basis.ts'
import { dropoutModels } from '../../../src/domain/repeat-buying/models/dropout-model.ts'
import type { RepeatBuyingRow } from '../../../src/domain/repeat-buying/outlook.ts'
import { repeatBuyingOf } from '../../../src/domain/repeat-buying/read-customer.ts'

const today = 20_000

const policy = {
  model: 'MBG_NBD',
  horizonDays: 91,
  refitDays: 7,
  minimumRepeaters: 50,
  holdoutDays: 91,
  defaultMarginPercent: 30,
  discountPercentPerMonth: 1,
  lifetimeMonths: 12,
} as const

const fitted = { parameters: { r: 0.3, alpha: 4, a: 0.8, b: 2.4 }, fittedOn: today - 3 }

const basis: RepeatBuyingBasis = {
  asOf: today - 1,
  policy,
  policyVersion: 3,
  decimals: 0,
  dropout: fitted,
  spend: null,
  workspaceCycle: 60,
}

const bought = (first: number, last: number, purchaseDays: number, metricsOn: number): RepeatBuyingRow => ({
  ...{ firstPurchaseOn: first, lastPurchaseOn: last, purchaseDays, metricsOn },
  ...{ netSpend: 300n, repeatSpend: 200n, costedSpendYear: 0n, costYear: 0n, cycleDoubled: null },
  ...{ restrictedAt: null, scoringObjectedAt: null },
})

test('a customer whom the night at work has measured already is looked at on that night’s day', () => {
  const row = bought(today, today, 1, today)
  expect(repeatBuyingOf(basis, row, {})).toMatchObject({
    asOf: today,
    inputs: { repeats: 0, recencyDays: 0, ageDays: 0 },
  })
  expect(repeatBuyingOf({ ...basis, dropout: null }, row, {})).toMatchObject({ probabilityAlive: 1 })
  const corrected = bought(today - 70, today - 30, 4, today)
  expect(repeatBuyingOf(basis, corrected, {})).toMatchObject({ asOf: today, inputs: { ageDays: 70 } })
  const untouched = bought(today - 70, today - 30, 4, today - 9)
  expect(repeatBuyingOf(basis, untouched, {})).toMatchObject({ asOf: today - 1, inputs: { ageDays: 69 } })
})

test('each model falls back by itself', () => {
  const row = bought(today - 70, today - 30, 4, today)
  const spend = { parameters: { p: 6, q: 4, v: 15 }, fittedOn: today - 3 }
  expect(repeatBuyingOf({ ...basis, spend }, row, {})).toMatchObject({
    ...{ state: 'FITTED', fittedOn: today - 3, cycleDays: 30 },
    ...{ spendFallback: false, expectedSpendPerPurchase: 61n },
  })
  expect(repeatBuyingOf(basis, row, {})).toMatchObject({
    ...{ state: 'FITTED', fittedOn: today - 3, cycleDays: 30 },
    ...{ spendFallback: true, expectedSpendPerPurchase: 75n },
  })
  expect(repeatBuyingOf({ ...basis, dropout: null, spend }, row, {})).toMatchObject({
    ...{ state: 'INSUFFICIENT_DATA', fittedOn: null, cycleDays: 30 },
    ...{ spendFallback: false, expectedSpendPerPurchase: 61n },
  })
})

test('where Gamma-Gamma has no mean for somebody who bought once, the own one stands in', () => {
  const spend = { parameters: { p: 6, q: 0.9, v: 15 }, fittedOn: today - 3 }
  const once = repeatBuyingOf({ ...basis, spend }, bought(today - 70, today - 70, 1, today), {})
  expect(once).toMatchObject({ spendFallback: true, expectedSpendPerPurchase: 300n })
  const again = repeatBuyingOf({ ...basis, spend }, bought(today - 70, today - 30, 4, today), {})
  expect(again?.spendFallback).toBe(false)
})

test('a fall-back says the cycle it counts with: the own one, else that of the workspace', () => {
  const without = { ...basis, dropout: null, workspaceCycle: 45 }
  const row = bought(today - 70, today - 30, 4, today)
  expect(repeatBuyingOf(without, { ...row, cycleDoubled: 41 }, {})?.cycleDays).toBe(20.5)
  expect(repeatBuyingOf(without, row, {})?.cycleDays).toBe(22.5)
})

test('a customer is there with a probability, and what is expected is a number, however far the night at work is', () => {
  const days = fc.integer({ min: 0, max: 400 })
  const cases = fc.record({
    first: days,
    last: days,
    repeats: fc.integer({ min: 0, max: 9 }),
    asOf: days,
    model: fc.constantFrom(...dropoutModels),
    fit: fc.constantFrom(fitted, null),
  })
  fc.assert(
    fc.property(cases, ({ first, last, repeats, asOf, model, fit }) => {
      const from = today + Math.min(first, last)
      const to = repeats === 0 ? from : today + Math.max(first, last)
      const found = repeatBuyingOf(
        { ...basis, asOf: today + asOf, policy: { ...policy, model }, dropout: fit },
        bought(from, to, repeats + 1, to),
        {},
      )
      expect(found?.probabilityAlive).toBeGreaterThanOrEqual(0)
      expect(found?.probabilityAlive).toBeLessThanOrEqual(1)
      expect(found?.expectedPurchases).toBeGreaterThanOrEqual(0)
      expect(found?.expectedPurchases).toBeLessThan(1_000)
      expect(found?.inputs.ageDays).toBeGreaterThanOrEqual(found?.inputs.recencyDays ?? 0)
    }),
    { numRuns: 300 },
  )
})

test.each([
  [0n, 0n, { margin: 0.3, marginAssumed: true }],
  [-5n, 0n, { margin: 0.3, marginAssumed: true }],
  // Refunds took more cost off than purchases of the year brought: 160 % would be no margin.
  [1_000n, -600n, { margin: 0.3, marginAssumed: true }],
  [1_000n, 0n, { margin: 1, marginAssumed: false }],
  [900n, 1_200n, { margin: -0.333333, marginAssumed: false }],
])(
  'a costed spend of %i at a cost of %i has its margin or the default',
  (costedSpendYear, costYear, expected) => {
    const row = { ...bought(today - 70, today - 30, 4, today), costedSpendYear, costYear }
    expect(repeatBuyingOf(basis, row, {})).toMatchObject(expected)
  },
)
