import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  dayOfReturn,
  type LifecyclePolicy,
  type LifecycleStage,
  lifecyclePolicy,
  medianOfCounts,
  ownCycle,
} from '../../../src/domain/metrics/lifecycle.ts'
import { isFarFrom, passedDays, type Standing, standingOf } from '../../../src/domain/metrics/standing.ts'
import { rhythms } from './rhythms.ts'
import { lifecycleStage, usualLifecycle } from './stage.ts'

/** The stage at the end of day 1000 of a customer who bought so many days before it. */
const stage = (ago: readonly number[], workspace = 40) =>
  lifecycleStage(
    [...ago].sort((a, b) => b - a).map(days => 1_000 - days),
    1_000,
    workspace,
  )

describe('the lifecycle stage', () => {
  test('is prospect without a purchase', () => expect(stage([])).toBe('PROSPECT'))
  test('is new until one and a half cycles of the workspace after the only purchase', () => {
    expect(stage([30])).toBe('NEW')
    expect(stage([31])).toBe('LAPSING')
  })
  test('is lapsing until three cycles, then lost', () => {
    expect(stage([60])).toBe('LAPSING')
    expect(stage([61])).toBe('LOST')
  })
  test('goes by the own cycle from three purchase days in the last 365', () => {
    expect(stage([15, 25, 35])).toBe('ACTIVE')
    expect(stage([16, 26, 36])).toBe('LAPSING')
    expect(stage([16, 26])).toBe('ACTIVE')
  })
  test('is loyal with five purchase days over a year', () => {
    expect(stage([0, 90, 180, 270, 365], 200)).toBe('LOYAL')
    expect(stage([0, 90, 180, 270, 364], 200)).toBe('ACTIVE')
    expect(stage([0, 120, 240, 365], 200)).toBe('ACTIVE')
  })
  test('is won back for two cycles after the purchase that ended a loss', () => {
    expect(stage([40, 101])).toBe('WON_BACK')
    expect(stage([40, 100])).toBe('LAPSING')
    expect(stage([41, 102])).toBe('LAPSING')
    expect(stage([0, 40, 101])).toBe('WON_BACK')
  })
  test('measures a loss by the cycle that the customer had on the day before the return', () => {
    // Three purchase days ten days apart, then 31 days of silence: lost at more than 30.
    expect(stage([5, 36, 46, 56])).toBe('WON_BACK')
    expect(stage([5, 35, 45, 55])).toBe('ACTIVE')
  })
})

test('a median of counts lies in the middle, a half rounded up', () => {
  expect(medianOfCounts([])).toBeNull()
  expect(medianOfCounts([{ value: 20, count: 1 }])).toBe(20)
  expect(
    medianOfCounts([
      { value: 20, count: 2 },
      { value: 30, count: 2 },
    ]),
  ).toBe(25)
  expect(
    medianOfCounts([
      { value: 20, count: 1 },
      { value: 21, count: 1 },
    ]),
  ).toBe(21)
  expect(
    medianOfCounts([
      { value: 20, count: 1 },
      { value: 30, count: 2 },
    ]),
  ).toBe(30)
})

describe('the standing over stored metrics', () => {
  const asOf = 2_000
  const history = fc.tuple(rhythms, fc.integer({ min: 0, max: 60 })).map(([ago, since]) => {
    const days = [...new Set(ago)].map(past => asOf - since - past)
    return days.sort((a, b) => a - b)
  })
  const cycles = fc.oneof(
    fc.integer({ min: 2, max: 30 }),
    fc.integer({ min: 64, max: 127 }),
    fc.integer({ min: 2, max: 400 }),
  )

  const policies = fc.oneof(
    fc.constant(usualLifecycle),
    fc
      .record({
        active: fc.integer({ min: 1, max: 12 }),
        lapsing: fc.integer({ min: 1, max: 12 }),
        wonBack: fc.integer({ min: 1, max: 100 }),
        ...{
          loyalPurchaseDays: fc.integer({ min: 2, max: 8 }),
          loyalSpanDays: fc.integer({ min: 0, max: 500 }),
        },
        ...{
          cyclePurchaseDays: fc.integer({ min: 2, max: 6 }),
          cycleWindowDays: fc.integer({ min: 30, max: 900 }),
        },
      })
      .map(({ active, lapsing, wonBack, ...rest }) =>
        lifecyclePolicy.body.parse({
          ...rest,
          activeCycles: active / 4,
          lapsingCycles: (active + lapsing) / 4,
          wonBackCycles: Math.ceil(((active + lapsing) * wonBack) / 100) / 4,
        }),
      ),
  )

  function standing(
    policy: LifecyclePolicy,
    days: readonly number[],
    on: number,
    workspaceCycle: number,
  ): Standing {
    const counted = days.filter(day => day <= on)
    const [first = null, last = null] = [counted[0], counted.at(-1)]
    const stored = { first, last, days: counted.length, cycle: ownCycle(policy, counted, on) }
    return standingOf(policy, stored, counted, on, workspaceCycle)
  }

  test('has the stage of the definition, for any purchases', () => {
    const seen = new Set<LifecycleStage>()
    fc.assert(
      fc.property(policies, history, cycles, (policy, days, workspaceCycle) => {
        const { stage, cycleDoubled, returnedOn } = standing(policy, days, asOf, workspaceCycle)
        expect(stage).toBe(lifecycleStage(days, asOf, workspaceCycle, policy))
        if (stage === 'WON_BACK')
          expect(returnedOn).toBe(dayOfReturn(policy, days, asOf, cycleDoubled, workspaceCycle))
        seen.add(stage)
      }),
      { numRuns: 3_000 },
    )
    expect([...seen].sort()).toEqual(['ACTIVE', 'LAPSING', 'LOST', 'LOYAL', 'NEW', 'PROSPECT', 'WON_BACK'])
  })

  test('names the first day on which the stage is another one, while no purchase day leaves the year', () => {
    fc.assert(
      fc.property(policies, history, cycles, (policy, days, workspaceCycle) => {
        const { stage, reviewOn } = standing(policy, days, asOf, workspaceCycle)
        const own = ownCycle(policy, days, asOf)
        for (let day = asOf; day < asOf + 250 && ownCycle(policy, days, day) === own; day++) {
          const passed = passedDays(policy, { day: asOf, workspaceCycle }, { day, workspaceCycle })
          const last = days.at(-1) ?? 0
          const found = own === null && passed.some(({ from, to }) => from <= last && last < to)
          const later = lifecycleStage(days, day, workspaceCycle, policy)
          if (reviewOn === day) expect(later).not.toBe(stage)
          if (reviewOn !== null && reviewOn <= day) return
          if (!found) expect(later).toBe(stage)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('says where another cycle of the workspace may give another stage', () => {
    fc.assert(
      fc.property(policies, history, cycles, cycles, (policy, days, workspaceCycle, other) => {
        const before = standing(policy, days, asOf, workspaceCycle)
        const last = days.at(-1) ?? 0
        const passed = passedDays(policy, { day: asOf, workspaceCycle }, { day: asOf, workspaceCycle: other })
        const found =
          ownCycle(policy, days, asOf) === null && passed.some(({ from, to }) => from <= last && last < to)
        if (before.workspaceCycle !== null || found || isFarFrom(workspaceCycle, other)) return
        const after = standing(policy, days, asOf, other)
        expect([after.stage, after.reviewOn, after.workspaceCycle]).toEqual([
          before.stage,
          before.reviewOn,
          before.workspaceCycle,
        ])
      }),
      {
        // Won back for longer than two own cycles, by a loss that the cycle of the workspace told.
        examples: [
          [
            {
              ...{ activeCycles: 0.25, lapsingCycles: 3, wonBackCycles: 2.25, loyalPurchaseDays: 2 },
              ...{ loyalSpanDays: 0, cyclePurchaseDays: 2, cycleWindowDays: 30 },
            },
            [1886, 1983, 1991, 1999, 2000],
            64,
            65,
          ],
        ],
        numRuns: 3_000,
      },
    )
  })
})
